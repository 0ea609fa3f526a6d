package statefacts_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

func TestPathsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", ".", ".a", "a.", "a..b", "a[", "a[]", "a[-1]", "a[x]", "a[0", `a["x]`, `a["x"`, `a["x"]b`, "[0]", "a b", "a[99999999]",
		strings.Repeat("a.", 40) + "a", strings.Repeat("a", 400),
	} {
		if path, err := statefacts.ParsePath(text); err == nil {
			t.Errorf("%q is taken for %q", text, path)
		} else if !strings.Contains(err.Error(), "not_after") {
			t.Errorf("%q: the error has no example: %s", text, err)
		}
	}
}

func TestPathsFindValues(t *testing.T) {
	t.Parallel()
	const day = `"2027-05-01T00:00:00Z"`
	for _, test := range []struct{ path, attributes, want string }{
		{"a", `{"a": ` + day + `}`, "a"},
		{"a.b[0].c", `{"a": {"b": [{"c": ` + day + `}]}}`, "a.b[0].c"},
		{"a[0].b", `{"a": {"b": ` + day + `}}`, "a.b"}, // a block that is an object
		{"a.b", `{"a": [{"b": ` + day + `}]}`, "a.b"},  // an object that is a block
		{"a[*].b", `{"a": {"b": ` + day + `}}`, "a.b"}, // one of what may be several
		{"a[*].b", `{"a": [{"b": ` + day + `}]}`, "a[0].b"},
		{"*.b", `{"other": {"b": ` + day + `}}`, "other.b"},
		{"*.b", `{"Some-Key": {"b": ` + day + `}}`, "[*].b"}, // a key that somebody chose
		{`a["tls.crt"]`, `{"a": {"tls.crt": ` + day + `}}`, `a["tls.crt"]`},

		{"a[1]", `{"a": [` + day + `]}`, ""},
		{"a.b", `{"a": [{"b": ` + day + `}, {"b": ` + day + `}]}`, ""},
		{"a[1].b", `{"a": {"b": ` + day + `}}`, ""},
		{"a.b", `{"a": 5}`, ""},
		{"a.b", `{"a.b": ` + day + `}`, ""},
	} {
		fact := only(t, own(t, `{"kind": "token", "at": [`+quoted(test.path)+`]}`), test.attributes, options())
		if got := said(fact); (got == "2027-05-01T00:00:00Z") != (test.want != "") || test.want != "" && fact.Path != test.want {
			t.Errorf("%s in %s: %s at %s, want it at %q: %s", test.path, test.attributes, got, fact.Path, test.want, fact.Cause)
		}
	}
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }
