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
	if namesTwice(text) {
		return repeatedName()
	}
	if err := json.Unmarshal(text, &content); err != nil {
		return &fault{
			reason: ReasonMalformed, summary: "Malformed JSON", clause: "it looks like JSON with certificates in it, and is malformed",
			help: "Write it again, whole, or take the certificate out of it: jq -r .data.certificate FILE.",
		}
	}
	return p.walk(content, "", "", 0)
}

// namesTwice says that an object anywhere in a JSON text names something twice:
// readers differ in which they take, and the other would go unread. Text that is no
// JSON is for others to refuse.
func namesTwice(text []byte) bool {
	type object struct {
		names map[string]bool // nil in a list
		value bool            // whether a value comes next
	}
	var open []object
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			open = open[:len(open)-1]
			continue
		}
		if n := len(open); n > 0 && open[n-1].names != nil {
			if open[n-1].value = !open[n-1].value; open[n-1].value {
				name, _ := token.(string)
				if open[n-1].names[name] {
					return true
				}
				open[n-1].names[name] = true
				continue
			}
		}
		switch token {
		case json.Delim('{'):
			open = append(open, object{names: map[string]bool{}})
		case json.Delim('['):
			open = append(open, object{})
		}
	}
}

func repeatedName() *fault {
	return &fault{
		reason: ReasonMalformed, summary: "Name twice in JSON", clause: "an object in it names something twice, and readers differ in which they take",
		help: "Leave one of the two.",
	}
}
