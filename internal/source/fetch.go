package source

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

const maxRedirects = 5

var errRedirect = errors.New("redirect refused")

// Fetch gets at most limit bytes from an address over a client of the caller's,
// who also bounds the time by ctx. Nothing of the address but its host stands in a
// failure: its path, query and user may be secrets (see Redact).
func Fetch(ctx context.Context, client *http.Client, address string, limit int64) ([]byte, *Failure) {
	target, err := url.Parse(address)
	if err != nil || !webURL(target) {
		return nil, Fail(Unsupported, "it is no address of the form https://example.com/path")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, Fail(Unsupported, "it is no address of the form https://example.com/path")
	}
	request.Header.Set("User-Agent", "terraform-provider-expiry")
	bounded := *client
	bounded.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		// Down from https to http the answer could be anybody's.
		if len(before) > maxRedirects || !webURL(next.URL) || before[0].URL.Scheme == "https" && next.URL.Scheme != "https" {
			return errRedirect
		}
		next.Header.Del("Referer") // the query may be a signature
		return nil
	}
	response, err := bounded.Do(request)
	if err != nil {
		return nil, unreached(ctx, target.Host, err)
	}
	defer func() { _ = response.Body.Close() }()
	if failure := refused(target.Host, response.StatusCode); failure != nil {
		return nil, failure
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return nil, unreached(ctx, target.Host, err)
	}
	if int64(len(body)) > limit {
		return nil, tooLarge(limit)
	}
	return body, nil
}

func webURL(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

func refused(host string, status int) *Failure {
	switch status {
	case http.StatusOK:
		return nil
	case http.StatusNotFound, http.StatusGone:
		return Fail(NotFound, host+" has nothing there (status "+strconv.Itoa(status)+")")
	case http.StatusTooManyRequests:
		return Fail(RateLimited, host+" asks for fewer requests (status 429)")
	}
	return Fail(Unreachable, host+" answered with status "+strconv.Itoa(status))
}

func unreached(ctx context.Context, host string, err error) *Failure {
	if ctx.Err() != nil {
		failure := gaveUp(ctx.Err())
		failure.Clause = host + " did not answer in time"
		if errors.Is(ctx.Err(), context.Canceled) {
			failure.Clause = "asking " + host + " was cancelled"
		}
		return failure
	}
	if errors.Is(err, errRedirect) {
		return Fail(Unreachable, host+" redirects too often, or to where it is not followed")
	}
	switch network.CauseOf(err) {
	case network.NameNotFound:
		return Fail(NotFound, "the name "+host+" does not exist")
	case network.Denied:
		return Fail(Unreachable, host+" lies in a network that the configuration denies")
	case network.Refused:
		return Fail(Unreachable, host+" refused the connection")
	case network.Timeout:
		return Fail(Unreachable, host+" did not answer in time")
	}
	return Fail(Unreachable, host+" could not be reached")
}

// NotAnAddress stands for what Redact takes for no address.
const NotAnAddress = "(not an address)"

// Redact is an address fit for an id and for messages: without user, query and
// fragment, which may be secrets.
func Redact(address string) string {
	target, err := url.Parse(address)
	if err != nil || !webURL(target) {
		return NotAnAddress
	}
	return (&url.URL{Scheme: target.Scheme, Host: target.Host, Path: target.Path}).String()
}
