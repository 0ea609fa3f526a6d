package statefile_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

func planOf(changes ...string) string {
	return `{"format_version":"1.2","planned_values":{"root_module":{}},"resource_changes":[` + strings.Join(changes, ",") + `]}`
}

// change is one of tls_cert.x.
func change(difference string) string {
	return `{"address":"tls_cert.x","mode":"managed","type":"tls_cert","name":"x","change":` + difference + `}`
}

func TestPlanProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ change, says string }{
		"null":                 {`null`, "no object"},
		"no change":            {`{"address":"tls_cert.x","mode":"managed","type":"tls_cert","name":"x"}`, "no action"},
		"a change of text":     {change(`"` + marker + `"`), "no action"},
		"no actions":           {change(`{"after":{"a":1}}`), "no action"},
		"empty actions":        {change(`{"actions":[],"after":{"a":1}}`), "no action"},
		"actions as text":      {change(`{"actions":"create","after":{"a":1}}`), "no action"},
		"an action to come":    {change(`{"actions":["` + marker + `"],"after":{"a":1}}`), "no action"},
		"created as nothing":   {change(`{"actions":["create"],"after":null,"after_unknown":{}}`), "no values to come"},
		"created as a list":    {change(`{"actions":["create"],"after":[1],"after_unknown":false}`), "no values to come"},
		"kept without values":  {change(`{"actions":["no-op"],"before":null,"after":null}`), "Neither the change"},
		"another address":      {`{"address":"tls_cert.y","mode":"managed","type":"tls_cert","name":"x","change":{"actions":["no-op"],"before":{}}}`, "address"},
		"the second of a kind": {change(`{"actions":["create"],"after":{},"after_unknown":{}}`) + `,` + change(`{"actions":["delete"],"before":{}}`), "second time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resources, header, err := read(t, planOf(c.change), statefile.Options{})
			if err != nil || header.Counts.Unreadable != 1 {
				t.Fatalf("%v %+v %v", addresses(resources), header, err)
			}
			bad := resources[len(resources)-1]
			refused(t, bad.Problem, statefile.OtherShape, c.says, "Position: resource_changes[")
		})
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	for name, format := range map[string]statefile.Format{"plan": statefile.Plan, "wrapped plan": statefile.WrappedPlan} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resources, header, err := read(t, documents[name], statefile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			same(t, addresses(resources), []string{
				"tls_cert.kept no-op", "tls_cert.new create", "tls_cert.again tainted replace", `module.m["x"].tls_cert.gone[0] delete`, "tls_cert.left forget",
				"tls_cert.kept deposed 00000002 delete", "data.tls_certificate.late read", "data.tls_certificate.site", "tls_cert.aside",
			})
			want := statefile.Header{
				Format: format, TerraformVersion: "1.11.4", Serial: -1, Timestamp: time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC), Tool: "Terraform",
				Bytes: int64(len(documents[name])), Counts: statefile.Counts{Resources: 9, Managed: 7, Data: 2, Deposed: 1, Deleted: 2},
			}
			if header != want {
				t.Errorf("%+v", header)
			}
			for i, c := range []struct {
				values     statefile.Values
				attributes string
				unknown    []string
			}{
				{statefile.Prior, `{"valid_to":"2027-05-05"}`, nil},
				{statefile.Planned, `{"valid_to":"2026-12-01"}`, []string{"token", `data["tls.crt"]`, "list[1].a"}},
				{statefile.Planned, `{"domain":"a"}`, []string{"valid_to"}},
				{statefile.Prior, ``, nil},
				{statefile.Prior, `{"valid_to":"2027-02-02"}`, nil},
				{statefile.Prior, ``, nil},
				{statefile.Planned, `{"url":"https://a"}`, []string{"certificates"}},
				{statefile.Prior, `{"certificates":[{"not_after":"2026-12-20T00:00:00Z"}]}`, nil},
				{statefile.Prior, `{"valid_to":"2027-06-06"}`, nil},
			} {
				if r := resources[i]; r.Values != c.values || string(r.Attributes) != c.attributes || !slices.Equal(r.Unknown, c.unknown) {
					t.Errorf("%s: %s %s %q", r.Address, r.Values, r.Attributes, r.Unknown)
				}
			}
		})
	}
}

