package protocol

import (
	"context"
	"fmt"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// GetConfig is Config.Get for a data source with long lists of plain values, like
// endpoints: those that were taken out of the request are put into the model.
func GetConfig(ctx context.Context, config tfsdk.Config, model any) diag.Diagnostics {
	diags := config.Get(ctx, model)
	raw, _ := ctx.Value(key{}).(map[string][]byte)
	if diags.HasError() || len(raw) == 0 {
		return diags
	}
	fields := map[string]reflect.Value{}
	gather(reflect.ValueOf(model).Elem(), fields)
	for name, written := range raw {
		value, err := plainValue(ctx, config, name, written)
		if err == nil && !reflect.TypeOf(value).AssignableTo(fields[name].Type()) {
			err = fmt.Errorf("it is no %s", fields[name].Type())
		}
		if err != nil {
			diags.AddAttributeError(path.Root(name), "Argument not read", "What Terraform sent cannot be read: "+err.Error()+". This is a fault of the provider.")
			continue
		}
		fields[name].Set(reflect.ValueOf(value))
	}
	return diags
}

func plainValue(ctx context.Context, config tfsdk.Config, name string, written []byte) (attr.Value, error) {
	kind := config.Schema.GetAttributes()[name].GetType()
	plain, err := tfprotov6.DynamicValue{MsgPack: written}.Unmarshal(kind.TerraformType(ctx))
	if err != nil {
		return nil, err
	}
	return kind.ValueFromTerraform(ctx, plain)
}

// gather finds the fields of a model, also of those embedded in it, by the names of
// their attributes.
func gather(model reflect.Value, into map[string]reflect.Value) {
	for i := range model.NumField() {
		field := model.Type().Field(i)
		name, tagged := field.Tag.Lookup("tfsdk")
		switch {
		case field.Anonymous && !tagged:
			gather(model.Field(i), into)
		case name != "" && name != "-":
			into[name] = model.Field(i)
		}
	}
}
