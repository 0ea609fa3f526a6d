package statefile

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// statusFault says why an answer is no state; nil for 200. Each status has words
// of its own, for each has another remedy.
func statusFault(response *http.Response, withheld bool) *Error {
	status := response.StatusCode
	say := func(reason Reason, sentence string) *Error {
		return fault(reason, "%s answered with status %d. %s", "The server", status, sentence)
	}
	credentials := fmt.Sprintf("Set %s and %s (for GitLab a user and a token), or %s.", EnvUser, EnvPassword, EnvToken)
	if withheld {
		credentials = "There are credentials in the environment, and they are not sent over plain http. Use https."
	}
	switch {
	case status == http.StatusOK:
		return nil
	case status == http.StatusNoContent:
		return say(NoContent, "There is no state yet: nothing was ever written there. Leave the address out until there is one.")
	case status == http.StatusPartialContent:
		return say(OtherStatus, "That is a part of a state, and was not asked for.")
	case status == http.StatusUnauthorized, status == http.StatusProxyAuthRequired:
		return say(Unauthorised, "It wants credentials, or other ones. "+credentials)
	case status == http.StatusForbidden:
		if withheld {
			return say(Forbidden, credentials)
		}
		return say(Forbidden, "It knows who asks and does not show the state. GitLab wants at least the role Developer, and a token with the scope api or read_api.")
	case status == http.StatusNotFound, status == http.StatusGone:
		return say(NotFound, "There is no such state, or none that these credentials may know of. "+credentials)
	case status == http.StatusConflict, status == http.StatusLocked:
		return say(Locked, "Somebody holds its lock, and it is not shown meanwhile. Plan again later.")
	case status == http.StatusTooManyRequests:
		return say(RateLimited, "It had too many requests. Plan again later.")
	case status == http.StatusRequestTimeout, status == http.StatusGatewayTimeout:
		return say(Timeout, "It was too slow, or what stands behind it.")
	case status >= 300 && status < 400:
		return say(BadRedirect, "It leads elsewhere and does not say where to.")
	case status >= 500:
		return say(ServerError, "It failed. Plan again later.")
	case status == http.StatusBadRequest:
		return say(OtherStatus, "It does not take the request: look at the address, and whether it wants https.")
	}
	return say(OtherStatus, "Only 200 gives a state.")
}

// noAnswer says why there is no answer, or none that is whole. The error of
// net/http repeats the address with all that stands in it, so none of it is
// shown.
func noAnswer(err error) *Error {
	found := &Error{Reason: Unreachable, Message: "The server cannot be reached.", cause: causeOf(err)}
	var unverified *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, errRedirects):
		found.Reason, found.Message = BadRedirect, fmt.Sprintf("The server redirects more than %d times.", maxRedirects)
		return found
	case errors.Is(err, errDetour):
		found.Reason, found.Message = BadRedirect, "The server redirects to where no state is fetched: from https to http, to this machine, or with a user in the address. Give the address that it leads to."
		return found
	case errors.As(err, &unverified), errors.As(err, &unknown):
		found.Reason, found.Message = Untrusted, fmt.Sprintf("The server's certificate is not trusted. Give its authority as ca_file of the provider's network, or in %s.", EnvCA)
		return found
	case errors.As(err, &record):
		found.Message = "The server does not speak TLS there. Look at the port, or whether the address begins with http://."
		return found
	}
	switch network.CauseOf(err) {
	case network.Denied:
		found.Reason, found.Message = Denied, "The server lies in a network that the provider's configuration denies."
	case network.Cancelled:
		return stopped(context.Canceled)
	case network.Timeout:
		found.Reason, found.Message = Timeout, "The server did not answer in time."
	case network.NameNotFound, network.NameFailed:
		found.Message = "The server cannot be found: its name does not resolve."
	case network.Refused:
		found.Message = "The server refused the connection."
	case network.Reset, network.Closed:
		found.Message = "The server closed the connection before the state was whole; what had come is not taken for it."
	case network.Proxy:
		found.Message = "The proxy did not connect to the server."
	}
	return found
}

// causeOf keeps what a caller may ask for by errors.Is, and no text.
func causeOf(err error) error {
	for _, known := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return known
		}
	}
	return nil
}
