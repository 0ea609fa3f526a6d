package statefile

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// authorise adds the credentials to a request. withheld says that there are some
// that the request may not carry.
func (w Web) authorise(request *http.Request) (withheld bool) {
	target := request.URL
	if user := target.User; user != nil {
		// As a header it survives a redirect within the host, and is in no Referer.
		password, _ := user.Password()
		request.SetBasicAuth(user.Username(), password)
		target.User = nil
		return false
	}
	user, password, token := w.env(EnvUser), w.env(EnvPassword), w.env(EnvToken)
	if !w.meant(target) {
		user, password = "", ""
	}
	switch {
	case user == "" && password == "" && token == "":
		return false
	case target.Scheme != "https" && !isHere(target.Hostname()):
		return true
	case token != "":
		request.Header.Set("Authorization", "Bearer "+token)
	default:
		request.SetBasicAuth(user, password)
	}
	return false
}

// meant says that credentials of Terraform's http backend are for a host.
func (w Web) meant(target *url.URL) bool {
	address := w.env(EnvAddress)
	if address == "" {
		return true
	}
	backend, err := url.Parse(address)
	return err == nil && sameHost(backend, target)
}

func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Hostname(), b.Hostname()) && portOf(a) == portOf(b) && a.Scheme == b.Scheme
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// isHere says that a host is this machine, by its name alone.
func isHere(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback() || strings.EqualFold(host, "localhost")
}

// isInner says that a host is one that only this machine or its cloud reaches, or
// an address in a form that hides which it is (0x7f000001, 2130706433). A redirect
// must not lead there.
func isInner(host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		address = address.Unmap()
		return address.IsLoopback() || address.IsLinkLocalUnicast() || address.IsUnspecified()
	}
	last := strings.ToLower(host[strings.LastIndex(strings.TrimSuffix(host, "."), ".")+1:])
	return isHere(host) || strings.HasSuffix(strings.ToLower(host), ".localhost") || strings.HasPrefix(last, "0x") || strings.Trim(last, "0123456789.") == ""
}

const maxRedirects = 5

var (
	errRedirects = errors.New("too many redirects")
	errDetour    = errors.New("redirect to where none is followed")
)

// client follows redirects, and takes the certificates of Terraform's http
// backend where the environment has some.
func (w Web) client() (*http.Client, error) {
	bounded := *w.Client
	bounded.Jar = nil
	bounded.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		first := before[0].URL
		switch {
		case len(before) > maxRedirects:
			return errRedirects
		case next.URL.Scheme != "https" && next.URL.Scheme != first.Scheme, next.URL.User != nil, isInner(next.URL.Hostname()) && !isInner(first.Hostname()):
			return errDetour
		}
		// net/http hands credentials on to subdomains, and back to the first host
		// after a detour.
		for _, hop := range append(before[1:len(before):len(before)], next) {
			if !sameHost(hop.URL, first) {
				next.Header.Del("Authorization")
				next.Header.Del("Cookie")
			}
		}
		next.Header.Del("Referer")
		return nil
	}
	settings, err := w.tls()
	if err != nil || settings == nil {
		return &bounded, err
	}
	transport, ok := w.Client.Transport.(*http.Transport)
	if !ok {
		return nil, fault(BadAddress, "The certificates in the TF_HTTP_CLIENT_ variables cannot be used over this connection. Unset them.")
	}
	transport = transport.Clone()
	if transport.TLSClientConfig != nil {
		if settings.RootCAs == nil {
			settings.RootCAs = transport.TLSClientConfig.RootCAs
		}
	}
	transport.TLSClientConfig = settings
	transport.DisableKeepAlives = true
	bounded.Transport = transport
	return &bounded, nil
}

// check finds certificates in the environment that cannot be used.
func (w Web) check() error {
	_, err := w.tls()
	return err
}

// tls are the settings of Terraform's http backend, nil for none.
func (w Web) tls() (*tls.Config, error) {
	authority, certificate, key := w.env(EnvCA), w.env(EnvCertificate), w.env(EnvKey)
	if authority == "" && certificate == "" && key == "" {
		return nil, nil
	}
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if authority != "" {
		settings.RootCAs = x509.NewCertPool()
		if !settings.RootCAs.AppendCertsFromPEM([]byte(authority)) {
			return nil, fault(BadAddress, "The environment variable %s holds no certificate as PEM. It takes the text, not a path.", EnvCA)
		}
	}
	if certificate != "" || key != "" {
		pair, err := tls.X509KeyPair([]byte(certificate), []byte(key))
		if err != nil {
			return nil, fault(BadAddress, "The environment variables %s and %s hold no certificate and key as PEM that belong together. They take the text, not a path.", EnvCertificate, EnvKey)
		}
		settings.Certificates = []tls.Certificate{pair}
	}
	return settings, nil
}
