package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// someone is a random deadline as somebody may hand it over: some of it missing,
// some of it odd, and most of it right.
func someone(r *rand.Rand, n int) map[string]any {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	day := func(from, to int) string {
		return certtest.Today.AddDate(0, 0, from+r.IntN(to-from)).Format(time.RFC3339)
	}
	thing := map[string]any{"id": fmt.Sprintf("%s/%d", pick("licence", "certificate", "contract", "software"), n)}
	said := map[string]any{
		"expires_at": day(-30, 400), "act_by": day(-60, 300), "remind_at": day(-90, 200), "lead_time": pick("30d", "5bd", "3mo", "400d"), "reminder": pick("7d", "2w"),
		"owner": pick("ops@example.test", "なし", ""), "maintainer": pick("vendor", "n/a"), "criticality": pick("high", "low"), "system": pick("erp", "shop"),
		"status": pick("ok", "due", "expired", "unknown"), "passes": r.IntN(2) == 0, "end": pick("known", "open", "ended", "unknown"),
		"not_before": day(-500, -400), "backs_up": []any{"licence/0"}, "newest_at": day(-5, 3), "tracks": []any{"licence/1"}, "covered_by": []any{"contract/*"},
		"findings": []any{map[string]any{"rule": pick("untrusted", "patch-behind"), "message": "something is wrong"}},
	}
	for _, name := range slices.Sorted(maps.Keys(said)) { // so that the same are tried again
		if r.IntN(3) == 0 || name == "expires_at" && r.IntN(4) > 0 {
			thing[name] = said[name]
		}
	}
	return thing
}

