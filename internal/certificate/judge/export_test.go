package judge

import (
	"crypto/x509"
	"crypto/x509/pkix"
)

// The parsers that fuzz tests call by themselves.
var (
	ReadOCSP    = readOCSP
	ReadCRL     = readCRL
	PointCovers = pointCovers
	Timestamps  = timestamps
)

// NameForms reads a nameConstraints extension and a subjectAltName, and judges the one
// by the other.
func NameForms(constraints, names []byte) (read, allowed bool) {
	issuer := &x509.Certificate{Extensions: []pkix.Extension{{Id: oidNameConstraints, Value: constraints}}}
	child := &x509.Certificate{RawSubject: []byte{0x30, 0x00}, RawIssuer: []byte{0x30, 0x01}, Extensions: []pkix.Extension{{Id: oidSubjectAltName, Value: names}}}
	forms := nameFormsOf(issuer)
	if forms == nil {
		return false, false
	}
	return true, forms.flaw(&step{node: newNode(issuer), below: &step{node: newNode(child)}}) == nil
}
