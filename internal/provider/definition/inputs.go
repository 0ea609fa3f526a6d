package definition

import (
	"cmp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// inputs say which files there are, and what was approved of them.
type inputs struct {
	Directory  types.String   `tfsdk:"directory"`
	Files      types.List     `tfsdk:"files"`
	Approved   types.String   `tfsdk:"approved"`
	Digests    types.Map      `tfsdk:"digests"`
	ApprovedBy types.String   `tfsdk:"approved_by"`
	ApprovedOn attribute.Text `tfsdk:"approved_on"`
	ChangedAt  attribute.Text `tfsdk:"changed_at"`
	ChangedBy  types.String   `tfsdk:"changed_by"`
	Timeout    attribute.Text `tfsdk:"timeout"`
}

func inputAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"directory": schema.StringAttribute{Optional: true, MarkdownDescription: "Folder to which `files` and the approved paths are relative, like `path.module`. Default: the working directory of Terraform. Without `files` everything in it is compared, save for version control's own folder."},
		"files": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Patterns of the files, like `flows/*.xml` or `flows/**/*.xml`. One that matches nothing is an error. Approved paths that no pattern covers are left aside, and counted in `reason`.",
		},
		"approved":    schema.StringAttribute{Optional: true, MarkdownDescription: "File with the approved digests, as `sha256sum` and `sha512sum` write it. It is best kept elsewhere than the files: beside them, and without `approved_by`, it is the finding `change-unreviewed`, since whoever alters one can alter both. Exactly one of `approved` and `digests`."},
		"digests":     schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "The approved digests by path: `{ \"flows/order.xml\" = \"sha256:…\" }`. SHA-256 or SHA-512 in full: with its name, as hexadecimal digits alone, or as in SRI (`sha256-…=`). Exactly one of `approved` and `digests`."},
		"approved_by": schema.StringAttribute{Optional: true, MarkdownDescription: "Who approved them."},
		"approved_on": schema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: "Day of the approval. One after the day of judgement is the finding `change-unreviewed`."},
		"changed_at": schema.StringAttribute{
			Optional: true, Computed: true, CustomType: attribute.InstantType,
			MarkdownDescription: "When one of them was changed last: the last commit of git; where something is not committed, the instant of judgement, since the change lies somewhere before it. Null where nobody can tell, as in a checkout whose history is cut; `reason` then says so. As an argument, a day or an instant that somebody declares; of that and a later commit the later counts.",
		},
		"changed_by": schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Who changed it: the author of that commit, or who is declared."},
		"timeout":    schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for reading all files and asking git, a Go duration. Default: the provider's."},
	}
}

// check finds wrong input; what is unknown may turn out to be null.
func (m *inputs) check(diags *diag.Diagnostics) {
	switch {
	case m.Files.IsUnknown() || m.Directory.IsUnknown():
	case m.Files.IsNull() && m.Directory.IsNull():
		diags.AddAttributeError(path.Root("files"), "No files",
			"It is not said which files to compare. Give files, like files = [\"flows/*.xml\"], or directory for everything in a folder.")
	case !m.Files.IsNull() && len(m.Files.Elements()) == 0:
		diags.AddAttributeError(path.Root("files"), "No files", "The list of files is empty, and nothing is not unchanged. Give a pattern, like files = [\"flows/*.xml\"].")
	}
	given := func(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }
	switch {
	case given(m.Approved) && given(m.Digests):
		diags.AddAttributeError(path.Root("digests"), "Two approvals", "Both approved and digests are given. Give exactly one of them, so that it can be told what was approved.")
	case m.Approved.IsUnknown() || m.Digests.IsUnknown():
	case m.Approved.IsNull() && m.Digests.IsNull():
		diags.AddAttributeError(path.Root("approved"), "Nothing approved",
			"It is not said what was approved. Give approved, a file that sha256sum wrote, like approved = \"SHA256SUMS\", or digests by path.")
	}
}

// written is the source as written.
func (m *inputs) written() string {
	if files := attribute.StringsOf(m.Files); len(files) > 0 {
		return strings.Join(files, ",")
	}
	return m.Directory.ValueString()
}

func (m *inputs) root() string { return cmp.Or(m.Directory.ValueString(), ".") }

// approvedBy is who approved; a word like なし names nobody.
func (m *inputs) approvedBy() string {
	said, _ := deadline.Claimed(m.ApprovedBy.ValueString())
	return said
}