// What is unknown is never shorter than what the plan says.
func TestPlanUnknown(t *testing.T) {
	t.Parallel()
	everything := []string{""}
	for name, c := range map[string]struct {
		difference string
		want       []string
	}{
		"all of it":          {`{"actions":["create"],"after":null,"after_unknown":true}`, everything},
		"nothing":            {`{"actions":["create"],"after":{},"after_unknown":false}`, nil},
		"missing":            {`{"actions":["create"],"after":{}}`, everything},
		"null":               {`{"actions":["update"],"after":{},"after_unknown":null}`, everything},
		"a number":           {`{"actions":["update"],"after":{},"after_unknown":1}`, everything},
		"replaced otherwise": {`{"actions":["create","delete"],"after":{},"after_unknown":{"a":true}}`, []string{"a"}},
		"too many":           {`{"actions":["create"],"after":{},"after_unknown":{"a":[` + strings.Repeat("true,", 6000) + `true]}}`, everything},
	} {
		resources, _, err := read(t, planOf(change(c.difference)), statefile.Options{})
		if err != nil || len(resources) != 1 || resources[0].Problem != nil || !slices.Equal(resources[0].Unknown, c.want) {
			t.Errorf("%s: %v %v", name, addresses(resources), err)
		}
	}
}

func TestIsUnknown(t *testing.T) {
	t.Parallel()
	r := statefile.Resource{Unknown: []string{"token", `data["tls.crt"]`, "list[1].a", "deep.b"}}
	for path, want := range map[string]bool{
		"token": true, "token.part": true, "tokens": false, `data["tls.crt"]`: true, `data["tls.key"]`: false, "data": true, "data.tls": false,
		"list[*].a": true, "list[0].a": false, "list[1].a": true, "list[1].b": false, "list": true, "list[*]": true, "deep.b.c": true, `deep["b"]`: true, "deep.a": false, "": true,
	} {
		if r.IsUnknown(path) != want {
			t.Errorf("%s: %t", path, !want)
		}
	}
	if (statefile.Resource{}).IsUnknown("a") || !(statefile.Resource{Unknown: []string{""}}).IsUnknown("a[0].b") {
		t.Error("nothing or everything")
	}
}

