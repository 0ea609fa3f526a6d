package keyfile

import (
	"bytes"
	"encoding/json"
)

// looksLikeJSON knows JSON that is no object of Kubernetes and holds certificates:
// what Vault answers, acme.json of Traefik, key sets (RFC 7517), outputs of other
// programs.
func looksLikeJSON(text []byte) bool {
	return (text[0] == '{' || text[0] == '[') &&
		(bytes.Contains(text, []byte("-----BEGIN ")) || bytes.Contains(text, []byte(encodedPEM)) || bytes.Contains(text, []byte(`"x5c"`)))
}

// json reads every certificate in a JSON text, by the path of keys to it.
func (p *parser) json(text []byte) *fault {
	p.bundle.Format = "json"
	var content any
	if err := json.Unmarshal(text, &content); err != nil {
		return &fault{
			reason: ReasonMalformed, summary: "Malformed JSON", clause: "it looks like JSON with certificates in it, and is malformed",
			help: "Write it again, whole, or take the certificate out of it: jq -r .data.certificate FILE.",
		}
	}
	return p.walk(content, "", "", 0)
}
