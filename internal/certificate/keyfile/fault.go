package keyfile

import (
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Reasons that only files have.
const (
	ReasonNoSuchFile  certificate.Reason = "no_such_file"
	ReasonBrokenLink  certificate.Reason = "broken_link" // a symbolic link that leads nowhere
	ReasonNotAFile    certificate.Reason = "not_a_file"  // a directory, FIFO, socket or device
	ReasonPermission  certificate.Reason = "permission_denied"
	ReasonMalformed   certificate.Reason = "malformed"                // cut short, bad base64, broken ASN.1
	ReasonUnsupported certificate.Reason = "unsupported"              // well formed, in a way that is not implemented
	ReasonPassword    certificate.Reason = "password_wrong_or_needed" // a PKCS#12 file that does not open
)

// accepted ends the errors for contents that hold no certificate.
const accepted = "Accepted are certificates as PEM, DER, PKCS#7, PKCS#12 or JKS, kubeconfig files, Kubernetes objects, SAML metadata and JSON with certificates in it; " +
	"the format is found out by content. A PEM certificate starts with the line -----BEGIN CERTIFICATE-----."

// fault is why a file or an entry gave no certificate, before it is known
// whether that is an error (one file asked for) or data (one of many).
type fault struct {
	reason  certificate.Reason
	summary string
	// clause says what was found, without the file's name: "it holds a private
	// key and no certificate".
	clause string
	// help says in sentences what is accepted.
	help  string
	facts []string // "Key: value"
	// unreachable: not the configuration is at fault but the world.
	unreachable bool
	// endless: the source was understood and holds nothing that ends.
	endless bool
	cause   error
}

func (f *fault) withFact(key, value string) *fault {
	f.facts = append(f.facts, key+": "+value)
	return f
}

// asError gives the error for a single source, which is named as in "No
// certificate was read from SOURCE".
func (f *fault) asError(source string) error {
	if f.unreachable {
		return f.asRead(source)
	}
	return f.asInput(source)
}

func (f *fault) asInput(source string) *certificate.InputError {
	detail := fmt.Sprintf("No certificate was read from %s: %s.", source, f.clause)
	if f.help != "" {
		detail += " " + f.help
	}
	if len(f.facts) > 0 {
		detail += "\n\n" + strings.Join(f.facts, "\n")
	}
	return &certificate.InputError{Summary: f.summary, Detail: detail}
}

// asRead gives the same as data, for one of many sources.
func (f *fault) asRead(source string) *certificate.ReadError {
	cause := f.cause
	if cause == nil && !f.unreachable {
		cause = f.asInput(source)
	}
	return &certificate.ReadError{Reason: f.reason, Message: f.clause, Err: cause}
}

func malformed(clause string) *fault {
	return &fault{reason: ReasonMalformed, summary: "Damaged certificate file", clause: clause, help: "Copy or export it again, whole."}
}

func unsupported(clause, help string) *fault {
	return &fault{reason: ReasonUnsupported, summary: "Unsupported certificate file", clause: clause, help: help}
}

func noCertificate(summary, clause, help string) *fault {
	return &fault{reason: certificate.ReasonNoCertificate, summary: summary, clause: clause, help: help}
}

// quoted gives a name from outside in quotation marks, fit for one line.
func quoted(name string) string { return `"` + printable(name) + `"` }

// printable makes a name from outside fit for messages, paths among them.
func printable(name string) string { return text.Shorten(text.Plain(name), 300) }

// notAPath stands for what cannot be a path.
const notAPath = "(not a path)"

// shownPath gives a path for messages. The contents of a file given in place of
// its path, perhaps a private key, are not shown.
func shownPath(path string) string {
	if strings.ContainsAny(path, "\n\r\x00") || strings.Contains(path, "-----") || longest(path) > 255 {
		return notAPath
	}
	return printable(path)
}

// longest is the length of the longest name in a path; file systems end at 255.
func longest(path string) int {
	most := 0
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' }) {
		most = max(most, len(name))
	}
	return most
}

// namedFile names a file as the source in an error.
func namedFile(path string) string {
	if shown := shownPath(path); shown != notAPath {
		return `"` + shown + `"`
	}
	return "the file"
}
