package token

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
)

// ownTypes are the fields of a credential beside the common face.
var ownTypes = map[string]attr.Type{
	"token_kind": types.StringType, "subject": types.StringType, "issuer": types.StringType, "key_id": types.StringType,
	"not_before": types.StringType, "renew_after": types.StringType, "read_error": types.StringType,
}

var ownDescriptions = map[string]string{
	"token_kind": "What it is: `jwt`, `ssh_user_certificate`, `ssh_host_certificate`, `ssh_authorized_key`, `openpgp_key`, `client_certificate` (of a kubeconfig), `certificate_authority` (of its cluster), `jwk`, `oauth_token`, `aws_credentials`, `gcp_service_account_key`, `program` and `password` (by which a kubeconfig signs in), or `opaque`, which nobody but its issuer can read. Null where nothing was read.",
	"subject":    "Whom it is for, by its own words: the key id of an SSH certificate, the user id of an OpenPGP key, the name in a certificate; `sub` of a token only with `show_subject`. Null where it says nobody.",
	"issuer":     "Who issued it, by its own words; an address without user and query. Of an SSH certificate the fingerprint of the authority's key. Null where it says nobody.",
	"key_id":     "Fingerprint of its public key, of SSH and OpenPGP.",
	"not_before": "From when it is valid (RFC 3339, UTC), or from when on it says that it was issued. Null where it does not say.",
	"renew_after": "From when its issuer wants it renewed although it still works: Kubernetes hands out a year to those who do not renew in place of the hour that was asked for. " +
		"Null where nobody says.",
	"read_error": "Why its end could not be read, in a word: `unreachable`, `malformed`, `encrypted`, `unsupported`, …; null where it could.",
}

// ownValues are the values of those fields.
func (in inputs) ownValues(read credential.Credential) map[string]attr.Value {
	from := read.NotBefore
	if from.IsZero() {
		from = read.IssuedAt
	}
	values := map[string]attr.Value{
		"token_kind": attribute.Optional(string(read.Kind)), "key_id": attribute.Optional(read.KeyID),
		"subject": types.StringNull(), "issuer": types.StringNull(), "read_error": types.StringNull(),
		"not_before": attribute.InstantValue(from), "renew_after": attribute.InstantValue(read.RenewAfter),
	}
	// What is public is shown; a claim of a token may be personal.
	asked := in.ShowSubject.ValueBool() || public(read.Kind)
	if asked {
		values["subject"] = attribute.Optional(read.Subject)
	}
	if asked || !strings.Contains(read.Issuer, "@") {
		values["issuer"] = attribute.Optional(read.Issuer)
	}
	if read.Unread != nil {
		values["read_error"] = types.StringValue(string(read.Unread.Reason))
	}
	return values
}

func public(kind credential.Kind) bool {
	switch kind {
	case credential.KindSSHUser, credential.KindSSHHost, credential.KindSSHKey, credential.KindOpenPGP,
		credential.KindClientCertificate, credential.KindAuthority, credential.KindJWK:
		return true
	}
	return false
}

// readingOf is what the judgement needs of a credential.
func readingOf(read credential.Credential) face.Reading {
	reading := face.Reading{End: read.End, Lifetime: read.Lifetime, Findings: read.Findings, Cause: read.Cause}
	if read.Unread != nil {
		reading.End, reading.Cause = deadline.End{}, read.Unread.Clause
	}
	return reading
}

// fill writes what was read into the model. The text goes no further: what stands
// in the state lasts.
func (m *tokenModel) fill(read credential.Credential, judgement deadline.Judgement) {
	m.Fill(judgement)
	values := m.ownValues(read)
	for name, field := range map[string]*types.String{
		"token_kind": &m.TokenKind, "subject": &m.Subject, "issuer": &m.Issuer, "key_id": &m.KeyID,
		"not_before": &m.NotBefore, "renew_after": &m.RenewAfter, "read_error": &m.ReadError,
	} {
		*field, _ = values[name].(types.String)
	}
	m.Parts = partsValue(read.Parts)
	m.Text = types.StringNull()
}

var partTypes = map[string]attr.Type{
	"fingerprint": types.StringType, "primary": types.BoolType, "uses": types.ListType{ElemType: types.StringType},
	"expires_at": types.StringType, "end": types.StringType, "revoked": types.BoolType,
}

func partsAttribute() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: "The keys of an OpenPGP key, the primary first; empty for anything else.",
		NestedObject: schema.NestedAttributeObject{Attributes: face.ComputedAttributes(partTypes, map[string]string{
			"fingerprint": "Its fingerprint.",
			"primary":     "Whether it is the primary key, by which the others live.",
			"uses":        "What it can do: `certify`, `sign`, `encrypt`, `authenticate`.",
			"expires_at":  "When it ends; null where it has no end, or where nobody knows.",
			"end":         "What is known of its end, as for the whole.",
			"revoked":     "Whether its end is a revocation.",
		})},
	}
}

func partsValue(parts []credential.Part) types.List {
	values := make([]attr.Value, len(parts))
	for i, part := range parts {
		values[i] = types.ObjectValueMust(partTypes, map[string]attr.Value{
			"fingerprint": attribute.Optional(part.Fingerprint), "primary": types.BoolValue(part.Primary), "uses": attribute.StringsValue(part.Uses),
			"expires_at": face.EndValue(part.End), "end": types.StringValue(part.End.State.String()), "revoked": types.BoolValue(part.Revoked),
		})
	}
	return types.ListValueMust(types.ObjectType{AttrTypes: partTypes}, values)
}
