package contract

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// DeclaredTypes are the fields of one contract that stands alone.
var DeclaredTypes = attribute.Merged(face.AttrTypes, contractFactTypes)

// Columns are the names of what can be said of a contract.
func Columns() []string {
	var names []string
	for _, column := range contract.Columns() {
		names = append(names, column.Name)
	}
	return names
}

// Declared judges one contract that stands alone, from texts by the names of
// columns: who answers for it and its own terms come before what the inputs say.
func Declared(s *session.Session, said map[string]string, in face.Inputs, now time.Time) (map[string]attr.Value, []intake.Fault) {
	fields := map[string]contract.Field{}
	for _, name := range Columns() {
		fields[name] = contract.Field{Text: said[name], Chosen: name == "contract"}
	}
	for name, value := range map[string]string{"lead_time": in.LeadTime.ValueString(), "reminder": in.Reminder.ValueString()} {
		if fields[name].Text == "" {
			fields[name] = contract.Field{Text: value}
		}
	}
	verdict, faults := JudgeTerms(s, fields, now)
	if verdict == nil {
		return nil, faults
	}
	one := keyed(*verdict)
	if one.FillFrom(in.Identity()) { // the reason names the owner
		dropNamed(&one.Deadline)
		one.Judgement = one.Judge(now, s.Location)
	}
	return attribute.Merged(face.Values(one.Judgement), contractFacts(one)), nil
}
