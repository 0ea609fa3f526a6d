// Package attribute has the forms of attributes: texts with a form of their own,
// values between Go, JSON and Terraform, and how diagnostics are worded.
package attribute

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// ParseDate is the day that a checked text holds, zero where it holds none.
func ParseDate(value Text) deadline.Date {
	date, err := deadline.ParseDate(value.ValueString())
	if err != nil {
		return deadline.Date{}
	}
	return date
}

// TextType is a string with a form of its own, checked while Terraform validates
// the configuration, so that a wrong period is an error on its attribute before
// anything is read.
type TextType struct {
	basetypes.StringType
	form string
}

// Text is a value of a textType.
type Text struct {
	basetypes.StringValue
	form string
}

// Of is a value in the form.
func (t TextType) Of(value types.String) Text { return Text{value, t.form} }

// The forms of text that the schemas use.
var (
	PeriodType  = TextType{form: "period"}
	DateType    = TextType{form: "date"}
	InstantType = TextType{form: "instant"}
	EndType     = TextType{form: "end"}
	TimeoutType = TextType{form: "timeout"}
	PaceType    = TextType{form: "pace"}
	ZoneType    = TextType{form: "time zone"}
)

// formChecks holds for each form the check, whose error is a sentence that says
// what is accepted.
var formChecks = map[string]func(string) error{
	"period":  func(s string) error { _, err := deadline.ParsePeriod(s); return err },
	"date":    func(s string) error { _, err := deadline.ParseDate(s); return err },
	"instant": func(s string) error { _, err := deadline.ParseInstant(s, time.UTC); return err },
	// Terraform stores these, and a provider may not rewrite a configured value.
	"end":     func(s string) error { _, err := deadline.ParseCanonical(s); return err },
	"timeout": func(s string) error { _, err := parseTimeout(s); return err },
	"pace":    func(s string) error { _, err := parsePace(s); return err },
	"time zone": func(s string) error {
		_, err := ParseZone(s)
		return err
	},
}

func parseTimeout(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is not a timeout; write a Go duration above zero, like 10s or 1m30s", s)
	}
	return d, nil
}

// TimeoutOf is a timeout that validation has accepted, 0 where none is given.
func TimeoutOf(value Text) time.Duration {
	timeout, err := parseTimeout(value.ValueString())
	if err != nil {
		return 0
	}
	return timeout
}

// slowestPace is the longest time between two questions that is taken for meant.
const slowestPace = time.Minute

func parsePace(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d > slowestPace {
		return 0, fmt.Errorf("%q is not a pace; write the time between two questions as a Go duration of at most a minute, like 500ms or 2s, or 0s for none", s)
	}
	return d, nil
}

// PaceOf is the time between two questions that validation has accepted: below
// zero for none, 0 where nothing is given.
func PaceOf(value Text) time.Duration {
	pace, err := parsePace(value.ValueString())
	switch {
	case err != nil:
		return 0
	case pace == 0:
		return -1
	}
	return pace
}

// ParseZone finds a time zone by its IANA name. The error is a sentence that says
// what is accepted.
func ParseZone(s string) (*time.Location, error) {
	if s == "" || s == "Local" {
		return nil, fmt.Errorf("%q is not a time zone; write an IANA name like Asia/Tokyo, Europe/Berlin or UTC", s)
	}
	loc, err := time.LoadLocation(s)
	if err != nil {
		return nil, fmt.Errorf("there is no time zone %q; write an IANA name like Asia/Tokyo, Europe/Berlin or UTC", s)
	}
	return loc, nil
}

// Equal says that two types have the same form.
func (t TextType) Equal(other attr.Type) bool {
	o, ok := other.(TextType)
	return ok && o.form == t.form
}

func (t TextType) String() string { return "text(" + t.form + ")" }

// ValueType is the type's value, as Terraform's framework asks for it.
func (t TextType) ValueType(context.Context) attr.Value { return Text{form: t.form} }

// ValueFromString puts a plain string in the form.
func (t TextType) ValueFromString(_ context.Context, in basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return Text{in, t.form}, nil
}

// ValueFromTerraform puts what came over the wire in the form.
func (t TextType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	value, err := t.StringType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("reading a %s: %w", t.form, err)
	}
	plain, ok := value.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("reading a %s: unexpected value %T", t.form, value)
	}
	return Text{plain, t.form}, nil
}

// Type is the value's type.
func (v Text) Type(context.Context) attr.Type { return TextType{form: v.form} }

// Equal says that two types have the same form.
func (v Text) Equal(other attr.Value) bool {
	o, ok := other.(Text)
	return ok && o.form == v.form && v.StringValue.Equal(o.StringValue)
}

// ValidateAttribute implements the check of attributes.
func (v Text) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest, resp *xattr.ValidateAttributeResponse) {
	if err := v.check(); err != nil {
		detail := Sentence(err)
		if len(req.Path.Steps()) > 1 {
			// Terraform shows the line of the outermost attribute at best.
			detail = fmt.Sprintf("In %s: %s", req.Path, detail)
		}
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.form, detail)
	}
}

// ValidateParameter implements the check of function arguments.
func (v Text) ValidateParameter(_ context.Context, req function.ValidateParameterRequest, resp *function.ValidateParameterResponse) {
	if err := v.check(); err != nil {
		resp.Error = ArgumentError(req.Position, Sentence(err))
	}
}

func (v Text) check() error {
	if v.IsNull() || v.IsUnknown() {
		return nil
	}
	return formChecks[v.form](v.ValueString())
}
