package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
)

// Source is what the data sources have in common: a name and what the provider
// was configured with. Each adds its schema and what it reads.
type Source struct {
	Session *Session
	Name    string // of the type, less the provider's: "certificate"
}

// Metadata names the type.
func (d *Source) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.Name
}

// Configure takes the session.
func (d *Source) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.Session, _ = req.ProviderData.(*Session)
}
