package protocol

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
)

type resultKey struct{}

// result is what a data source or a function leaves for the server around the
// framework's.
type result struct{ written []byte }

// leaving lets a result be left, and gives it.
func leaving(ctx context.Context) (context.Context, *result) {
	left := &result{}
	return context.WithValue(ctx, resultKey{}, left), left
}

// SetState is State.Set for a data source, whose result Terraform gets as it is
// written here: the framework looks every value of a list up in the schema, several
// times, which takes longer than reading the thousands of servers that it tells of.
// The model is what State.Set takes, save that each of its fields is a value of the
// framework. Under the framework's server alone it is State.Set.
func SetState(ctx context.Context, state *tfsdk.State, model any) diag.Diagnostics {
	left, _ := ctx.Value(resultKey{}).(*result)
	if left == nil {
		return state.Set(ctx, model)
	}
	var diags diag.Diagnostics
	var target bytes.Buffer
	if err := writeModel(ctx, msgpack.NewEncoder(&target), model); err != nil {
		diags.AddError("Result not written", "What was read cannot be handed to Terraform: "+err.Error()+". This is a fault of the provider.")
		return diags
	}
	left.written = target.Bytes()
	state.Raw = tftypes.NewValue(state.Schema.Type().TerraformType(ctx), nil)
	return diags
}

// SetResult is Result.Set for a function whose result is large, in the same way.
func SetResult(ctx context.Context, data *function.ResultData, value attr.Value) *function.FuncError {
	left, _ := ctx.Value(resultKey{}).(*result)
	if left == nil {
		return data.Set(ctx, value)
	}
	var target bytes.Buffer
	if err := writeValue(ctx, msgpack.NewEncoder(&target), value); err != nil {
		return function.NewFuncError("The result cannot be handed to Terraform: " + err.Error() + ". This is a fault of the provider.")
	}
	left.written = target.Bytes()
	return nil
}

// instead is what was left, or else what the framework answers.
func (r *result) instead(of *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
	if r.written == nil || of == nil {
		return of
	}
	return &tfprotov6.DynamicValue{MsgPack: r.written}
}

// writeModel writes a struct as the object that its tags describe.
func writeModel(ctx context.Context, to *msgpack.Encoder, model any) error {
	fields := map[string]reflect.Value{}
	gather(reflect.Indirect(reflect.ValueOf(model)), fields)
	attributes := make(map[string]attr.Value, len(fields))
	for name, field := range fields {
		value, ok := reflect.TypeAssert[attr.Value](field)
		if !ok {
			return fmt.Errorf("%s is %s", name, field.Type())
		}
		attributes[name] = value
	}
	return writeObject(ctx, to, attributes)
}

var errUnknown = errors.New("what was read and judged is known, and this is not")

func writeValue(ctx context.Context, to *msgpack.Encoder, value attr.Value) error {
	switch {
	case value.IsUnknown():
		return errUnknown
	case value.IsNull():
		return to.EncodeNil()
	}
	switch value := value.(type) {
	case basetypes.BoolValue:
		return to.EncodeBool(value.ValueBool())
	case basetypes.Int64Value:
		return to.EncodeInt(value.ValueInt64())
	case basetypes.ListValue:
		return writeList(ctx, to, value.Elements())
	case basetypes.MapValue:
		return writeObject(ctx, to, value.Elements())
	case basetypes.ObjectValue:
		return writeObject(ctx, to, value.Attributes())
	case basetypes.StringValuable:
		text, diags := value.ToStringValue(ctx)
		if diags.HasError() {
			return fmt.Errorf("reading %s", value)
		}
		return to.EncodeString(text.ValueString())
	}
	return writeOther(ctx, to, value)
}

// writeOther writes what is rare as the framework does.
func writeOther(ctx context.Context, to *msgpack.Encoder, value attr.Value) error {
	plain, err := value.ToTerraformValue(ctx)
	if err != nil {
		return err
	}
	kind := value.Type(ctx).TerraformType(ctx)
	if _, dynamic := value.(types.Dynamic); dynamic {
		kind = tftypes.DynamicPseudoType
	}
	written, err := tfprotov6.NewDynamicValue(kind, plain)
	if err != nil {
		return err
	}
	return to.Encode(msgpack.RawMessage(written.MsgPack))
}

func writeList(ctx context.Context, to *msgpack.Encoder, elements []attr.Value) error {
	if err := to.EncodeArrayLen(len(elements)); err != nil {
		return err
	}
	for _, element := range elements {
		if err := writeValue(ctx, to, element); err != nil {
			return err
		}
	}
	return nil
}

func writeObject(ctx context.Context, to *msgpack.Encoder, attributes map[string]attr.Value) error {
	if err := to.EncodeMapLen(len(attributes)); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if err := to.EncodeString(name); err != nil {
			return err
		}
		if err := writeValue(ctx, to, attributes[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
