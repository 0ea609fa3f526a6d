package intake_test

import (
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// today is the day of every test.
var today = time.Date(2027, 1, 15, 10, 0, 0, 0, time.UTC)

var settings = intake.Settings{
	Now:      today,
	Location: time.UTC,
	Terms:    deadline.DefaultTerms,
	Arithmetic: func(lifetime time.Duration) deadline.Arithmetic {
		return deadline.Arithmetic{Location: time.UTC, Lifetime: lifetime}
	},
}

// read reads one object of JSON.
func read(t *testing.T, document string) (intake.Input, []intake.Fault) {
	t.Helper()
	return intake.Read(parse(t, document))
}

func parse(t *testing.T, document string) intake.Object {
	t.Helper()
	tree, err := intake.ParseJSON([]byte(document))
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	object, ok := tree.(intake.Object)
	if !ok {
		t.Fatalf("%s is no object", document)
	}
	return object
}

var unknown = intake.Unknown{}

func readObject(object intake.Object) (intake.Input, []intake.Fault) { return intake.Read(object) }
