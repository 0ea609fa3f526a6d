package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

func compile(t testing.TB, schema []byte) *jsonschema.Schema {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// validate fails the test where a document does not follow a schema.
func validate(t testing.TB, compiled *jsonschema.Schema, document []byte) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Errorf("%v\n%.2000s", err, document)
	}
}

func document(t testing.TB, r report.Report) []byte {
	t.Helper()
	encoded, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestJSONFollowsItsSchema(t *testing.T) {
	t.Parallel()
	schema := compile(t, report.Schema())
	for name, r := range map[string]report.Report{"nothing": {}, "world": world(), "hostile": hostileReport(hostileTexts[0])} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			validate(t, schema, document(t, r))
		})
	}
}

// The schema is no rubber stamp.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	refuses(t, compile(t, report.Schema()), string(document(t, world())), [][2]string{
		{`"version": 1`, `"version": 2`},
		{`"passed": false`, `"passed": "no"`},
		{`"status":"expired"`, `"status":"fine"`},
		{`"expires_at":"2026-11-21T00:00:00Z"`, `"expires_at":"2026-11-21"`},
		{`"expires_at":"2026-11-21T00:00:00Z"`, `"expires_at":"2026-11-21T00:00:00+09:00"`},
		{`"ends_on":"2027-01-31"`, `"ends_on":"soon"`},
		{`"severity":"error"`, `"severity":"fatal"`},
		{`"approver":"cto@example.test",`, ``},
	})
}

// refuses fails the test where a document is valid with any of some changes.
func refuses(t *testing.T, schema *jsonschema.Schema, valid string, changes [][2]string) {
	t.Helper()
	for _, change := range changes {
		changed := strings.Replace(valid, change[0], change[1], 1)
		if changed == valid {
			t.Fatalf("%s is not in the document", change[0])
		}
		recorder := &recorder{TB: t}
		validate(recorder, schema, []byte(changed))
		if !recorder.failed {
			t.Errorf("%s is accepted", change[1])
		}
	}
}

// recorder notes a failure instead of failing the test.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }

// What stands in a Terraform output changes only when a verdict does, though
// every sentence for people counts days.
func TestJSONHoldsNoCountdown(t *testing.T) {
	t.Parallel()
	at := func(now time.Time) []byte {
		r := world()
		r.Now = now
		for i, line := range r.Lines {
			d := deadline.Deadline{ID: line.ID, Identity: deadline.Identity{Owner: line.Owner}, Timeline: line.Timeline}
			r.Lines[i].Reason = d.Judge(now, time.UTC).Reason
		}
		for i, breach := range r.Breaches {
			r.Breaches[i].Message = breach.Message + " As of " + now.String()
		}
		return document(t, r)
	}
	if today, later := at(now), at(now.Add(50*time.Hour)); !bytes.Equal(today, later) {
		t.Errorf("two days later it reads\n%s", later)
	}
}

func TestJSONFacts(t *testing.T) {
	t.Parallel()
	timeline := thing("a", "", 10, 30, 30).Timeline
	for name, test := range map[string]struct {
		breach report.Breach
		want   string // "" is null
	}{
		"given":           {report.Breach{Rule: deadline.RuleExpired, ID: "a", Message: "3 days ago", Fact: "It ended."}, "It ended."},
		"no fact":         {report.Breach{Rule: deadline.RuleUntrusted, ID: "a", Message: "for 3 days"}, ""},
		"expired":         {report.Breach{Rule: deadline.RuleExpired, ID: "a", Timeline: timeline}, "a expired at 2026-12-02T00:00:00Z."},
		"expired, no day": {report.Breach{Rule: deadline.RuleExpired, ID: "a"}, "a has expired."},
		"overdue":         {report.Breach{Rule: deadline.RuleOverdue, ID: "a", Timeline: timeline}, "a was to be renewed by 2026-11-02T00:00:00Z; it expires at 2026-12-02T00:00:00Z."},
		"overdue, no day": {report.Breach{Rule: deadline.RuleOverdue, ID: "a"}, ""},
		"due":             {report.Breach{Rule: deadline.RuleDue, ID: "a", Timeline: timeline}, "a is to be renewed by 2026-11-02T00:00:00Z; it expires at 2026-12-02T00:00:00Z."},
		"unknown":         {report.Breach{Rule: deadline.RuleUnknown, ID: "a"}, "It cannot be told when a ends."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var read struct {
				Violations []struct{ Message *string }
			}
			test.breach.Severity = deadline.SeverityError
			if err := json.Unmarshal(document(t, report.Report{Breaches: []report.Breach{test.breach}}), &read); err != nil {
				t.Fatal(err)
			}
			got := ""
			if message := read.Violations[0].Message; message != nil {
				got = *message
			}
			if got != test.want {
				t.Errorf("got %q", got)
			}
		})
	}
}
