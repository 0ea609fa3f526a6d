package provider_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// folderOf is a directory with files.
func folderOf(t testing.TB, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestTokensRefuse(t *testing.T) {
	t.Parallel()
	folder := folderOf(t, map[string]string{"a.jwt": tokenOf(yearToken)})
	for name, test := range map[string]struct {
		config values
		says   []string
	}{
		"a pattern that gives nothing":    {values{"files": textList(filepath.Join(folder, "*.jwt"), filepath.Join(folder, "*.key"))}, []string{`AttributeName("files").ElementKeyInt(1)`, "Entry 2 of files gives nothing: no file matches the pattern", "Reason: not_found"}},
		"a file that is not":              {values{"files": textList(filepath.Join(folder, "b.jwt"))}, []string{"there is no such file"}},
		"a directory":                     {values{"files": textList(folder)}, []string{"it is a directory"}},
		"the token as a pattern":          {values{"files": textList(tokenOf(yearToken))}, []string{"Entry 1 of files gives nothing"}},
		"a pattern that is malformed":     {values{"files": textList(filepath.Join(folder, "[a"))}, []string{"not closed"}},
		"an exclude that is malformed":    {values{"files": textList(filepath.Join(folder, "*")), "exclude": textList("*.md", "[a")}, []string{`AttributeName("exclude").ElementKeyInt(1)`, "not closed"}},
		"a share of a life, one has none": {values{"files": textList(filepath.Join(folder, "*"), onDisk(t, "x", tokenOf(`{"exp":1814356800}`))), "lead_time": str("33%")}, []string{`AttributeName("lead_time")`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider, _ := configured(t, today, nil)
			got := readOut(t, provider, "expiry_tokens", test.config)
			if !got.errors {
				t.Fatal("no error")
			}
			for _, piece := range test.says {
				if !strings.Contains(got.said, piece) {
					t.Errorf("said %q, want %q in it", got.said, piece)
				}
			}
			if strings.Contains(got.said, segment(yearToken)) {
				t.Errorf("shown: %s", got.said)
			}
		})
	}
}

// Each credential of each file stands in the list under an id of its own; what could
// not be read stands there too, and what was left aside is named.
func TestTokensRead(t *testing.T) {
	t.Parallel()
	token, ended := tokenOf(yearToken), tokenOf(`{"exp":1782820800}`)
	ring, fingerprints := openPGPFor(t, 365*24*time.Hour, 0)
	folder := folderOf(t, map[string]string{
		"ci.jwt": token, "old/ci.jwt": ended, "README.md": "# Tokens", "note.txt": "nothing to see", "empty": "",
		"ssh/deploy-cert.pub": sshCertificateUntil(t, today.AddDate(0, 0, 10)),
		"ring.gpg":            ring,
		"config":              kubeconfigOf("ci@prod", "ci: {token: "+token+"}", "both: {token: "+ended+", client-certificate-data: eA==}", "both: {token: x}"),
		"answer.json":         `{"access_token":"` + token + `","refresh_token":"` + marked + `"}`,
	})
	provider, _ := configured(t, today, nil)
	got := readOut(t, provider, "expiry_tokens", values{
		"files": textList(filepath.Join(folder, "**")), "exclude": textList("*.md", filepath.Join(folder, "old/**")), "owner": str("team-ci@example.test"),
	})
	if got.errors || strings.Contains(got.whole+got.said, marked) {
		t.Fatal(got.said)
	}
	have := map[string]string{}
	list, _ := got.fields["deadlines"].([]any)
	for _, entry := range list {
		entry, _ := entry.(map[string]any)
		id := strings.TrimPrefix(fmt.Sprint(entry["id"]), "token/"+filepath.ToSlash(folder)+"/")
		have[id] = fmt.Sprint(entry["status"], " ", entry["read_error"])
		if entry["owner"] != "team-ci@example.test" || entry["file"] == nil {
			t.Errorf("%s: owner %v, file %v", id, entry["owner"], entry["file"])
		}
	}
	want := map[string]string{
		"ci.jwt": "ok <nil>", "ssh/deploy-cert.pub": "ok <nil>", "answer.json": "ok <nil>", "note.txt": "unknown unsupported", "empty": "unknown empty",
		"ring.gpg#" + fingerprints[0]: "ok <nil>", "ring.gpg#" + fingerprints[1]: "ok <nil>",
		"config#user/ci": "ok <nil>", "config#user/both/client_certificate": "unknown malformed", "config#user/both/jwt": "expired <nil>", "config#user/both/opaque": "unknown malformed",
	}
	if !maps.Equal(have, want) {
		t.Errorf("read\n%v\nwant\n%v", have, want)
	}
	if got.text("status") != "expired" || got.text("id") != "tokens/files" || !strings.Contains(got.text("reason"), "config#user/both/jwt") {
		t.Errorf("%s is %s: %s", got.text("id"), got.text("status"), got.text("reason"))
	}
	counts, _ := got.fields["counts"].(map[string]any)
	if fmt.Sprint(counts["expired"], counts["unknown"]) != `tftypes.Number<"1">tftypes.Number<"4">` {
		t.Errorf("counts %v", counts)
	}
	left := fmt.Sprint(got.fields["left_aside"])
	if !strings.Contains(left, "README.md") || !strings.Contains(left, "old/ci.jwt") || strings.Contains(left, "/ci.jwt ") && !strings.Contains(left, "old") {
		t.Errorf("left aside %s", left)
	}
	if due, _ := got.fields["due"].([]any); len(due) != 5 {
		t.Errorf("%d are due, want what is expired or unknown", len(due))
	}
	if !strings.Contains(got.text("deadlines_json"), `"place":"user/both/jwt"`) {
		t.Errorf("no such row: %s", got.text("deadlines_json"))
	}
}

// Where nothing is left to judge nothing is known.
func TestTokensOfNothing(t *testing.T) {
	t.Parallel()
	folder := folderOf(t, map[string]string{"a.jwt": tokenOf(yearToken)})
	provider, _ := configured(t, today, nil)
	for name, config := range map[string]values{
		"no files":       {"files": textList()},
		"all left aside": {"files": textList(filepath.Join(folder, "*")), "exclude": textList("*.jwt")},
	} {
		got := readOut(t, provider, "expiry_tokens", config)
		if got.text("status") != "unknown" || got.fields["passes"] != false || got.fields["worst"] != nil || !strings.Contains(got.text("reason"), "nothing was found") {
			t.Errorf("%s: %s (%s)", name, got.whole, got.said)
		}
	}
}

// Of more than 500 the list is null, and the text holds all.
func TestManyTokens(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 501 {
		files[fmt.Sprintf("%03d.jwt", i)] = tokenOf(yearToken)
	}
	folder := folderOf(t, files)
	provider, _ := configured(t, today, nil)
	got := readOut(t, provider, "expiry_tokens", values{"files": textList(filepath.Join(folder, "*.jwt"))})
	if got.fields["deadlines"] != nil || strings.Count(got.text("deadlines_json"), `"id"`) != 501 || got.text("status") != "ok" {
		t.Errorf("%v %d %s", got.fields["deadlines"] != nil, strings.Count(got.text("deadlines_json"), `"id"`), got.said)
	}
}

// BenchmarkTenThousandTokenFiles reads 10,000 token files through the data source,
// beside 1,000: the ratio should be that of their numbers.
func BenchmarkTenThousandTokenFiles(b *testing.B) {
	provider, _ := configured(b, today, nil)
	configs := map[int]values{}
	for _, n := range []int{1000, 10_000} {
		files := map[string]string{}
		for i := range n {
			files[fmt.Sprintf("%05d.jwt", i)] = tokenOf(fmt.Sprintf(`{"iss":"https://idp.example.net","iat":1782820800,"exp":%d}`, 1814356800+i))
		}
		configs[n] = values{"files": textList(filepath.Join(folderOf(b, files), "*.jwt"))}
	}
	spent := map[int]time.Duration{}
	b.ResetTimer()
	for b.Loop() {
		for _, n := range slices.Sorted(maps.Keys(configs)) {
			before := b.Elapsed()
			if got := readOut(b, provider, "expiry_tokens", configs[n]); got.errors || got.text("status") != "ok" {
				b.Fatal(got.said)
			}
			spent[n] += b.Elapsed() - before
		}
	}
	b.ReportMetric(spent[10_000].Seconds()/float64(b.N), "s/10000-files")
	b.ReportMetric(spent[10_000].Seconds()/spent[1000].Seconds(), "x-1000-files")
}
