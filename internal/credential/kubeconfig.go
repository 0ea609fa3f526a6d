package credential

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// looksLikeKubeconfig says that a text has the members of one.
func looksLikeKubeconfig(text []byte) bool {
	has := func(word string) bool { return bytes.Contains(text, []byte(word)) }
	return has("users") && (has("contexts") || has("clusters") || has("current-context")) && has(":")
}

type kubeUser struct {
	Name string `yaml:"name"`
	User struct {
		CertificateData string `yaml:"client-certificate-data"`
		Certificate     string `yaml:"client-certificate"`
		Token           string `yaml:"token"`
		TokenFile       string `yaml:"tokenFile"`
		Username        string `yaml:"username"`
		Password        string `yaml:"password"`
		Exec            any    `yaml:"exec"`
		Provider        *struct {
			Config map[string]any `yaml:"config"`
		} `yaml:"auth-provider"`
	} `yaml:"user"`
}

type kubeConfig struct {
	Current  string `yaml:"current-context"`
	Contexts []struct {
		Name    string `yaml:"name"`
		Context struct {
			Cluster string `yaml:"cluster"`
			User    string `yaml:"user"`
		} `yaml:"context"`
	} `yaml:"contexts"`
	Users    []kubeUser `yaml:"users"`
	Clusters []struct {
		Name    string `yaml:"name"`
		Cluster struct {
			AuthorityData string `yaml:"certificate-authority-data"`
			Authority     string `yaml:"certificate-authority"`
			Insecure      bool   `yaml:"insecure-skip-tls-verify"`
		} `yaml:"cluster"`
	} `yaml:"clusters"`
}

// maxYAML bounds what the YAML parser gets: it takes many times as much memory.
const maxYAML = 4 << 20

// parseKubeconfig reads what each user signs in with, and the authority of each
// cluster. Where a user has a certificate and a token kubectl sends both, so both
// are listed.
func parseKubeconfig(text []byte, options Options) (Bundle, *source.Failure) {
	var config kubeConfig
	if len(text) > maxYAML {
		return Bundle{}, source.Fail(source.TooLarge, "the kubeconfig is larger than 4 MiB")
	}
	// The parser's own words repeat what it read. A second document would go unread.
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if decoder.Decode(&config) != nil || !errors.Is(decoder.Decode(new(yaml.Node)), io.EOF) {
		return Bundle{}, source.Fail(source.Malformed, "it looks like a kubeconfig, and is not of the form that kubectl writes")
	}
	bundle := Bundle{Format: "kubeconfig", Current: config.Current}
	add := func(names []string, credentials ...Credential) {
		for _, c := range credentials {
			c.Contexts = names
			bundle.Credentials = append(bundle.Credentials, c)
		}
	}
	seen := map[string]bool{}
	for _, user := range config.Users {
		var names []string
		for _, context := range config.Contexts {
			if context.Context.User == user.Name {
				names = append(names, context.Name)
			}
		}
		if seen[user.Name] { // kubectl takes the first
			add(names, unread(KindOpaque, "user/"+shown(user.Name), source.Malformed, "a user stands in the kubeconfig twice"))
			continue
		}
		seen[user.Name] = true
		add(names, readKubeUser(user, options)...)
	}
	for _, cluster := range config.Clusters {
		var names []string
		for _, context := range config.Contexts {
			if context.Context.Cluster == cluster.Name {
				names = append(names, context.Name)
			}
		}
		name := "cluster/" + shown(cluster.Name)
		if source := cluster.Cluster; source.AuthorityData != "" || source.Authority != "" {
			add(names, readKubeCertificate(KindAuthority, name, source.AuthorityData, source.Authority, options))
		}
		if cluster.Cluster.Insecure {
			for i := range bundle.Credentials {
				c := &bundle.Credentials[i]
				if overlaps(c.Contexts, names) && strings.HasPrefix(c.Name, "user/") {
					c.find(deadline.RuleUntrusted, "its cluster's certificate is not checked (insecure-skip-tls-verify): whoever stands between gets the credential")
				}
			}
		}
	}
	// A context whose user is missing signs in with nothing.
	for _, context := range config.Contexts {
		if !seen[context.Context.User] {
			add([]string{context.Name}, unread(KindOpaque, "user/"+shown(context.Context.User), source.NotFound, "a context names a user who is not in the kubeconfig"))
		}
	}
	if len(bundle.Credentials) == 0 {
		return Bundle{}, source.Fail(source.Empty, "it is a kubeconfig without users")
	}
	return bundle, nil
}

func overlaps(a, b []string) bool {
	for _, one := range a {
		if slices.Contains(b, one) {
			return true
		}
	}
	return false
}

