package statefile

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Environment variables that hold credentials. Those of TF_HTTP_ are of
// Terraform's http backend, with which GitLab serves the states it manages.
const (
	EnvUser        = "TF_HTTP_USERNAME"
	EnvPassword    = "TF_HTTP_PASSWORD"
	EnvAddress     = "TF_HTTP_ADDRESS"
	EnvCA          = "TF_HTTP_CLIENT_CA_CERTIFICATE_PEM"
	EnvCertificate = "TF_HTTP_CLIENT_CERTIFICATE_PEM"
	EnvKey         = "TF_HTTP_CLIENT_PRIVATE_KEY_PEM"
	EnvToken       = "EXPIRY_STATE_TOKEN"
)

// Web is how addresses are read.
type Web struct {
	// Client connects, over the one dialer.
	Client *http.Client
	// Getenv gives environment variables; nil is os.Getenv.
	Getenv func(string) string
}

func (w Web) env(name string) string {
	if w.Getenv != nil {
		return w.Getenv(name)
	}
	return os.Getenv(name)
}

// URL is the source at an http or https address. Its error is an *Error that
// repeats nothing of an address that cannot be read.
//
// Credentials are the user in the address, else EXPIRY_STATE_TOKEN as a bearer
// token, else TF_HTTP_USERNAME and TF_HTTP_PASSWORD; the latter only for the host
// of TF_HTTP_ADDRESS, where that is set. None from the environment goes over plain
// http, except to this machine, or to a host that a redirect names.
func (w Web) URL(address string) (Source, error) {
	target, err := url.Parse(address)
	if err != nil || (target.Scheme != "http" && target.Scheme != "https") || target.Hostname() == "" {
		return Source{}, fault(BadAddress, `A URL of a state begins with https:// or http:// and names a host, for example "https://gitlab.example.test/api/v4/projects/42/terraform/state/prod". It takes no other scheme; a file goes into files, a database into pg.`)
	}
	if err := w.check(); err != nil {
		return Source{}, err
	}
	from := Source{Shown: source.Redact(address), parts: []string{target.Hostname()}}
	for part := range strings.SplitSeq(target.Path, "/") {
		if part != "" {
			from.parts = append(from.parts, part)
		}
	}
	if last := len(from.parts) - 1; last > 0 {
		from.parts[last], from.extension = withoutExtension(from.parts[last])
	}
	from.open = func(ctx context.Context, _ int64) (io.ReadCloser, Age, error) { return w.get(ctx, target) }
	return from, nil
}

func (w Web) get(ctx context.Context, target *url.URL) (io.ReadCloser, Age, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, Age{}, fault(BadAddress, "No request can be made for the address.")
	}
	request.Header.Set("User-Agent", "terraform-provider-expiry")
	request.Header.Set("Accept", "application/json, */*;q=0.5")
	withheld := w.authorise(request)
	client, err := w.client()
	if err != nil {
		return nil, Age{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, Age{}, noAnswer(err)
	}
	if wrong := statusFault(response, withheld); wrong != nil {
		_ = response.Body.Close()
		return nil, Age{}, wrong
	}
	return body{response.Body}, ageOf(response.Header), nil
}

// body names what a connection that breaks does to a state.
type body struct{ io.ReadCloser }

func (b body) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	if err != nil && !errors.Is(err, io.EOF) {
		err = noAnswer(err)
	}
	return n, err
}

func ageOf(header http.Header) Age {
	if at, err := http.ParseTime(header.Get("Last-Modified")); err == nil {
		return Age{At: at.UTC(), By: ByLastModified}
	}
	if at, err := http.ParseTime(header.Get("Date")); err == nil {
		return Age{At: at.UTC().Truncate(time.Second), By: ByDate}
	}
	return Age{}
}
