package provider_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// sharedLessons are what another organisation shares, with the incident behind it.
const sharedLessons = `
lessons:
  - id: sector-1
    domain: governance
    title: {en: Ask whose it is, ja: 誰のものかを尋ねる}
    problem: It ended.
    cause: Nobody knew whose it was.
    measure: Ask.
    rules: [owner-missing]
incidents:
  - id: 2024-017
    system: Orders of the *north*
    started_at: 2024-05-01T09:30:00+09:00
    impact: {en: Nobody could order., ja: 注文できなかった。}
    problem: The shop did not open.
    cause: Its certificate had ended.
    lessons: [sector-1, g21]
    sources: ["report | 4"]
`

// Lessons that are asked for and cannot be had are an error, wherever they should be;
// no secret of the address and nothing of what answers is shown.
func TestLessonsAtAnAddressRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/login":
			_, _ = w.Write([]byte("<html>" + marked + "</html>"))
		case "/wrong":
			_, _ = w.Write([]byte("- {" + marked + ": 1}"))
		case "/tomorrow":
			_, _ = w.Write([]byte(strings.Replace(sharedLessons, "2024-05-01T09:30:00+09:00", "2026-11-29", 1)))
		case "/good":
			_, _ = w.Write([]byte(sharedLessons))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	closed := "http://" + certtest.Refusing(t)
	for name, test := range map[string]struct {
		network, config values
		says            string
	}{
		"no address":        {nil, values{"url": str("lessons.yaml")}, "Lessons not read|no address of the form https://example.com/path"},
		"another scheme":    {nil, values{"url": str("file:///etc/passwd")}, "no address of the form"},
		"none there":        {nil, values{"url": str(server.URL + "/none?key=" + marked)}, "The lessons at " + server.URL + "/none could not be read|has nothing there (status 404)|file = \"lessons.yaml\""},
		"nobody answers":    {nil, values{"url": str(closed + "/good")}, "refused the connection"},
		"a denied network":  {values{"denied_networks": textList("127.0.0.0/8")}, values{"url": str(server.URL + "/good")}, "lies in a network that the configuration denies"},
		"a page to sign in": {nil, values{"url": str(server.URL + "/login")}, "Invalid lessons|In " + server.URL + "/login: it holds a text, not a list of lessons"},
		"a wrong field":     {nil, values{"url": str(server.URL + "/wrong?key=" + marked)}, "/wrong, lesson number 1: what stands there is not a field of a lesson"},
		"not yet happened":  {nil, values{"url": str(server.URL + "/tomorrow")}, "incident number 1, started_at: it lies after today, 2026-11-21"},
		"one id in two":     {nil, values{"url": str(server.URL + "/good"), "file": str(onDisk(t, "own.yaml", sharedLessons))}, "own.yaml, lesson number 1, id:|is the id of a lesson that is shared"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readOut(t, domains(t, test.network), "expiry_lesson", test.config)
			for part := range strings.SplitSeq(test.says, "|") {
				if !got.errors || !strings.Contains(got.said, part) || strings.Contains(got.said, marked) {
					t.Errorf("without %q: %s", part, got.said)
				}
			}
		})
	}
}

func TestLessonsAtAnAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(sharedLessons)) }))
	t.Cleanup(server.Close)
	own := onDisk(t, "own.yaml", "incidents:\n  - {id: ours, system: wiki, started_at: 2024-06-01, recovered_at: 2024-06-02, impact: i, problem: p, cause: c, lessons: [SECTOR-1]}\n")
	// A day of the past is not one on which records of later days are wrong.
	provider, _ := configured(t, today, values{"as_of": str("2024-01-01")})
	for name, test := range map[string]struct {
		config      values
		lessons, no string
		page        []string
	}{
		"all":            {values{}, "G17 sector-1", "", []string{"## sector-1: Ask whose it is", "## 2024-017: Orders of the \\*north\\*", "**Started:** 2024-05-01T00:30:00Z", "**Recovered:** not recorded", "**Lessons:** sector-1; G21", "report \\| 4", "## ours: wiki", "**Recovered:** 2024-06-02"}},
		"a lesson":       {values{"lesson": str("Sector-1")}, "sector-1", "## G21", []string{"## ours: wiki", "## 2024-017"}},
		"a rule, in ja":  {values{"rule": str("overdue"), "language": str("ja")}, "G21", "## ours", []string{"**影響:** 注文できなかった。", "**復旧:** 記録なし"}},
		"without either": {values{"lesson": str("G17")}, "G17", "2024-017", []string{"## G17"}},
	} {
		config := values{"url": str(server.URL + "/lessons.yaml?key=1"), "file": str(own)}
		maps.Copy(config, test.config)
		got := readOut(t, provider, "expiry_lesson", config)
		if got.errors {
			t.Fatalf("%s: %s", name, got.said)
		}
		for _, part := range test.page {
			if !strings.Contains(got.text("markdown"), part) {
				t.Errorf("%s: without %q:\n%s", name, part, got.text("markdown"))
			}
		}
		for id := range strings.FieldsSeq(test.lessons) {
			if !strings.Contains(got.text("one_line"), id+": ") {
				t.Errorf("%s: without %s:\n%s", name, id, got.text("one_line"))
			}
		}
		if test.no != "" && strings.Contains(got.text("markdown"), test.no) {
			t.Errorf("%s: with %q:\n%s", name, test.no, got.text("markdown"))
		}
	}
	first := readOut(t, provider, "expiry_lesson", values{"url": str(server.URL)}).fields["incidents"].([]any)[0].(map[string]any)
	if first["recovered_at"] != nil || first["started_at"] != "2024-05-01T00:30:00Z" || first["impact"] != "Nobody could order." {
		t.Errorf("%+v", first)
	}
}
