package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// The provider or Terraform itself is killed in the middle of an apply, at random
// points: after the next apply state and inventory agree. EXPIRY_KILLS sets how often
// (6).
func TestReadingsSurviveKills(t *testing.T) {
	t.Parallel()
	url, open := ledgerAt(t)
	readingsSurviveKills(t, url, open("w"))
}

func readingsSurviveKills(t *testing.T, url string, store *inventory.Store) {
	t.Helper()
	kills := 6
	if n, err := strconv.Atoi(os.Getenv("EXPIRY_KILLS")); err == nil {
		kills = n
	}
	w := member(t, url, "w", "resource \"expiry_readings\" \"fleet\" {\n  deadlines_json = file(\"read.json\")\n}\n")
	w.env = append(w.env, "EXPIRY_TENANT="+store.Tenant())
	// A wrapper that kills the provider after a while.
	real, bin := providerBinary(t), t.TempDir()
	wrapper := "#!/bin/sh\n" + real + " \"$@\" &\npid=$!\nif [ -s " + bin + "/after ]; then ( sleep $(cat " + bin + "/after); kill -9 $pid 2>/dev/null ) & fi\nwait $pid\n"
	if err := os.WriteFile(filepath.Join(bin, "terraform-provider-expiry"), []byte(wrapper), 0o700); err != nil {
		t.Fatal(err)
	}
	w.write(".terraformrc", "provider_installation {\n  dev_overrides {\n    \"terraform-expiry/expiry\" = \""+bin+"\"\n  }\n  direct {}\n}\n")
	random := rand.New(rand.NewPCG(20261128, 18))
	broken := 0
	for round := range kills {
		n := 300 + 10*round
		rows := make([]string, n)
		for i := range rows {
			rows[i] = certificateRow(fmt.Sprintf("c%d", i+5*round), 300+round)
		}
		w.write("read.json", "["+strings.Join(rows, ",")+"]")
		if round%2 == 0 {
			if err := os.WriteFile(filepath.Join(bin, "after"), fmt.Appendf(nil, "%.3f", 0.02+0.25*random.Float64()), 0o600); err != nil {
				t.Fatal(err)
			}
			if code, _ := w.run("apply", "-auto-approve"); code != 0 {
				broken++
			}
			if err := os.Remove(filepath.Join(bin, "after")); err != nil {
				t.Fatal(err)
			}
		} else if killedApply(t, w, 500*time.Millisecond+time.Duration(random.Int64N(int64(2*time.Second)))) {
			broken++
		}
		w.must("apply", "-auto-approve", "-lock-timeout=20s")
		if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
			t.Fatalf("round %d: exit code %d\n%s", round, code, output)
		}
		reader, found, err := store.ReadReader(t.Context(), "default")
		if err != nil || !found || reader.Count != int64(n) || reader.Found != int64(n) || reader.Digest != digestInState(t, w) {
			t.Fatalf("round %d: found %t, %v: %+v", round, found, err, reader)
		}
		for thing, err := range store.Things(t.Context(), inventory.ThingFilter{Origin: inventory.Read}) {
			if err != nil || !thing.Timeline().End.At.Equal(today.AddDate(0, 0, 300+round)) {
				t.Fatalf("round %d: %+v, %v", round, thing, err)
			}
		}
	}
	t.Logf("%d of %d applies were broken off", broken, kills)
	if broken == 0 {
		t.Error("no apply was broken off, so this showed nothing")
	}
}

// killedApply kills Terraform, and its providers with it, after a while; false where
// it was done before.
func killedApply(t *testing.T, w *workspace, after time.Duration) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, terraformBinary(t), "apply", "-auto-approve")
	command.Dir = w.dir
	command.Env = append(os.Environ(), append([]string{"TF_CLI_CONFIG_FILE=" + filepath.Join(w.dir, ".terraformrc"), "TF_INPUT=0", "CHECKPOINT_DISABLE=1", "EXPIRY_AS_OF=" + w.asOf}, w.env...)...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) })
	defer timer.Stop()
	return command.Wait() != nil
}

func digestInState(t *testing.T, w *workspace) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(content), "act_by") {
		t.Error("the state has readings in it")
	}
	var state struct {
		Resources []struct {
			Instances []struct {
				Attributes struct{ Digest string }
			}
		}
	}
	if err := json.Unmarshal(content, &state); err != nil || len(state.Resources) != 1 {
		t.Fatalf("%v: %s", err, content)
	}
	return state.Resources[0].Instances[0].Attributes.Digest
}
