package document

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

var tufKinds = map[string]Kind{
	"root": KindTUFRoot, "timestamp": KindTUFTime, "snapshot": KindTUFSnapshot, "targets": KindTUFTargets,
}

// parseTUF reads metadata of The Update Framework (specification, section 4.3):
// signed.expires. Notary wrote the types with a capital letter.
func parseTUF(text []byte) (Document, *source.Failure) {
	top, err := source.ReadObject(text)
	if err != nil {
		return malformed("", "it looks like JSON and is none, or is cut short")
	}
	signed, ok := top.Object("signed")
	kind, known := tufKinds[strings.ToLower(signed.Text("_type"))]
	switch {
	case !top.Has("signed") && (top.Has("keys") || top.Has("access_token") || top.Has("Credentials")):
		return Document{}, source.Fail(source.Unsupported, "it is a set of keys or an answer with a token, which expiry_token reads")
	case !ok || !known:
		return Document{}, source.Fail(source.Unsupported, "it is JSON of a kind that is not read; "+accepted)
	case top.Twice || signed.Twice || signed.Misspelt("expires"):
		return malformed(kind, "the TUF metadata names something twice, and readers differ in which they take")
	}
	written := signed.Text("expires")
	at, err := deadline.ParseInstant(written, time.UTC)
	if err != nil || !strings.Contains(written, "T") {
		return malformed(kind, "the TUF metadata has no expires that is an instant like 2027-03-31T00:00:00Z")
	}
	document := Document{Kind: kind}
	document.endsAt(at)
	var signers []string
	for _, raw := range top.List("signatures") {
		signature, err := source.ReadObject(raw)
		if id := signature.Text("keyid"); err == nil && id != "" && signature.Text("sig") != "" {
			signers = append(signers, "key "+shown(id))
		}
	}
	if len(signers) == 0 {
		document.find(deadline.RuleUntrusted, "nobody signed the TUF metadata")
	} else {
		document.Signer = shown(strings.Join(signers[:min(len(signers), 3)], ", "))
		document.because(unchecked)
	}
	if kind == KindTUFRoot {
		document.because("clients replace a root that has ended by a newer one where the repository has it")
	}
	return document, nil
}
