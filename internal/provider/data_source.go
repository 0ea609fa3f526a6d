package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
)

// source is what the data sources have in common: a name and what the provider
// was configured with. Each adds its schema and what it reads.
type source struct {
	session *session
	name    string // of the type, less the provider's: "certificate"
}

func (d *source) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.name
}

func (d *source) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.session, _ = req.ProviderData.(*session)
}
