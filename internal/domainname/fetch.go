package domainname

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

const (
	// maxAnswer bounds an answer; a registration takes some kilobytes.
	maxAnswer = 1 << 20
	// maxList bounds IANA's list, which has some 100 KB.
	maxList = 4 << 20
	// maxRedirects is how many are followed: a registry that sends on to another
	// server needs one or two.
	maxRedirects = 3
	// waitUntold is the wait before the second question to a server that is asked
	// too often and does not say how long to wait.
	waitUntold = 2 * time.Second
)

// request is one thing to fetch, and what it may still cost.
type request struct {
	at     *url.URL
	accept string
	most   int64
	// given says that the user named this server, which may then be anywhere.
	given func(*url.URL) bool
	left  time.Duration
	// waited says that the one wait after "asked too often" is used up.
	waited bool
}

// fetch gives the body of the answer and where it came from in the end. The error
// is that of the context.
func (c *Client) fetch(ctx context.Context, r *request) (body []byte, from *url.URL, fault *Fault, err error) {
	for hop := 0; ; hop++ {
		body, next, fault, err := c.exchange(ctx, r)
		if err != nil || fault != nil || next == nil {
			return body, r.at, fault, err
		}
		switch {
		case hop == maxRedirects:
			return nil, r.at, malformed(fmt.Sprintf("it redirects more than %d times", maxRedirects)), nil
		case !followable(next, r.given):
			return nil, r.at, malformed("it redirects to what is no https URL of the public Internet"), nil
		}
		next.Fragment = ""
		r.at = next
	}
}

// followable says that a URL which a server chose may be asked: by https and of a
// public host, or of a host that the user named, and without a login.
func followable(at *url.URL, given func(*url.URL) bool) bool {
	if at.User != nil || at.Hostname() == "" {
		return false
	}
	return given(at) || at.Scheme == "https" && network.PublicHost(at.Hostname())
}

// exchange asks one server, at its pace: again where the connection fails at once,
// and once more where it is asked too often and says that waiting helps. next is
// where it redirects to.
func (c *Client) exchange(ctx context.Context, r *request) (body []byte, next *url.URL, fault *Fault, err error) {
	server := c.hosts.of(hostPort(r.at))
	if fault, err := c.hosts.take(ctx, server); fault != nil || err != nil {
		return nil, nil, fault, err
	}
	defer func() { c.hosts.release(server, fault) }()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, nil, nil, ctx.Err()
	}
	for try := 0; ; try++ {
		var cause network.Cause
		body, next, fault, cause = c.once(ctx, r)
		if err := ctx.Err(); err != nil {
			return nil, nil, nil, err
		}
		switch {
		case fault == nil:
			return body, next, nil, nil
		case fault.Word == RateLimited && !r.waited:
			r.waited = true
			wait := waitUntold
			if !fault.RetryAt.IsZero() {
				wait = max(c.config.Pace, fault.RetryAt.Sub(c.config.Clock()))
			}
			if wait >= r.left {
				return nil, nil, fault, nil
			}
			r.left -= wait
			if err := c.config.Sleep(ctx, wait); err != nil {
				return nil, nil, nil, err
			}
		case cause.Fast() && try < c.config.Retries:
		default:
			return nil, nil, fault, nil
		}
		if err := c.hosts.keepPace(ctx, server); err != nil {
			return nil, nil, nil, err
		}
	}
}

// once makes one request. The cause is that of a connection that failed.
func (c *Client) once(ctx context.Context, r *request) (body []byte, next *url.URL, fault *Fault, cause network.Cause) {
	began := c.config.Clock()
	defer func() { r.left -= max(0, c.config.Clock().Sub(began)) }()
	if r.left <= 0 {
		return nil, nil, &Fault{Word: Unreachable, Message: "it did not answer in time"}, network.Timeout
	}
	bounded, cancel := context.WithTimeout(ctx, r.left)
	defer cancel()
	if !r.given(r.at) {
		bounded = network.PublicOnly(bounded)
	}
	question, err := http.NewRequestWithContext(bounded, http.MethodGet, r.at.String(), nil)
	if err != nil {
		return nil, nil, malformed("its address cannot be asked"), network.Other
	}
	question.Header.Set("Accept", r.accept)
	question.Header.Set("User-Agent", "terraform-provider-expiry")
	if login := r.at.User; login != nil {
		password, _ := login.Password()
		question.SetBasicAuth(login.Username(), password)
	}
	response, err := c.wire.RoundTrip(question)
	if err != nil {
		return nil, nil, unreachable(err), network.CauseOf(err)
	}
	defer func() { _ = response.Body.Close() }()
	switch code := response.StatusCode; {
	case code >= 300 && code < 400 && code != http.StatusNotModified:
		next, err := response.Location()
		if err != nil {
			return nil, nil, malformed(fmt.Sprintf("it redirects (HTTP status %d) without saying where to", code)), ""
		}
		return nil, next, nil, ""
	case code != http.StatusOK:
		return nil, nil, c.refusal(response), ""
	}
	body, err = io.ReadAll(io.LimitReader(response.Body, r.most+1))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, nil, malformed("its answer breaks off"), ""
	case err != nil:
		return nil, nil, unreachable(err), ""
	case int64(len(body)) > r.most:
		return nil, nil, malformed(fmt.Sprintf("its answer is larger than %d MiB", r.most>>20)), ""
	}
	return body, nil, nil, ""
}

// refusal is the fault of an answer whose status is not 200.
func (c *Client) refusal(response *http.Response) *Fault {
	fault := faultOfStatus(response.StatusCode)
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind == "text/html" && fault.Word == NotFound {
		fault.Message += ". It answers with a page of HTML, so its address may be wrong"
	}
	now := c.config.Clock()
	if wait, asked := retryAfter(response.Header, now); asked && (fault.Word == RateLimited || response.StatusCode == http.StatusServiceUnavailable) {
		fault.RetryAt = now.Add(wait).UTC().Truncate(time.Second)
		fault.Message += "; it may be asked again from " + fault.RetryAt.Format(time.RFC3339)
	}
	return fault
}

// unreachable says in plain words why there is no answer.
func unreachable(err error) *Fault {
	message := map[network.Cause]string{
		network.NameNotFound: "its name does not exist in DNS",
		network.NameFailed:   "its name could not be resolved",
		network.Refused:      "it refuses the connection",
		network.Unreachable:  "there is no route to it",
		network.Reset:        "it broke the connection off",
		network.Closed:       "it closed the connection without an answer",
		network.Timeout:      "it did not answer in time",
		network.Denied:       "its address is in a network that may not be connected to",
		network.Proxy:        "the proxy did not open the connection",
		network.Cancelled:    "the question was cancelled",
	}[network.CauseOf(err)]
	if message == "" {
		message = "no secure connection could be made, or what it speaks is not HTTP"
	}
	return &Fault{Word: Unreachable, Message: message}
}
