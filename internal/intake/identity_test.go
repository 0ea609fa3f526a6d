package intake_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// TestEveryPartOfAnIdentityIsRead keeps a common attribute that somebody adds from
// being dropped at the door.
func TestEveryPartOfAnIdentityIsRead(t *testing.T) {
	t.Parallel()
	object := intake.Object{"id": "asset/x"}
	for _, name := range deadline.IdentityFields() {
		object[name] = "the " + name
	}
	in, faults := intake.Read(object)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	d, faults := in.Deadline(intake.Settings{Location: time.UTC, Now: time.Date(2026, time.November, 28, 0, 0, 0, 0, time.UTC)})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for name, said := range d.Identity.All() {
		if said != "the "+name {
			t.Errorf("%s is %q", name, said)
		}
	}
}

// TestEveryTermOfAContractIsRead does the same for the terms of a contract, which
// resources hand over by these names: notice_to was lost so (registers.md 8).
func TestEveryTermOfAContractIsRead(t *testing.T) {
	t.Parallel()
	var all intake.Contract
	for _, name := range intake.ContractFields() {
		*all.Text(name) = name
	}
	read := reflect.ValueOf(all)
	for i := range read.NumField() {
		if field := read.Field(i); field.Kind() == reflect.String && field.String() == "" {
			t.Errorf("nothing reads %s", read.Type().Field(i).Name)
		}
	}
}
