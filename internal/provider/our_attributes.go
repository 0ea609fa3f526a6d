package provider

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ourAttribute says that an entity of this provider has an attribute of a name, at
// whatever depth.
func ourAttribute(name string) bool { return ourAttributes()[name] }

var ourAttributes = sync.OnceValue(attributeNames)

// attributeNames are the attributes of all data sources and resources, those
// within their objects too.
func attributeNames() map[string]bool {
	ctx, names := context.Background(), map[string]bool{}
	p := &expiryProvider{}
	for _, made := range p.DataSources(ctx) {
		var resp datasource.SchemaResponse
		made().Schema(ctx, datasource.SchemaRequest{}, &resp)
		addNames(names, resp.Schema.Type())
	}
	for _, made := range p.Resources(ctx) {
		var resp resource.SchemaResponse
		made().Schema(ctx, resource.SchemaRequest{}, &resp)
		addNames(names, resp.Schema.Type())
	}
	return names
}

func addNames(names map[string]bool, in attr.Type) {
	switch in := in.(type) {
	case attr.TypeWithAttributeTypes:
		for name, part := range in.AttributeTypes() {
			names[name] = true
			addNames(names, part)
		}
	case attr.TypeWithElementType:
		addNames(names, in.ElementType())
	}
}