// rounds is how often something random is tried: a tenth where only quick tests are
// asked for.
func rounds(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// valueOf is the same as Terraform has it.
func valueOf(plain any) cty.Value {
	switch plain := plain.(type) {
	case string:
		return cty.StringVal(plain)
	case bool:
		return cty.BoolVal(plain)
	case []any:
		parts := make([]cty.Value, len(plain))
		for i, part := range plain {
			parts[i] = valueOf(part)
		}
		return cty.TupleVal(parts)
	case map[string]any:
		parts := map[string]cty.Value{}
		for name, part := range plain {
			parts[name] = valueOf(part)
		}
		return cty.ObjectVal(parts)
	}
	panic(fmt.Sprintf("%T", plain))
}

func jsonText(t *testing.T, plain any) string {
	t.Helper()
	written, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// Objects of HCL and the same in JSON, together or one by one, in whatever order,
// come to the same verdict.
func TestFormsAreJudgedAlike(t *testing.T) {
	t.Parallel()
	f := newFunctions(t)
	r := rand.New(rand.NewPCG(21, 22))
	judged, refused := 0, 0
	for range rounds(150) {
		var plain []any
		for n := range 1 + r.IntN(5) {
			plain = append(plain, someone(r, n))
		}
		texts := func() []cty.Value {
			var all []cty.Value
			for _, one := range plain {
				all = append(all, words(jsonText(t, one)))
			}
			return all
		}
		whole := jsonText(t, plain)
		objects := valueOf(plain)
		first, fault := f.call("verdict", objects, thisDay, noSettings)
		forms := map[string]cty.Value{"JSON": words(whole), "texts": cty.TupleVal(texts())}
		if fault == nil {
			judged++
			r.Shuffle(len(plain), func(i, j int) { plain[i], plain[j] = plain[j], plain[i] })
			forms["another order"] = valueOf(plain)
			forms["texts in another order"] = cty.TupleVal(texts())
		} else {
			refused++
		}
		for name, form := range forms {
			second, otherFault := f.call("verdict", form, thisDay, noSettings)
			switch {
			case (fault == nil) != (otherFault == nil):
				t.Fatalf("%s is judged otherwise: %v, and %v as objects, of\n%s", name, otherFault, fault, whole)
			case fault == nil && !first.RawEquals(second):
				t.Fatalf("%s is judged otherwise:\n%#v\nthan as objects\n%#v\nof\n%s", name, second, first, whole)
			}
		}
	}
	if judged < rounds(30) || refused > rounds(120) {
		t.Errorf("%d judged and %d refused are no sample", judged, refused)
	}
}

// A thing with a known end and no renewal is never better on a later day, and what
// is to be done stands in order: reminded of, done, ended.
func TestLaterIsNeverBetter(t *testing.T) {
	t.Parallel()
	f := newFunctions(t)
	r := rand.New(rand.NewPCG(23, 24))
	order := []string{"ok", "due", "overdue", "expired"}
	for range rounds(60) {
		thing := someone(r, 0)
		for _, name := range []string{"status", "passes", "end", "findings", "backs_up", "newest_at", "tracks", "covered_by"} {
			delete(thing, name)
		}
		thing["expires_at"] = certtest.Today.AddDate(0, 0, r.IntN(400)).Format(time.RFC3339)
		before, seen := 0, false
		for ahead := 0; ahead <= 420; ahead += 1 + r.IntN(40) {
			result, fault := f.call("verdict", cty.TupleVal([]cty.Value{valueOf(thing)}), words(certtest.Today.AddDate(0, 0, ahead).Format(time.RFC3339)), noSettings)
			if fault != nil {
				break // dates that cannot all hold: told, and no verdict
			}
			worst := result.GetAttr("worst")
			status := slices.Index(order, worst.GetAttr("status").AsString())
			if status < before {
				t.Fatalf("%s after %s, %d days on: %v", order[max(status, 0)], order[before], ahead, thing)
			}
			before, seen = status, true
			var times []string
			for _, name := range []string{"remind_at", "act_by", "expires_at"} {
				if at := worst.GetAttr(name); !at.IsNull() {
					times = append(times, at.AsString())
				}
			}
			if !slices.IsSorted(times) || len(times) != 3 {
				t.Fatalf("remind_at, act_by, expires_at are %q: %v", times, thing)
			}
		}
		if seen && before != len(order)-1 {
			t.Fatalf("%s after its end: %v", order[before], thing)
		}
	}
}

// An upstream contract never moves the end of a thing to a later day, and a waiver
// takes away what it is for and nothing else.
func TestMoreFactsAreNoExcuse(t *testing.T) {
	t.Parallel()
	f := newFunctions(t)
	r := rand.New(rand.NewPCG(25, 26))
	violations := func(things []map[string]any, settings cty.Value) (map[string]bool, bool) {
		plain := make([]any, len(things))
		for i, thing := range things {
			plain[i] = thing
		}
		result, fault := f.call("verdict", valueOf(plain), thisDay, settings)
		if fault != nil {
			return nil, false
		}
		all := map[string]bool{}
		for _, violation := range result.GetAttr("violations").AsValueSlice() {
			all[violation.GetAttr("rule").AsString()+" "+violation.GetAttr("id").AsString()] = true
		}
		return all, true
	}
	sample := 0
	for range rounds(150) {
		things := []map[string]any{someone(r, 0), someone(r, 1), {"id": "contract/up", "owner": "ops@example.test", "expires_at": certtest.Today.AddDate(0, 0, r.IntN(500)).Format(time.RFC3339)}}
		before, ok := violations(things, noSettings)
		if !ok {
			continue
		}
		sample++
		resting := maps.Clone(things[0])
		resting["upstream"] = "contract/up"
		after, _ := violations([]map[string]any{resting, things[1], things[2]}, noSettings)
		for one := range before {
			if !after[one] {
				t.Fatalf("an upstream contract takes away %q of %v", one, things)
			}
		}
		waiver := map[string]any{"rule": "expired", "asset": things[0]["id"], "reason": "replaced next week", "approver": "cto", "granted_on": "2026-11-20", "ends_on": "2026-12-20"}
		waived, ok := violations(things, valueOf(map[string]any{"waivers": []any{waiver}}))
		if !ok {
			t.Fatalf("with a waiver %v is refused", things)
		}
		for one := range before {
			if excused := strings.HasPrefix(one, "expired ") && strings.HasSuffix(one, fmt.Sprint(" ", things[0]["id"])); waived[one] == excused {
				t.Fatalf("with a waiver of expired, %q is waived: %t, of %v", one, !waived[one], things)
			}
		}
	}
	if sample < rounds(30) {
		t.Errorf("%d sets are no sample", sample)
	}
}