func readKubeUser(entry kubeUser, options Options) []Credential {
	user, name := entry.User, "user/"+shown(entry.Name)
	var all []Credential
	if user.CertificateData != "" || user.Certificate != "" {
		all = append(all, readKubeCertificate(KindClientCertificate, name, user.CertificateData, user.Certificate, options))
	}
	switch { // tokenFile wins over token, as for kubectl
	case user.TokenFile != "":
		all = append(all, readTokenFile(name, user.TokenFile, options))
	case user.Token != "":
		token, ok := readToken(name, unwrapped(user.Token), options)
		if !ok {
			token = unread(KindOpaque, name, source.Unsupported, "the token of a user "+declareInstead)
		}
		all = append(all, token)
	}
	if user.Exec != nil {
		all = append(all, unread(KindProgram, name, source.Unsupported, "a user signs in by a program (exec), whose token is made when it is needed"))
	}
	if user.Provider != nil {
		text, _ := user.Provider.Config["id-token"].(string)
		token, ok := readToken(name, unwrapped(text), options)
		if !ok || token.Unread != nil {
			token = unread(KindProgram, name, source.Unsupported, "a user signs in by an auth-provider, whose token is not readable here")
		} else {
			token.because("kubectl renews it by itself as long as its refresh token holds")
		}
		all = append(all, token)
	}
	if user.Username != "" || user.Password != "" {
		all = append(all, unread(KindPassword, name, source.Unsupported, "a user signs in by a password, which carries no end"))
	}
	if len(all) == 0 {
		all = append(all, unread(KindOpaque, name, source.Empty, "a user of the kubeconfig has nothing to sign in with"))
	}
	return all
}

func readTokenFile(name, path string, options Options) Credential {
	if options.beside == nil {
		return unread(KindOpaque, name, source.Unsupported, "the token of a user lies in a file of its own, which only a file can refer to")
	}
	content, failure := options.beside(path)
	if failure != nil {
		return unread(KindOpaque, name, failure.Reason, "the token of a user lies in a file of its own: "+failure.Clause)
	}
	token, ok := readToken(name, unwrapped(string(content)), options)
	if !ok {
		return unread(KindOpaque, name, source.Unsupported, "the file with the token of a user holds none that is read")
	}
	return token
}

// readKubeCertificate reads a certificate; the data wins over the path, as for
// kubectl.
func readKubeCertificate(kind Kind, name, data, path string, options Options) Credential {
	content := []byte(nil)
	if data != "" {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data), ""))
		if err != nil {
			return unread(kind, name, source.Malformed, "a certificate in the kubeconfig is not base64")
		}
		content = decoded
	} else {
		if options.beside == nil {
			return unread(kind, name, source.Unsupported, "a certificate lies in a file of its own, which only a file can refer to")
		}
		read, failure := options.beside(path)
		if failure != nil {
			return unread(kind, name, failure.Reason, "a certificate lies in a file of its own: "+failure.Clause)
		}
		content = read
	}
	var found []kubeCertificate
	for rest := content; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			found = append(found, newKubeCertificate(kind, name, block.Bytes, options.Now))
		}
	}
	lost := source.BlockLines(content, "CERTIFICATE") > len(found)
	if len(found) == 0 {
		return unread(kind, name, source.Malformed, "where a certificate belongs in the kubeconfig there is none")
	}
	if kind == KindAuthority {
		return readKubeAuthorities(found, lost, options.Now)
	}
	if lost {
		return unread(kind, name, source.Malformed, "a certificate of a user is damaged, cut short or under a label that kubectl passes over, so that another would stand for it")
	}
	return readKubeClient(found, options.Now)
}

// kubeCertificate is one of several in one place.
type kubeCertificate struct {
	Credential
	authority bool
}

func newKubeCertificate(kind Kind, name string, der []byte, now time.Time) kubeCertificate {
	parsed, err := x509.ParseCertificate(der)
	return kubeCertificate{derEnd(kind, name, der, now), err == nil && parsed.IsCA}
}

// readKubeAuthorities takes the authority of a cluster that ends last: the earliest
// end would be wrong, for they are added while one replaces the other.
func readKubeAuthorities(found []kubeCertificate, lost bool, now time.Time) Credential {
	best := found[0].Credential
	for _, other := range found[1:] {
		if other.Unread == nil && (best.Unread != nil || sooner(best, other.Credential, now)) {
			best = other.Credential
		}
	}
	if lost {
		best.find(deadline.RuleUnreadBeside, "another authority of its cluster is damaged or cut short")
	}
	return best
}

// readKubeClient takes the user's own certificate, which issues no others, and tells
// of what has ended beside it.
func readKubeClient(found []kubeCertificate, now time.Time) Credential {
	own := max(slices.IndexFunc(found, func(c kubeCertificate) bool { return !c.authority }), 0)
	best := found[own].Credential
	for i, other := range found {
		switch {
		case i == own || best.Unread != nil:
		case other.Unread != nil:
			best.find(deadline.RuleUnreadBeside, "a certificate beside it cannot be read")
		case other.End.State == deadline.EndKnown && !now.IsZero() && !now.Before(other.End.At):
			best.find(deadline.RuleExpiredBeside, "the certificate beside it of "+other.Subject+" expired at "+deadline.FormatInstant(other.End.At))
		}
	}
	return best
}
