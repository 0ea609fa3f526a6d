package session

import (
	"cmp"
	"context"
	"errors"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

type inventoryModel struct {
	URL       types.String `tfsdk:"url"`
	Tenant    types.String `tfsdk:"tenant"`
	Workspace types.String `tfsdk:"workspace"`
}

// InventoryAttribute says where the shared inventory is.
func InventoryAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "One inventory of everything tracked, for all workspaces of an organisation. Without it assets and contracts live in Terraform state alone. " +
			"See the guide [One inventory for many workspaces](guides/one-inventory-for-many-workspaces).",
		Attributes: map[string]schema.Attribute{
			"url": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "`sqlite:PATH` for one machine, `postgres://USER@HOST/DATABASE` for an organisation (TLS is verified unless the URL says `sslmode` itself; several hosts separated by commas; the password better comes from `PGPASSWORD` or a password file). " +
					"Its tables are made by `terraform-provider-expiry inventory migrate URL`. Environment: `EXPIRY_INVENTORY_URL`.",
			},
			"tenant":    schema.StringAttribute{Optional: true, MarkdownDescription: "Whose rows these are. PostgreSQL requires one and shows no other's. Environment: `EXPIRY_TENANT`."},
			"workspace": schema.StringAttribute{Optional: true, MarkdownDescription: "Name of this configuration among those that share the inventory: a row belongs to the workspace that made it, and no other may change it. Needed to write. Environment: `EXPIRY_WORKSPACE`, else `TFC_WORKSPACE_NAME`."},
		},
	}
}

// firstOf is the first variable of the environment that is set.
func firstOf(names ...string) string {
	for _, name := range names {
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// SetInventory opens the inventory, which connects on first use.
func (s *Session) SetInventory(ctx context.Context, object types.Object, clock deadline.Clock, diags *diag.Diagnostics) {
	var model inventoryModel
	if object.IsUnknown() {
		s.StoreUnknown = "the inventory of the provider is known only after apply"
		return
	}
	if !object.IsNull() {
		diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	}
	if !attribute.FullyKnown(object) {
		s.StoreUnknown = "the inventory's URL, tenant or workspace is known only after apply"
		return
	}
	config := inventory.Config{
		URL: cmp.Or(model.URL.ValueString(), os.Getenv("EXPIRY_INVENTORY_URL")), Tenant: cmp.Or(model.Tenant.ValueString(), os.Getenv("EXPIRY_TENANT")),
		Workspace: cmp.Or(model.Workspace.ValueString(), firstOf("EXPIRY_WORKSPACE", "TFC_WORKSPACE_NAME")),
		Actor:     firstOf("EXPIRY_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER", "USERNAME"),
		Run:       firstOf("EXPIRY_RUN", "TFC_RUN_ID", "GITHUB_RUN_ID", "CI_PIPELINE_ID"), Clock: clock,
	}
	if config.URL == "" {
		if !object.IsNull() {
			diags.AddAttributeError(path.Root("inventory").AtName("url"), "Inventory without a URL", "The inventory needs its URL, here or in EXPIRY_INVENTORY_URL, like sqlite:/srv/expiry/inventory.db or postgres://expiry@db.example.test/expiry.")
		}
		return
	}
	store, err := inventory.Open(config) //nolint:contextcheck // it connects on first use, with that use's context
	if err != nil {
		AddInventoryError(diags, path.Root("inventory"), err)
		return
	}
	s.Store, s.Workspace = store, config.Workspace
}

// AddInventoryError reports what is wrong with the inventory.
func AddInventoryError(diags *diag.Diagnostics, at path.Path, err error) {
	if fault, ok := errors.AsType[*inventory.Error](err); ok {
		diags.AddAttributeError(at, fault.Kind.Summary(), fault.Detail())
		return
	}
	diags.AddAttributeError(at, "Inventory failed", attribute.Sentence(err))
}

// Transient says that the inventory may answer later as it should.
func Transient(err error) bool {
	fault, ok := errors.AsType[*inventory.Error](err)
	return ok && (fault.Kind == inventory.Unreachable || fault.Kind == inventory.Locked || fault.Kind == inventory.Cancelled)
}
