package keyfile

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// Leaves gives one chain for each certificate that issues none of the others,
// in the order of the file, each with its issuers from the file behind it. The
// same certificate twice counts once. Problems are not part of it: whoever
// judges the leaves must report them as well.
func (b Bundle) Leaves() ([]certificate.Served, error) {
	l := newLinks(b.Entries)
	var leaves []certificate.Served
	for i := range l.certificates {
		if !l.issuer[i] {
			leaves = append(leaves, l.served(i))
		}
	}
	if len(leaves) == 0 {
		return nil, noCertificate("No certificate found", "it holds no certificate", accepted).asInput("the file")
	}
	return leaves, nil
}

// All gives one chain for each certificate of the file, authorities included,
// each with its issuers from the file behind it.
func (b Bundle) All() []certificate.Served {
	l := newLinks(b.Entries)
	all := make([]certificate.Served, len(l.certificates))
	for i := range all {
		all[i] = l.served(i)
	}
	return all
}

// Single gives the one certificate that a file is about: the one that issues
// none of the others, authorities left aside when it is no authority itself;
// among authorities only, the earliest to end. Several such certificates are an
// *InputError that names them. An entry that could not be read might be the one
// asked for, so it is an error too: *InputError if the file is damaged,
// *ReadError if the entry is of a kind that cannot be read.
func (b Bundle) Single() (certificate.Served, error) {
	if len(b.Problems) > 0 {
		return certificate.Served{}, b.spoiled()
	}
	l := newLinks(b.Entries)
	var ends, leaves []int
	for i, certificate := range l.certificates {
		if !l.issuer[i] {
			ends = append(ends, i)
			if namesHosts(certificate) || !certificate.IsCA {
				leaves = append(leaves, i)
			}
		}
	}
	switch {
	case len(leaves) == 1:
		return l.served(leaves[0]), nil
	case len(leaves) > 1:
		return certificate.Served{}, b.several(l, leaves)
	case len(ends) == 1:
		return l.served(ends[0]), nil
	case len(ends) == 0:
		return certificate.Served{}, noCertificate("No certificate found", "it holds no certificate", accepted).asInput("the file")
	}
	earliest := 0
	for i, certificate := range l.certificates {
		if certificate.NotAfter.Before(l.certificates[earliest].NotAfter) {
			earliest = i
		}
	}
	return l.served(earliest), nil
}

// namesHosts: a server's own certificate is often marked as an authority when it
// is self-signed.
func namesHosts(c *x509.Certificate) bool { return len(c.DNSNames)+len(c.IPAddresses) > 0 }

// spoiled is the error of a file that was read in part.
func (b Bundle) spoiled() error {
	first := b.Problems[0]
	clause := fmt.Sprintf("%d of its %d entries cannot be read: %s: %s",
		len(b.Problems), len(b.Problems)+len(b.Entries), first.Where, first.Message)
	wrong := &fault{reason: first.Reason, summary: "Entry not readable", clause: clause, cause: first.Err}
	if first.Reason == ReasonUnsupported || first.Reason == ReasonPermission || first.Reason == certificate.ReasonTimeout {
		wrong.unreachable = true
	} else {
		wrong.help = "Copy or export it again, whole, or remove the entry."
	}
	return wrong.asError("the file")
}

func (b Bundle) several(l *links, found []int) error {
	const most = 5
	names := make([]string, 0, most+1)
	for _, i := range found {
		if len(names) == most {
			names = append(names, fmt.Sprintf("and %d more", len(found)-most))
			break
		}
		certificate := l.certificates[i]
		name := quoted(subjectName(certificate))
		if entry, ok := b.EntryOf(certificate); ok && entry.Name != "" {
			name += " (entry " + quoted(entry.Name) + ")"
		}
		names = append(names, name+" until "+certificate.NotAfter.UTC().Format(time.DateOnly))
	}
	return &certificate.InputError{
		Summary: "Several certificates",
		Detail: fmt.Sprintf("The file holds %d certificates that issue none of the others, and only one can be judged here: %s. "+
			"Give a file with one certificate and its issuers, or read them all with expiry_certificates: files = [\"certs/bundle.pem\"].",
			len(found), strings.Join(names, ", ")),
	}
}

// subjectName is the shortest name that tells a certificate.
func subjectName(c *x509.Certificate) string {
	switch {
	case c.Subject.CommonName != "":
		return c.Subject.CommonName
	case len(c.DNSNames) > 0:
		return c.DNSNames[0]
	case len(c.IPAddresses) > 0:
		return c.IPAddresses[0].String()
	case c.Subject.String() != "":
		return c.Subject.String()
	}
	return "serial number " + c.SerialNumber.Text(16)
}
