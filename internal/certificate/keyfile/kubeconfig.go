package keyfile

import (
	"bytes"
	"fmt"
)

// kubeconfigSource is where a kubeconfig has one certificate: base64 inside, or
// a path beside it. The data wins, as for kubectl.
type kubeconfigSource struct{ data, path string }

// kubeconfig reads client certificates and authorities; keys, tokens and
// passwords are not decoded. A document without a kind may be one, or nothing.
func (p *parser) kubeconfig(read document, kind string) *fault {
	var config struct {
		Users []struct {
			Name string `json:"name" yaml:"name"`
			User struct {
				Data string `json:"client-certificate-data" yaml:"client-certificate-data"`
				Path string `json:"client-certificate" yaml:"client-certificate"`
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
		if wrong := p.kubeconfigEntry("user/"+user.Name, "client-certificate", kubeconfigSource{user.User.Data, user.User.Path}); wrong != nil {
			return wrong
		}
	}
	for _, cluster := range config.Clusters {
		if wrong := p.kubeconfigEntry("cluster/"+cluster.Name, "certificate-authority", kubeconfigSource{cluster.Cluster.Data, cluster.Cluster.Path}); wrong != nil {
			return wrong
		}
	}
	if p.index == 0 && (kind != "" || len(config.Users)+len(config.Clusters) > 0) {
		p.empty = noCertificate("No certificate found", "it is a kubeconfig without certificates",
			"Its users sign in by token, password or a program, and its clusters name no authority of their own.")
	}
	return nil
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
		return p.nested(where, name, value, true)
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
	return p.nested(where, name, buffer.Bytes(), true)
}
