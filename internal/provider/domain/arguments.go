package domain

import (
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// kind is that of a registration.
const kind = "domain"

// arguments are those that both data sources take.
type arguments struct {
	Servers      types.Map      `tfsdk:"servers"`
	AskRegistrar types.Bool     `tfsdk:"ask_registrar"`
	Timeout      attribute.Text `tfsdk:"timeout"`
}

const (
	describedName = "Any name below a registration: `example.com`, `www.example.co.uk`, `*.example.com`. What is judged is the registration that carries it, found by the public suffix list."

	describedExpiresOn = "Day until which it is registered, as declared: `2027-03-31`, which ends at the next midnight in `time_zone`; an instant; or a word for no end, like `無期限`. " +
		"It counts where the registry publishes no end or has no server, as those of `.de` and `.jp`. Where the registry gives one too the earlier counts, and a difference is the finding `stale-facts`."
)

func argumentAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"servers": schema.MapAttribute{
			Optional: true, Sensitive: true, ElementType: types.StringType,
			MarkdownDescription: "RDAP servers by suffix, which beat IANA's list: `{ io = \"https://rdap.example.net/rdap/\" }`. Needed where IANA names none and there is one all the same, and for a registry of your own. " +
				"A URL may hold a login, which is sent to that server alone and never shown; that is why the argument is sensitive.",
		},
		"ask_registrar": schema.BoolAttribute{Optional: true, MarkdownDescription: "Ask the registrar too, where the registry links to what it says; the earlier end counts. Many registrars refuse all but a few questions; that one does not answer is the finding `stale-facts`. Default: `false`."},
		"timeout":       schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for one domain with redirects and retries, a Go duration like `5s`; what it waits for its turn at the registry does not count. Default: the provider's."},
	}
}

// servers are those that the user names. While they are not all known, nothing
// that depends on them can be told: known is then false, without an error.
func (a arguments) servers(diags *diag.Diagnostics) (servers domainname.Servers, known bool) {
	if !attribute.FullyKnown(a.Servers) {
		return servers, false
	}
	entries := map[string]string{}
	for suffix, base := range a.Servers.Elements() {
		entries[suffix] = attribute.StringOf(map[string]attr.Value{suffix: base}, suffix)
	}
	servers, err := domainname.ParseServers(entries)
	fault, wrong := errors.AsType[*domainname.ServerError](err)
	switch {
	case !wrong:
	case strings.Contains(entries[fault.Key], "@"):
		// On the attribute, Terraform would quote its line, and the login in it.
		diags.AddError(fault.Summary, "In servers: "+fault.Detail)
	default:
		diags.AddAttributeError(path.Root("servers").AtMapKey(fault.Key), fault.Summary, fault.Detail)
	}
	return servers, !wrong
}

// nameOf finds the registration of a name, and reports a name that is wrong.
func nameOf(text string, servers domainname.Servers, at path.Path, diags *diag.Diagnostics) domainname.Name {
	name, err := domainname.ParseName(text, servers)
	fault, wrong := errors.AsType[*domainname.NameError](err)
	switch {
	case !wrong:
	case strings.Contains(text, "@"): // it may be a URL with a login: see servers
		diags.AddError(fault.Summary, "In "+at.String()+": "+fault.Detail)
	default:
		diags.AddAttributeError(at, fault.Summary, fault.Detail)
	}
	return name
}
