package report_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

func TestFileName(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"gate/release": "gate-release", "gate/Release_2.1": "gate-Release_2.1", "policy/default": "policy-default", "certificate/www.example.test": "certificate-www.example.test",
		"gate/本番": "gate-本番-*", "gate/開発": "gate-開発-*", "gate/prod eu": "gate-prod-eu-*", "gate/a/b": "gate-a-b-*", "gate/a-b": "gate-a-b",
		"certificate/www.example.test:443": "certificate-www.example.test-443-*", "software/php@8.4": "software-php-8.4-*",
		"gate/../../etc/passwd": "gate-..-..-etc-passwd-*", "gate/": "gate-*", "gate/ ": "gate-*", "gate/。、": "gate-*", "gate/x.": "gate-x-*", "": "report-*", "..": "report-*",
		"con": "report-con-*", "NUL.txt": "report-NUL.txt-*", "-rf": "rf-*", "gate-a/b": "gate-a-b-*", "gate/\xff": "gate-*", "gate/e\u0301": "gate-e\u0301-*", "gate/\u202egnp": "gate-gnp-*",
		"gate/" + strings.Repeat("本", 80): "gate-" + strings.Repeat("本", 28) + "-*",
	} {
		got := report.FileName(title)
		stem, hashed := strings.CutSuffix(want, "-*")
		mark := strings.TrimPrefix(got, stem)
		if !hashed && got != want || hashed && (!strings.HasPrefix(got, stem) || len(mark) != 9 || mark[0] != '-' || strings.Trim(mark[1:], "0123456789abcdef") != "") {
			t.Errorf("%q: %q; want %q", title, got, want)
		}
	}
}

// gates.md 4: titles that clean to the same letters are told apart.
func TestFileNamesTellApart(t *testing.T) {
	t.Parallel()
	titles := []string{"gate/本番", "gate/開発", "gate/a b", "gate/a:b", "gate/a/b", "gate/a-b", "gate-a/b", "gate/é", "gate/e\u0301", "gate/x", "gate/x.", "gate/ x", "gate/💥", "gate/🔥", "gate/", "gate"}
	for i := range 3 {
		titles = append(titles, "gate/"+strings.Repeat("長", 100+i), "gate/"+strings.Repeat("l", 100+i))
	}
	seen := map[string]string{}
	for _, title := range titles {
		name := report.FileName(title)
		if other, ok := seen[name]; ok {
			t.Errorf("%q and %q are both %q", title, other, name)
		}
		seen[name] = title
	}
}

func FuzzFileName(f *testing.F) {
	for _, title := range append([]string{"gate/release", "con.x", "gate/" + strings.Repeat("字", 60)}, hostileTexts...) {
		f.Add(title)
	}
	f.Fuzz(func(t *testing.T, title string) {
		name := report.FileName(title)
		if name == "" || len(name) > 100 || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\:*?\"<>| \x00") || strings.HasSuffix(name, ".") || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "-") && !strings.HasSuffix(title, "-") {
			t.Errorf("%q: %q", title, name)
		}
		if strings.IndexFunc(name, forbidden) >= 0 {
			t.Errorf("%q: %q", title, name)
		}
	})
}
