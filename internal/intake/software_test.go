package intake_test

import (
	"fmt"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// What something is a version of is read, and what a server runs; the version of
// what names no product is its own affair.
func TestSoftware(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		`{"id": "a", "version": "3"}`:                                                           "[]",
		`{"id": "a", "version": {"major": 3}}`:                                                  "[]",
		`{"id": "a", "product": {"name": "php"}}`:                                               "[]",
		`{"id": "a", "product": " ", "version": "1"}`:                                           "[]",
		`{"id": "a", "software": "php 8"}`:                                                      "[]",
		`{"id": "a", "software": ["php", {"name": "php"}]}`:                                     "[]",
		`{"id": "a", "product": "php", "version": "8.1"}`:                                       "[{php 8.1 false}]",
		`{"id": "a", "product": "php", "version": 8.1}`:                                         "[{php 8.1 false}]",
		`{"id": "a", "product": "php", "version": null}`:                                        "[{php  false}]",
		`{"id": "a", "product": "php", "version": " "}`:                                         "[{php  false}]",
		`{"id": "a", "product": "php", "version": ["8.1"]}`:                                     "[{php  false}]",
		`{"id": "s", "software": [{"product": "nginx", "version": "1.2"}, {"product": "php"}]}`: "[{nginx 1.2 false} {php  false}]",
	} {
		in, faults := read(t, document)
		if got := fmt.Sprint(in.Software); got != want || len(faults) > 0 {
			t.Errorf("%s: %s, %v; want %s", document, got, faults, want)
		}
	}
	for name, object := range map[string]intake.Object{
		"a product": {"id": "a", "product": intake.Unknown{}}, "the list": {"id": "a", "software": intake.Unknown{}},
		"one of it": {"id": "a", "software": []any{intake.Unknown{}}},
	} {
		if in, _ := intake.Read(object); !in.Unknown("software") {
			t.Errorf("%s is known only after apply: %v", name, in.Unsettled)
		}
	}
	in, _ := intake.Read(intake.Object{"id": "a", "product": "php", "version": intake.Unknown{}})
	if len(in.Software) != 1 || !in.Software[0].Unsettled || in.Unknown("software") {
		t.Errorf("%+v, %v", in.Software, in.Unsettled)
	}
}
