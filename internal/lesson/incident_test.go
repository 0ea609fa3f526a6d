package lesson_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// incident is a file with one record, some of its fields written otherwise; "" leaves
// a field out.
func incident(changes ...string) string {
	fields := [][2]string{{"id", "2024-017"}, {"system", "orders"}, {"started_at", "2024-05-01"}, {"recovered_at", "2024-05-02"}, {"impact", "Nobody could order."}, {"problem", "It stopped."}, {"cause", "The certificate had ended."}, {"lessons", "[g21]"}, {"sources", "[wiki]"}}
	var text strings.Builder
	for _, field := range fields {
		for i := 0; i < len(changes); i += 2 {
			if field[0] == changes[i] {
				field[1] = changes[i+1]
			}
		}
		if field[1] != "" {
			text.WriteString("    " + field[0] + ": " + field[1] + "\n")
		}
	}
	return "incidents:\n  -" + text.String()[3:]
}

// Read in Japan, on the day of the other tests.
var options = lesson.Options{Now: time.Date(2026, 11, 28, 3, 0, 0, 0, time.UTC), Location: time.FixedZone("JST", 9*60*60)}

func TestIncidentsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, want string }{
		"no list":                   {"incidents: {id: a}", "own.yaml, incidents: it is a set of fields; write a list of incidents"},
		"no record":                 {"incidents: [a]", "own.yaml, incident number 1: it is a text, not an incident with id, system"},
		"unknown field":             {incident() + "    recoverd_at: 2024-05-02\n", `incident number 1: "recoverd_at" is not a field of an incident|recovered_at`},
		"no id":                     {incident("id", ""), "incident number 1, id: it is missing"},
		"no system":                 {incident("system", ""), "system: it is missing or empty"},
		"a system that is none":     {incident("system", "n/a"), "system: it is missing or empty"},
		"no start":                  {incident("started_at", ""), "started_at: it is missing|2024-05-01T09:30:00+09:00"},
		"no known start":            {incident("started_at", "不明"), "started_at: it says nothing"},
		"a month":                   {incident("started_at", "'2024-05'"), `started_at: "2024-05" is not a time|a day like 2024-05-01`},
		"no zone":                   {incident("started_at", "'2024-05-01T09:30:00'"), `is not a time`},
		"a number as start":         {incident("started_at", "20240501"), "started_at: it is a number"},
		"tomorrow in Japan":         {incident("started_at", "2026-11-29", "recovered_at", ""), "started_at: it lies after today, 2026-11-28|record what has happened"},
		"recovered later on":        {incident("recovered_at", "2026-11-28T03:00:01Z"), "recovered_at: it lies after today, 2026-11-28"},
		"recovered before":          {incident("recovered_at", "2024-04-30"), "recovered_at: it is before started_at"},
		"recovered the hour before": {incident("started_at", "2024-05-01T09:30:00+09:00", "recovered_at", "2024-05-01T00:29:00Z"), "it is before started_at"},
		"nothing as recovery":       {incident("recovered_at", "TBD"), "recovered_at: it says nothing|leave recovered_at out"},
		"no cause":                  {incident("cause", ""), "cause: it is missing or empty"},
		"unknown lesson":            {incident("lessons", "[G21, G99]"), `lessons: there is no lesson "G99"`},
		"an id twice":               {incident() + strings.TrimPrefix(incident("id", "2024-017"), "incidents:\n"), `incident number 2, id: "2024-017" is already the id of incident number 1`},
		"a bomb":                    {"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nincidents: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]", "not valid YAML"},
	} {
		own, err := lesson.Parse("own.yaml", []byte(test.content), options)
		if own.Incidents != nil {
			t.Errorf("%s: %+v", name, own)
		}
		t.Run(name, func(t *testing.T) { checkRefused(t, own.Lessons, err, test.want) })
	}
}

func TestIncidents(t *testing.T) {
	t.Parallel()
	own, err := lesson.Parse("own.yaml", []byte(incident("lessons", "[G21, ACME-1]", "started_at", "2024-05-01T00:00:00Z", "recovered_at", "")+"lessons:\n"+entry()), options)
	want := []lesson.Incident{{
		ID: "2024-017", System: "orders", StartedAt: "2024-05-01T00:00:00Z", Impact: lesson.Text{En: "Nobody could order."}, Problem: lesson.Text{En: "It stopped."},
		Cause: lesson.Text{En: "The certificate had ended."}, Lessons: []string{"G21", "acme-1"}, Sources: []string{"wiki"},
	}}
	if err != nil || len(own.Lessons) != 1 || !reflect.DeepEqual(own.Incidents, want) {
		t.Fatalf("%v\ngot  %+v\nwant %+v", err, own.Incidents, want)
	}
	c := lesson.BuiltIn().With(own)
	if g17, _ := c.Lookup("G17"); len(c.IncidentsBehind([]lesson.Lesson{g17})) != 0 || len(c.IncidentsBehind(own.Lessons)) != 1 || len(c.Incidents()) != 1 {
		t.Errorf("behind lessons are %+v", c.Incidents())
	}
	for written, want := range map[string]string{"2024-05-01": "2024-05-01", "'2024-05-01'": "2024-05-01", "2024-05-01T09:30:00+09:00": "2024-05-01T00:30:00Z", "2026-11-28": "2026-11-28"} {
		own, err := lesson.Parse("own.yaml", []byte(incident("started_at", written, "recovered_at", "")), options)
		if err != nil || own.Incidents[0].StartedAt != want {
			t.Errorf("%s: %+v, %v", written, own.Incidents, err)
		}
	}
	// Another collection may not use an id again, and names the lessons of the first.
	options := options
	options.Before = c
	for content, want := range map[string]string{
		entry(): "is the id of a lesson that is shared|acme-acme-1", incident(): "is the id of an incident that is shared", incident("id", "b", "lessons", "[acme-1]"): "",
	} {
		own, err := lesson.Parse("own.yaml", []byte(content), options)
		if want == "" && (err != nil || len(own.Incidents) != 1) {
			t.Errorf("%s: %v", content, err)
		} else if want != "" {
			checkRefused(t, own.Lessons, err, want)
		}
	}
}

func TestFetch(t *testing.T) {
	t.Parallel()
	const secret = "SECRET-MUST-NOT-APPEAR"
	pages := map[string]string{
		"/good.yaml": incident() + "lessons:\n" + entry(), "/good.json": `[{"id":"a","domain":"technical","title":"t","problem":"p","cause":"c","measure":"m"}]`,
		"/login": "<html>" + secret + "</html>", "/field": "- {" + secret + ": 1}", "/id": entry("id", "'"+secret+" '"), "/rule": entry("rules", "["+secret+"]"), "/part": "{lessons: [], " + secret + ": 1}",
		"/lesson": incident("lessons", "["+secret+"]"), "/start": incident("started_at", secret), "/long": strings.Repeat("#", lesson.MaxBytes+1), "/empty": " ",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte(page))
	}))
	t.Cleanup(server.Close)
	with := strings.Replace(server.URL, "http://", "http://user:"+secret+"@", 1)
	for path, want := range map[string]string{
		"/login": "it holds a text, not a list of lessons", "/field": "lesson number 1: what stands there is not a field of a lesson", "/id": "id: what stands there is not an id",
		"/rule": "rules: what stands there is not a rule", "/part": "what stands there is not a part", "/lesson": "there is no lesson what stands there", "/start": "what stands there is not a time", "/empty": "it is empty",
	} {
		own, err := lesson.Fetch(t.Context(), server.Client(), with+path+"?token="+secret, options)
		checkRefused(t, own.Lessons, err, server.URL+path+"|"+want)
		if strings.Contains(err.Error(), secret) {
			t.Error(err)
		}
	}
	for path, reason := range map[string]source.Reason{"/none": source.NotFound, "/long": source.TooLarge} {
		_, err := lesson.Fetch(t.Context(), server.Client(), server.URL+path, options)
		if failure, ok := errors.AsType[*source.Failure](err); !ok || failure.Reason != reason {
			t.Errorf("%s: %v", path, err)
		}
	}
	if own, err := lesson.Fetch(t.Context(), server.Client(), server.URL+"/good.yaml", options); err != nil || len(own.Lessons) != 1 || len(own.Incidents) != 1 {
		t.Errorf("%+v %v", own, err)
	}
	if own, err := lesson.Fetch(t.Context(), server.Client(), server.URL+"/good.json?x=1", options); err != nil || len(own.Lessons) != 1 {
		t.Errorf("%+v %v", own, err)
	}
}
