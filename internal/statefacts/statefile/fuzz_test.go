package statefile_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

// FuzzRead checks what must hold for every input: what is read is JSON and no more
// than that, each resource has an address of its own or a Problem, and no secret is
// in what may be shown.
func FuzzRead(f *testing.F) {
	for _, document := range documents {
		f.Add(document)
		f.Add(document[:len(document)*2/3])
		f.Add(strings.Replace(document, `"managed"`, `null`, 1))
	}
	for _, document := range []string{
		"", "\ufeff{}", `{"version":3}`, `{"version":5,"resources":[]}`, `{"encrypted_data":"AAAA"}`, "PK\x03\x04", "<html>", `{"ID":"x","Who":"y","Operation":"z"}`,
		state(`5`, `{"instances":[]}`, thing("a", instance(`"index_key":null,`))), planOf(change(`{"actions":["no-op"]}`)), `{"plan":{"plan":{}}}`,
	} {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document string) {
		resources, header, err := collect(t.Context(), statefile.Bytes([]byte(document)), statefile.Options{MaxBytes: 1 << 20, MaxResourceBytes: 1 << 16})
		if own, ok := errors.AsType[*statefile.Error](err); err != nil && (!ok || own.Summary() == "" || own.Message == "" || len(own.Detail()) > 2000) {
			t.Fatalf("%T %v", err, err)
		}
		discreet(t, header, err)
		if err == nil {
			if header.Format == "" || header.Counts.Resources != len(resources) || !json.Valid([]byte(strings.TrimPrefix(document, "\ufeff"))) {
				t.Fatalf("%+v", header)
			}
		}
		seen := map[string]bool{}
		for _, r := range resources {
			if r.Problem != nil {
				if r.Attributes != nil || r.Problem.Message == "" || r.Position == "" {
					t.Fatalf("%+v", r)
				}
				discreet(t, nil, r.Problem)
				continue
			}
			id := r.Address + " " + r.Deposed
			switch {
			case r.Address == "" || seen[id] || r.Provider == "" || r.Values == "":
				t.Fatalf("%+v", r)
			case r.Attributes == nil && r.Action != statefile.ActionDelete && len(r.Unknown) == 0:
				t.Fatalf("nothing is known of %+v", r)
			case r.Attributes != nil && (r.Attributes[0] != '{' || !json.Valid(r.Attributes)):
				t.Fatalf("%s", r.Attributes)
			}
			seen[id] = true
			r.IsUnknown("a[0].b")
		}
	})
}

func FuzzIsUnknown(f *testing.F) {
	f.Add("a.b[0].c", `a["x.y"]`)
	f.Add(`[`, `["`)
	f.Add(`a[*]`, `a["\"]"]`)
	f.Fuzz(func(t *testing.T, path, unknown string) {
		if !(statefile.Resource{Unknown: []string{path}}).IsUnknown(path) || !(statefile.Resource{Unknown: []string{""}}).IsUnknown(path) {
			t.Fatalf("%q is known", path)
		}
		(statefile.Resource{Unknown: []string{unknown}}).IsUnknown(path)
	})
}
