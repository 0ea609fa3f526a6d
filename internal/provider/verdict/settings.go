package verdict

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/gate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// sharedTypes are what every function takes as settings, so that one object of an
// organisation serves them all: what a gate is told, and what the provider of its
// configuration is.
var sharedTypes = attribute.Merged(gate.TermTypes(), map[string]attr.Type{
	"time_zone": attribute.ZoneType, "defaults": session.DefaultsAttribute().GetType(),
	"business_calendar": session.BusinessCalendarAttribute().GetType(), "maintenance_window": attribute.WindowProviderAttribute().GetType(),
})

// answeredTypes say besides who answers for a thing.
var answeredTypes = func() map[string]attr.Type {
	kinds := maps.Clone(sharedTypes)
	for _, name := range deadline.AnsweringFields() {
		kinds[name] = types.StringType
	}
	return kinds
}()

// thingTypes are what a function that makes one deadline takes.
func thingTypes(own map[string]attr.Type) map[string]attr.Type {
	kinds := attribute.Merged(answeredTypes, own)
	maps.Copy(kinds, map[string]attr.Type{"name": types.StringType, "lead_time": attribute.PeriodType, "reminder": attribute.PeriodType})
	return kinds
}

// settings are what a function was given as such, and what follows from them.
type settings struct {
	session *session.Session
	values  map[string]attr.Value
	given   intake.Object
}

// releases is the catalog that is built in: nothing is asked for.
var releases = sync.OnceValue(func() *software.Judge { return software.NewJudge(catalog.Embedded()) })

// readSettings reads the argument settings of a call, and by when is judged.
func readSettings(ctx context.Context, kinds map[string]attr.Type, asOf string) (settings, error) {
	tree, err := protocol.Whole(ctx, "settings")
	if err != nil {
		return settings{}, err
	}
	given, ok := tree.(intake.Object)
	if tree != nil && !ok {
		return settings{}, wrongForm("settings", tree, "an object, {} or null")
	}
	in := settings{values: map[string]attr.Value{}, given: given}
	if err := knownNames(given, slices.Sorted(maps.Keys(kinds)), "settings"); err != nil {
		return settings{}, err
	}
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		if in.values[name], err = setting(ctx, given[name], kinds[name], name); err != nil {
			return settings{}, err
		}
	}
	in.session, err = sessionOf(ctx, in, asOf)
	return in, err
}

// setting reads one of the settings in its type, and checks the form of its texts.
func setting(ctx context.Context, tree any, kind attr.Type, name string) (attr.Value, error) {
	at := "settings." + name
	if name == "waivers" {
		tree = withoutFaces(tree)
	}
	if parts, ok := tree.(intake.Object); ok && name == "defaults" {
		for _, kind := range slices.Sorted(maps.Keys(parts)) {
			if parts[kind] == nil {
				return nil, wrongForm(fmt.Sprintf("%s[%q]", at, deadline.Printable(kind)), nil, `an object like { lead_time = "30d" }`)
			}
		}
	}
	written, err := typed(tree, kind.TerraformType(ctx), at)
	if err != nil {
		return nil, err
	}
	value, err := kind.ValueFromTerraform(ctx, written)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read", at)
	}
	return value, checkForms(ctx, value, at)
}

// withoutFaces drops from waivers that are expiry_waiver resources what makes them
// resources: all else of a waiver is told when it is misspelt.
func withoutFaces(tree any) any {
	list, ok := tree.([]any)
	if !ok {
		return tree
	}
	known := gate.WaiverNames()
	waivers := slices.Clone(list)
	for i, element := range list {
		if waiver, ok := element.(intake.Object); ok && waiver["kind"] == gate.WaiverKind {
			own := maps.Clone(waiver)
			maps.DeleteFunc(own, func(name string, _ any) bool { return !slices.Contains(known, name) })
			waivers[i] = own
		}
	}
	return waivers
}

// checkForms checks dates, periods and the like, as Terraform does with a schema.
func checkForms(ctx context.Context, value attr.Value, at string) error {
	if form, ok := value.(xattr.ValidateableAttribute); ok {
		var resp xattr.ValidateAttributeResponse
		form.ValidateAttribute(ctx, xattr.ValidateAttributeRequest{Path: path.Root("settings")}, &resp)
		for _, fault := range resp.Diagnostics {
			return fmt.Errorf("%s: %s", at, sentences(fault.Detail()))
		}
	}
	switch value := value.(type) {
	case types.List:
		for i, part := range value.Elements() {
			if err := checkForms(ctx, part, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	default:
		parts, _ := attribute.ObjectOf(value)
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			if err := checkForms(ctx, parts[name], at+"."+name); err != nil {
				return err
			}
		}
	}
	return nil
}

// sessionOf is what a configuration of the provider with these settings would be:
// of the environment nothing counts.
func sessionOf(ctx context.Context, in settings, asOf string) (*session.Session, error) {
	s := &session.Session{Location: time.UTC, Enforce: session.EnforceNone, Software: releases()}
	if zone, ok := in.values["time_zone"].(attribute.Text); ok && !zone.IsNull() {
		loc, err := attribute.ParseZone(zone.ValueString())
		if err != nil {
			return nil, fmt.Errorf("settings.time_zone: %w", err)
		}
		s.Location = loc
	}
	now, err := deadline.ParseInstant(asOf, s.Location)
	if err != nil {
		return nil, &argumentError{"as_of", err.Error()}
	}
	s.Now = now
	var diags diag.Diagnostics
	if terms, ok := in.values["defaults"].(types.Map); ok && !terms.IsNull() {
		s.SetDefaults(ctx, terms, &diags)
	}
	if calendar, ok := in.values["business_calendar"].(types.Object); ok {
		s.SetCalendar(ctx, calendar, &diags)
	}
	if window, ok := in.values["maintenance_window"].(types.Object); ok {
		s.Window = attribute.ParseWindow(ctx, window, path.Root("maintenance_window"), s.Location, &diags)
	}
	return s, firstFault(diags)
}

// terms are what a gate with these settings judges by.
func (in settings) terms(diags *diag.Diagnostics) gate.Terms {
	return gate.TermsOf(in.values, in.given["assertions"], diags)
}

// thing is who and what a deadline is, and how much time it needs.
func (in settings) thing() face.Inputs {
	var inputs face.Inputs
	for name, part := range inputs.Parts() {
		*part = types.StringNull()
		if said, ok := in.values[name].(types.String); ok {
			*part = said
		}
	}
	inputs.LeadTime, inputs.Reminder = attribute.PeriodType.Of(types.StringNull()), attribute.PeriodType.Of(types.StringNull())
	if lead, ok := in.values["lead_time"].(attribute.Text); ok {
		inputs.LeadTime = lead
	}
	if reminder, ok := in.values["reminder"].(attribute.Text); ok {
		inputs.Reminder = reminder
	}
	return inputs
}

// text is one of the settings that are texts, "" where it is not given.
func (in settings) text(name string) string {
	said, _ := in.values[name].(types.String)
	return said.ValueString()
}

// truth is one of the settings that are truth values.
func (in settings) truth(name string) bool {
	said, _ := in.values[name].(types.Bool)
	return said.ValueBool()
}

// argumentError is wrong input in one of the arguments.
type argumentError struct{ argument, message string }

func (e *argumentError) Error() string { return e.message }

// argumentOf is the argument that an error is about: the settings, unless it says
// another.
func argumentOf(err error) string {
	if wrong, ok := errors.AsType[*argumentError](err); ok {
		return wrong.argument
	}
	return "settings"
}
