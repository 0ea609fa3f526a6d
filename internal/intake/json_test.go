package intake_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// gates.md 6, security.md 1: of two equal keys one would be lost.
func TestParseJSONRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ document, says string }{
		"nothing":                  {``, "no JSON"},
		"blanks":                   {" \n", "no JSON"},
		"half a list":              {`[{"id":"a"}`, "byte 11"},
		"half an object":           {`[{"`, "no JSON"},
		"words":                    {`deadlines`, "no JSON"},
		"two values":               {`[] []`, "goes on after its JSON"},
		"one key twice":            {`[{"id":"b","expires_at":"2026-01-01T00:00:00Z","expires_at":"2028-01-01T00:00:00Z"}]`, `"expires_at" stands twice`},
		"twice, once escaped":      {`[{"passes":false,"p\u0061sses":true}]`, `"passes" stands twice`},
		"twice in a map":           {`[{"id":"b","tags":{"a":1,"a":2}}]`, `"a" stands twice`},
		"twice, a hostile key":     {`[{"\u001b[31m":1,"\u001b[31m":2}]`, `"\x1b[31m" stands twice`},
		"no UTF-8":                 {"[{\"id\":\"\xff\"}]", "not in UTF-8"},
		"deeper than anyone needs": {strings.Repeat("[", 200) + strings.Repeat("]", 200), "deeper than 100 levels"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tree, err := intake.ParseJSON([]byte(test.document)); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("read as %v, error %v; want one that says %q", tree, err, test.says)
			}
		})
	}
}

func TestParseJSON(t *testing.T) {
	t.Parallel()
	tree, err := intake.ParseJSON([]byte(`[{"a":null,"b":[true,"x",1.50]}, "Name", {"name":1,"Name":2}]`))
	want := []any{
		intake.Object{"a": nil, "b": []any{true, "x", intake.Number("1.50")}},
		"Name",
		intake.Object{"name": intake.Number("1"), "Name": intake.Number("2")},
	}
	if err != nil || !reflect.DeepEqual(tree, want) {
		t.Errorf("read as %#v, %v", tree, err)
	}
}

// Whatever is taken for JSON is JSON, and no deadline makes reading it stop.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`[{"id":"a","expires_at":"2027-01-01T00:00:00Z","findings":[{"rule":"due","severity":"ERROR"}],"fate":{"site":"x"},"passes":false}]`,
		`[{"id":7,"Expires_At":"2028-01-01","expires_on":9999,"maintenance_window":{"rrule":"FREQ=DAILY","start":"20:00","duration":"4h"}}]`,
		`[{"id":"a","lead_time":"33%","not_before":"2027-01-01"}]`, `{"a":{"a":[1,2,{}]}}`, `[1e999,-0,"\ud800"]`, ``,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		tree, err := intake.ParseJSON([]byte(document))
		if err != nil {
			return
		}
		if !json.Valid([]byte(document)) {
			t.Fatalf("%q is no JSON and was read", document)
		}
		elements, _ := tree.([]any)
		var keys intake.Keys
		for _, element := range elements {
			object, ok := element.(intake.Object)
			if !ok {
				continue
			}
			in, faults := intake.Read(object)
			keys.Add(in.ID, object)
			d, more := in.Deadline(settings)
			if len(faults)+len(more) == 0 && d.Timeline.Status(today) == "" {
				t.Fatalf("%q has no status", document)
			}
		}
		keys.Found()
	})
}

// The elements of a list come one by one, those of a list within it do not, and
// what breaks off is an error after them.
func TestEachOfJSON(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]struct {
		seen, left string
		fails      bool
	}{
		`[1,[2,3],{"a":[4]}]`: {"1;[2 3];map[a:[4]];", "[]", false},
		`[]`:                  {"", "[]", false},
		`{"a":[1,2]}`:         {"", "map[a:[1 2]]", false},
		`[1,2`:                {"1;2;", "<nil>", true},
		`[1] 2`:               {"1;", "<nil>", true},
		`[{"a":1,"a":2}]`:     {"", "<nil>", true},
		"":                    {"", "<nil>", true},
	} {
		seen := ""
		tree, err := intake.EachOfJSON(document, func(element any) { seen += fmt.Sprint(element) + ";" })
		if seen != want.seen || fmt.Sprint(tree) != want.left || (err != nil) != want.fails {
			t.Errorf("%s: %s, %v left, %v", document, seen, tree, err)
		}
	}
}
