package keyfile

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// kubeconfigSource is where a kubeconfig has one certificate: base64 inside, or
// a path beside it. The data wins, as for kubectl.
type kubeconfigSource struct{ data, path string }

// kubeconfig reads client certificates and authorities; keys, tokens and
// passwords are not decoded. A document without a kind may be one, or nothing.
func (p *parser) kubeconfig(read document, kind string, depth int) *fault {
	var config struct {
		Users []struct {
			Name string `json:"name" yaml:"name"`
			User struct {
				Data string `json:"client-certificate-data" yaml:"client-certificate-data"`
				Path string `json:"client-certificate" yaml:"client-certificate"`

				Token     present `json:"token" yaml:"token"`
				TokenFile present `json:"tokenFile" yaml:"tokenFile"`
				Password  present `json:"password" yaml:"password"`
				Exec      present `json:"exec" yaml:"exec"`
				Provider  present `json:"auth-provider" yaml:"auth-provider"`
			} `json:"user" yaml:"user"`
		} `json:"users" yaml:"users"`
		Clusters []struct {
			Name    string `json:"name" yaml:"name"`
			Cluster struct {
				Data string `json:"certificate-authority-data" yaml:"certificate-authority-data"`
				Path string `json:"certificate-authority" yaml:"certificate-authority"`
			} `json:"cluster" yaml:"cluster"`
		} `json:"clusters" yaml:"clusters"`
	}
	if err := read(&config); err != nil {
		p.problem("kubeconfig", malformed("users or clusters of the kubeconfig are not of the form that kubectl writes"))
	}
	for _, user := range config.Users {
		known := user.User.Data != "" || user.User.Path != ""
		if wrong := p.kubeconfigEntry("user/"+user.Name, "client-certificate", kubeconfigSource{user.User.Data, user.User.Path}); wrong != nil {
			return wrong
		}
		for _, other := range []struct {
			given        present
			what, reason string
		}{
			{user.User.Token || user.User.TokenFile, "token", "its end is not read here"},
			{user.User.Password, "password", "nobody can see when it ends"},
			{user.User.Exec || user.User.Provider, "program", "what it signs in with is not read"},
		} {
			if other.given {
				known = true
				p.leave(Aside{Where: printable("user/" + user.Name), What: other.what, Reason: other.reason, Unread: true})
			}
		}
		if !known {
			p.leave(Aside{Where: printable("user/" + user.Name), What: "user", Reason: "nothing is known that it signs in with", Unread: true})
		}
	}
	for _, cluster := range config.Clusters {
		if wrong := p.kubeconfigEntry("cluster/"+cluster.Name, "certificate-authority", kubeconfigSource{cluster.Cluster.Data, cluster.Cluster.Path}); wrong != nil {
			return wrong
		}
	}
	if kind == "" && len(config.Users)+len(config.Clusters) == 0 {
		p.unknownDocument(read, depth)
		return nil
	}
	if p.index == 0 && (kind != "" || len(config.Users)+len(config.Clusters) > 0) {
		p.empty = noCertificate("No certificate found", "it is a kubeconfig without certificates",
			"Its users sign in by token, password or a program, and its clusters name no authority of their own.")
	}
	return nil
}

// present says that a key is there with something in it, whatever that is: it may
// be a secret and is not kept.
type present bool

// UnmarshalYAML looks at the node's size alone.
func (v *present) UnmarshalYAML(node *yaml.Node) error {
	*v = present(node.Value != "" && node.Tag != "!!null" || len(node.Content) > 0 || node.Alias != nil)
	return nil
}

// UnmarshalJSON looks at the text's size alone.
func (v *present) UnmarshalJSON(raw []byte) error {
	*v = present(string(raw) != `""` && string(raw) != "null")
	return nil
}

// unknownDocument names a document that says of no kind that it is; an empty one
// is none.
func (p *parser) unknownDocument(read document, depth int) {
	var content any
	if read(&content) != nil || content == nil {
		return
	}
	if keys, ok := content.(map[string]any); ok && len(keys) == 0 {
		return
	}
	where := "a document"
	if depth > 0 {
		where = "an item"
	}
	p.leave(Aside{Where: where, What: "YAML or JSON", Reason: "it does not say of what kind it is"})
}

func (p *parser) kubeconfigEntry(name, key string, source kubeconfigSource) *fault {
	switch {
	case p.full() || source.data == "" && source.path == "":
		return nil
	case source.data != "":
		where := fmt.Sprintf("%s (%s-data)", name, key)
		value, wrong := decodeValue(source.data)
		if wrong != nil {
			p.problem(printable(where), wrong)
			return nil
		}
		return p.nested(nestedValue{where: where, name: name, value: value, required: true, authority: key == "certificate-authority"})
	}
	where := fmt.Sprintf("%s (%s: %s)", name, key, shownPath(source.path))
	if p.beside == nil {
		p.problem(printable(where), unsupported("files that a text refers to are not read; only a file can refer to another", ""))
		return nil
	}
	var buffer bytes.Buffer
	if wrong := p.beside(source.path, &buffer); wrong != nil {
		p.problem(printable(where), wrong)
		return nil
	}
	return p.nested(nestedValue{where: where, name: name, value: buffer.Bytes(), required: true, authority: key == "certificate-authority"})
}
