package domain

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

var textsType = types.ListType{ElemType: types.StringType}

// resultTypes are what is told of a registration beside the common face.
var resultTypes = map[string]attr.Type{
	"registrable_domain": types.StringType, "registrar": types.StringType, "registrar_id": types.StringType,
	"statuses": textsType, "nameservers": textsType, "source": types.StringType, "read_error": types.StringType,
}

var resultDescriptions = map[string]string{
	"domain":             "The name as it was given.",
	"registrable_domain": "The registration that carries the name: `example.co.uk` for `www.example.co.uk`.",
	"registrar":          "Who sells the registration, null where the registry does not say. Of people nothing is kept.",
	"registrar_id":       "Its number at IANA.",
	"statuses":           "Statuses as the registry writes them: `client transfer prohibited`, `redemption period`, …",
	"nameservers":        "Name servers of the registration.",
	"source":             "URL that answered, without login; null where nothing was read.",
	"read_error":         "Why no end was read: `unreachable`, `rate_limited`, `not_found`, `malformed`, `unsupported` (no RDAP server is known) or `empty` (the registry publishes no end); null where one was, or where a declared one stands in for what the registry does not publish.",
}

// values are the results of a registration.
func (r registration) values() map[string]attr.Value {
	return map[string]attr.Value{
		"registrable_domain": attribute.Optional(r.Name.Registrable), "registrar": attribute.Optional(r.Registrar), "registrar_id": attribute.Optional(r.RegistrarID),
		"statuses": attribute.StringsValue(r.Statuses), "nameservers": attribute.StringsValue(r.Nameservers),
		"source": attribute.Optional(r.Source), "read_error": attribute.Optional(r.readError),
	}
}
