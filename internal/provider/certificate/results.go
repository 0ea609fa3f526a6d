package certificate

import (
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// fillCertificate writes what was read into the model. Nothing is null that an
// expression goes through, so that reading data.….leaf.not_after never fails.
func (m *certificateModel) fillCertificate(result judged) {
	m.Leaf, m.ExpiringCertificate, m.Chain = certificateValue(nil), certificateValue(nil), certificateListValue(nil)
	m.Trusted, m.HostnameChecked = types.BoolValue(false), types.BoolValue(false)
	m.HostnameMatches, m.HandshakeCompleted = types.BoolValue(false), types.BoolValue(false)
	m.TrustError, m.ReadError = types.StringNull(), types.StringNull()
	m.Nodes = nodesValue(result)
	m.Revocation, m.RenewalWindow, m.Compared = revocationValue(result), renewalValue(result.renewal), attribute.Optional(result.compared)
	m.LeftAside, m.TrustedUntil, m.KeyAlgorithm = leftAsideValue(nil), types.StringNull(), attribute.Optional(result.keyAlgorithm())
	if result.unread != nil {
		m.ReadError = types.StringValue(string(result.unread.Reason))
		return
	}
	m.LeftAside = leftAsideValue(result.aside)
	verdict := result.verdict
	if verdict == nil {
		return // a provisioning profile
	}
	m.Leaf, m.ExpiringCertificate = certificateValue(verdict.Leaf), certificateValue(verdict.ExpiringCertificate)
	m.Chain = certificateListValue(verdict.Chain)
	m.Trusted, m.TrustedUntil = types.BoolValue(verdict.Trusted), attribute.InstantValue(verdict.TrustedUntil)
	if !verdict.Trusted {
		m.TrustError = types.StringValue(string(verdict.TrustError))
	}
	m.HostnameChecked, m.HostnameMatches = types.BoolValue(verdict.HostnameChecked), types.BoolValue(verdict.HostnameMatches)
	m.HandshakeCompleted = types.BoolValue(allCompleted(result.served))
}

const keyAlgorithmDescription = "Kind of its key, as in `leaf`; of a server that has leaves of several kinds all, separated by commas. By it a policy tells what is `quantum-vulnerable`. Null where nothing was read."

// keyAlgorithm is the kinds of key of all leaves, "" where none was read.
func (r judged) keyAlgorithm() string {
	if r.verdict == nil {
		return ""
	}
	var kinds []string
	for _, v := range r.verdict.All {
		if kind, _ := certificate.KeyOf(v.Leaf); !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return strings.Join(kinds, ", ")
}

func allCompleted(served []certificate.Served) bool {
	for i := range served {
		if !served[i].HandshakeCompleted {
			return false
		}
	}
	return len(served) > 0
}

var nodeAttrTypes = map[string]attr.Type{
	"address": types.StringType, "key_algorithm": types.StringType, "sha256_fingerprint": types.StringType,
	"expires_at": types.StringType, "trusted": types.BoolType, "protocol": types.StringType, "note": types.StringType, "read_error": types.StringType,
}

// nodesValue lists what each address gave for each key type; empty for files.
func nodesValue(result judged) types.List {
	var nodes []attr.Value
	add := func(address netip.AddrPort, cert *x509.Certificate, verdict *judge.Verdict, protocol, note, fault string) {
		node := map[string]attr.Value{
			"address": types.StringNull(), "key_algorithm": types.StringNull(), "sha256_fingerprint": types.StringNull(),
			"expires_at": types.StringNull(), "trusted": types.BoolValue(false), "protocol": types.StringNull(), "note": types.StringNull(), "read_error": types.StringNull(),
		}
		if address.IsValid() {
			node["address"] = types.StringValue(address.String())
		}
		if cert != nil {
			data := certificate.Describe(cert)
			node["key_algorithm"], node["sha256_fingerprint"] = types.StringValue(data.KeyAlgorithm), types.StringValue(data.SHA256Fingerprint)
			node["expires_at"], node["trusted"] = attribute.InstantValue(verdict.ExpiresAt), types.BoolValue(verdict.Trusted)
		}
		if protocol != "" {
			node["protocol"] = types.StringValue(protocol)
		}
		node["note"], node["read_error"] = attribute.Optional(note), attribute.Optional(fault)
		nodes = append(nodes, types.ObjectValueMust(nodeAttrTypes, node))
	}
	for i := range result.served {
		// A file has no protocol, and no node either.
		if served := &result.served[i]; served.Protocol != "" {
			add(served.Address, served.Chain[0], &result.verdict.All[i], served.Protocol, noteOn(served), "")
		}
	}
	for _, failure := range result.failures {
		add(failure.Address, nil, nil, "", failure.Message, string(failure.Reason))
	}
	return types.ListValueMust(types.ObjectType{AttrTypes: nodeAttrTypes}, nodes)
}

// noteOn says what was unusual about a handshake, "" if nothing was.
func noteOn(served *certificate.Served) string {
	switch {
	case served.WithoutSNI && served.Incomplete != "":
		return "answers only without SNI; " + served.Incomplete
	case served.WithoutSNI:
		return "answers only without SNI"
	}
	return served.Incomplete
}
