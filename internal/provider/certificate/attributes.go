package certificate

import (
	"crypto/x509"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
)

var stringList = types.ListType{ElemType: types.StringType}

// certificateAttrTypes are the fields of one certificate as read.
var certificateAttrTypes = map[string]attr.Type{
	"subject": types.StringType, "issuer": types.StringType, "serial_number": types.StringType,
	"not_before": types.StringType, "not_after": types.StringType,
	"dns_names": stringList, "ip_addresses": stringList,
	"sha256_fingerprint": types.StringType, "key_algorithm": types.StringType, "key_bits": types.Int64Type,
	"signature_algorithm": types.StringType, "is_ca": types.BoolType,
}

var certificateType = types.ObjectType{AttrTypes: certificateAttrTypes}

// certificateFields documents them, for the docs of data sources and functions.
var certificateFields = map[string]string{
	"subject":             "Subject as an RFC 4514 string: `CN=www.example.test,O=Example`.",
	"issuer":              "Issuer in the same form.",
	"serial_number":       "Serial number in lower-case hexadecimal.",
	"not_before":          "First instant at which it is valid (RFC 3339, UTC).",
	"not_after":           "Last instant at which it is valid, as it stands in the certificate: it still works then, and no longer one second later.",
	"dns_names":           "DNS names of the subject alternative name.",
	"ip_addresses":        "IP addresses of the subject alternative name.",
	"sha256_fingerprint":  "SHA-256 of the whole certificate in lower-case hexadecimal.",
	"key_algorithm":       "`RSA`, `ECDSA`, `Ed25519`, `DSA`, a rarer kind by its name (`RSA-PSS`, `Ed448`, `ML-DSA-65`, `SM2`, `brainpoolP256r1`), or `unknown`.",
	"key_bits":            "Size of the key in bits.",
	"signature_algorithm": "Algorithm with which the issuer signed it.",
	"is_ca":               "Whether it is a certificate of an authority.",
}

// certificateAttributes are the computed attributes of one certificate.
func certificateAttributes() map[string]dsschema.Attribute {
	return face.ComputedAttributes(certificateAttrTypes, certificateFields)
}

// certificateValue shows one certificate; with nil its fields are null.
func certificateValue(cert *x509.Certificate) types.Object {
	if cert == nil {
		fields := map[string]attr.Value{
			"dns_names": types.ListNull(types.StringType), "ip_addresses": types.ListNull(types.StringType),
			"key_bits": types.Int64Null(), "is_ca": types.BoolValue(false),
		}
		for name, kind := range certificateAttrTypes {
			if kind == types.StringType {
				fields[name] = types.StringNull()
			}
		}
		return types.ObjectValueMust(certificateAttrTypes, fields)
	}
	data := certificate.Describe(cert)
	return types.ObjectValueMust(certificateAttrTypes, map[string]attr.Value{
		"subject": types.StringValue(data.Subject), "issuer": types.StringValue(data.Issuer),
		"serial_number": types.StringValue(data.SerialNumber),
		"not_before":    rawInstant(data.NotBefore), "not_after": rawInstant(data.NotAfter),
		"dns_names": attribute.StringsValue(data.DNSNames), "ip_addresses": attribute.StringsValue(data.IPAddresses),
		"sha256_fingerprint": types.StringValue(data.SHA256Fingerprint),
		"key_algorithm":      types.StringValue(data.KeyAlgorithm), "key_bits": types.Int64Value(int64(data.KeyBits)),
		"signature_algorithm": types.StringValue(data.SignatureAlgorithm), "is_ca": types.BoolValue(data.IsCA),
	})
}

func certificateListValue(certs []*x509.Certificate) types.List {
	values := make([]attr.Value, len(certs))
	for i, cert := range certs {
		values[i] = certificateValue(cert)
	}
	return types.ListValueMust(certificateType, values)
}

func rawInstant(t time.Time) types.String { return types.StringValue(t.UTC().Format(time.RFC3339)) }