// A change that has no values takes those of another part, and its action stays.
func TestPlanValuesElsewhere(t *testing.T) {
	t.Parallel()
	for _, part := range []string{
		`"planned_values":{"root_module":{"resources":[` + shown("tls_cert.x", "tls_cert", "x", "") + `]}}`,
		`"prior_state":{"values":{"root_module":{"resources":[` + shown("tls_cert.x", "tls_cert", "x", "") + `]}}}`,
	} {
		for _, document := range []string{
			`{"format_version":"1.2",` + part + `,"resource_changes":[` + change(`{"actions":["no-op"]}`) + `]}`,
			`{"format_version":"1.2","resource_changes":[` + change(`{"actions":["no-op"]}`) + `],` + part + `}`,
		} {
			resources, _, err := read(t, document, statefile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if same(t, addresses(resources), []string{"tls_cert.x no-op"}); !strings.Contains(string(resources[0].Attributes), "2027-01-19") {
				t.Errorf("%+v", resources[0])
			}
		}
	}
}

// Once, with what is planned, wherever the parts of the plan stand.
func TestPlanOnce(t *testing.T) {
	t.Parallel()
	planned := `"planned_values":{"root_module":{"resources":[` + shown("tls_cert.a", "tls_cert", "a", "") + `]}}`
	prior := `"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[` + shown("tls_cert.a", "tls_cert", "a", "") + `,` + shown("tls_cert.b", "tls_cert", "b", "") + `,7]}}}`
	for _, document := range []string{`{"format_version":"1.2",` + planned + `,` + prior + `}`, `{"format_version":"1.2",` + prior + `,` + planned + `}`} {
		resources, _, err := read(t, document, statefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := addresses(resources)
		slices.Sort(got)
		same(t, got, []string{"PROBLEM", "tls_cert.a", "tls_cert.b"})
		for _, r := range resources {
			if want := map[string]statefile.Values{"tls_cert.a": statefile.Planned, "tls_cert.b": statefile.Prior, "": statefile.Prior}[r.Address]; r.Values != want {
				t.Errorf("%s has %s values", r.Address, r.Values)
			}
		}
	}
}

func TestPlanDeferred(t *testing.T) {
	t.Parallel()
	document := `{"format_version":"1.2","planned_values":{"root_module":{}},"deferred_changes":[` +
		`{"reason":"instance_count_unknown","resource_change":{"address":"tls_cert.new","mode":"managed","type":"tls_cert","name":"new","change":{"actions":["create"],"before":null,"after":{"a":1},"after_unknown":{}}}},` +
		`{"reason":"x","resource_change":{"address":"tls_cert.old","mode":"managed","type":"tls_cert","name":"old","change":{"actions":["update"],"before":{"a":1},"after":{"a":2},"after_unknown":{}}}},` +
		`{"reason":"x"},5],"prior_state":{"values":{"root_module":{"resources":[` + shown("tls_cert.old", "tls_cert", "old", "") + `]}}}}`
	resources, _, err := read(t, document, statefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, addresses(resources), []string{"tls_cert.new create", "tls_cert.old update", "PROBLEM", "PROBLEM"})
	if fresh, old := resources[0], resources[1]; !fresh.Deferred || !fresh.IsUnknown("a") || !old.Deferred || old.Values != statefile.Prior || string(old.Attributes) != `{"a":1}` {
		t.Errorf("%+v %+v", fresh, old)
	}
}

// What is moved stands there once, under its new address.
func TestPlanMoved(t *testing.T) {
	t.Parallel()
	document := strings.Replace(planOf(change(`{"actions":["no-op"],"before":{},"after":{}}`)), `"change":`, `"previous_address":"tls_cert.old","change":`, 1)
	document = strings.TrimSuffix(document, "}") + `,"prior_state":{"values":{"root_module":{"resources":[` + shown("tls_cert.old", "tls_cert", "old", "") + `]}}}}`
	resources, _, err := read(t, document, statefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, addresses(resources), []string{"tls_cert.x no-op"})
}

func TestPlanErrored(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{`true`: true, `false`: false, `"no"`: true} {
		_, header, err := read(t, `{"format_version":"1.2","planned_values":{"root_module":{}},"errored":`+text+`}`, statefile.Options{})
		if err != nil || header.Errored != want {
			t.Errorf("%s: %+v %v", text, header, err)
		}
	}
}

// A plan is read twice; if it is not the same the second time, none of it counts.
func TestPlanChangedWhileRead(t *testing.T) {
	t.Parallel()
	whole := documents["plan"]
	for name, second := range map[string]string{
		"another": strings.Replace(whole, "2027-06-06", "2029-06-06", 1), "cut short": whole[:len(whole)/2], "gone": "", "a state": documents["empty state"],
	} {
		opened := 0
		_, _, err := collect(t.Context(), func(context.Context) (io.ReadCloser, error) {
			if opened++; opened == 1 {
				return io.NopCloser(strings.NewReader(whole)), nil
			}
			return io.NopCloser(strings.NewReader(second)), nil
		}, statefile.Options{})
		t.Log(name)
		refused(t, err, statefile.Changed, "Somebody changed the plan")
	}
	opened := 0
	_, _, err := collect(t.Context(), func(context.Context) (io.ReadCloser, error) {
		if opened++; opened == 1 {
			return io.NopCloser(strings.NewReader(whole)), nil
		}
		return nil, errors.New(marker)
	}, statefile.Options{})
	refused(t, err, statefile.Unreadable, "broke off")
}
