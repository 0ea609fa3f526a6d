package keyfile

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Leaves gives one chain for each certificate that issues none of the others,
// in the order of the file, each with its issuers from the file behind it. The
// same certificate twice counts once. Every certificate of the file stands in one
// chain at least: of authorities that issued one another in a circle, the first
// begins one. Problems are not part of it: whoever judges the leaves must report
// them as well.
func (b Bundle) Leaves() ([]certificate.Served, error) {
	l := newLinks(b.Entries)
	var leaves []certificate.Served
	reached := make(map[*x509.Certificate]bool, len(l.certificates))
	add := func(i int) {
		served := l.served(i)
		for _, cert := range served.Chain {
			reached[cert] = true
		}
		leaves = append(leaves, served)
	}
	for i := range l.certificates {
		if !l.issuer[i] {
			add(i)
		}
	}
	for i, cert := range l.certificates {
		if !reached[cert] {
			add(i)
		}
	}
	if len(leaves) == 0 {
		return nil, noCertificate("No certificate found", "it holds no certificate", accepted).asInput("the file")
	}
	return leaves, nil
}

func (l *links) isFlawed(i int) bool {
	kind, _ := certificate.Flaw(l.certificates[i])
	return kind != certificate.FlawNone
}

// isLeaf says that a certificate is somebody's own and no authority.
func (l *links) isLeaf(i int) bool {
	c := l.certificates[i]
	switch {
	case l.authority[i]:
		return false
	case namesHosts(c):
		return true
	case c.BasicConstraintsValid:
		return !c.IsCA
	}
	// Roots of X.509 version 1 have no extensions to say that they are authorities.
	return !selfSigned(c)
}

// Each gives every certificate of a file once, as its chains hold it. Those of a
// file with nothing but authorities are all relied on.
func (b Bundle) Each() []Entry {
	l := distinct(b.Entries)
	bundle := true
	for i := range l.certificates {
		bundle = bundle && !l.isLeaf(i)
	}
	at := make(map[string]int, len(b.Entries))
	each := make([]Entry, 0, len(l.certificates))
	for _, entry := range b.Entries {
		raw := string(entry.Certificate.Raw)
		if first, again := at[raw]; again {
			each[first].Relied = each[first].Relied || entry.Relied
			continue
		}
		at[raw] = len(each)
		entry.Relied = entry.Relied || bundle
		each = append(each, entry)
	}
	return each
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
// among authorities only, the earliest to end; beside one whose form cannot be
// judged, the sound one. Several such certificates are an
// *InputError that names them. An entry that could not be read might be the one
// asked for, so it is an error too: *InputError if the file is damaged,
// *ReadError if the entry is of a kind that cannot be read.
func (b Bundle) Single() (certificate.Served, error) { return b.SingleOf("") }

// SingleOf is Single with the name of the file for errors, "" for a text.
func (b Bundle) SingleOf(path string) (certificate.Served, error) {
	source := "the file"
	if path != "" {
		source = namedFile(path)
	}
	if len(b.Problems) > 0 {
		return certificate.Served{}, b.spoiled(source)
	}
	l := newLinks(b.Entries)
	var ends, leaves []int
	for i := range l.certificates {
		if !l.issuer[i] {
			ends = append(ends, i)
			if l.isLeaf(i) {
				leaves = append(leaves, i)
			}
		}
	}
	if len(leaves) > 1 {
		// A strange one does not hide the one that can be judged.
		if sound := slices.DeleteFunc(slices.Clone(leaves), l.isFlawed); len(sound) == 1 {
			leaves = sound
		}
	}
	switch {
	case len(leaves) == 1:
		return l.served(leaves[0]), nil
	case len(leaves) > 1:
		return certificate.Served{}, b.several(l, leaves, source)
	case len(ends) == 1:
		return l.served(ends[0]), nil
	case len(l.certificates) == 0:
		return certificate.Served{}, noCertificate("No certificate found", "it holds no certificate", accepted).asInput(source)
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
func (b Bundle) spoiled(source string) error {
	first := b.Problems[0]
	clause := fmt.Sprintf("%d of its %d entries cannot be read: %s: %s",
		len(b.Problems), len(b.Problems)+len(b.Entries), first.Where, first.Message)
	wrong := &fault{reason: first.Reason, summary: "Entry not readable", clause: clause, cause: first.Err}
	if first.Reason == ReasonUnsupported || first.Reason == ReasonPermission || first.Reason == certificate.ReasonTimeout {
		wrong.unreachable = true
	} else {
		wrong.help = "Copy or export it again, whole, or remove the entry."
	}
	return wrong.asError(source)
}

func (b Bundle) several(l *links, found []int, source string) error {
	const most = 5
	var names []string
	for _, i := range found[:min(len(found), most)] {
		certificate := l.certificates[i]
		name := quoted(subjectName(certificate))
		if entry, ok := b.EntryOf(certificate); ok && entry.Name != "" {
			name += " (entry " + quoted(entry.Name) + ")"
		}
		names = append(names, name+" until "+certificate.NotAfter.UTC().Format(time.DateOnly))
	}
	return &certificate.InputError{
		Summary: "Several certificates",
		Detail: fmt.Sprintf("%s holds %d certificates that issue none of the others, and only one can be judged here: %s. "+
			"Give a file with one certificate and its issuers, or read them all with expiry_certificates: files = [\"certs/bundle.pem\"].",
			strings.ToUpper(source[:1])+source[1:], len(found), strings.Join(names, ", ")+text.More(len(found)-most)),
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
