package domainname

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// rdapType is the media type of an answer (RFC 7480 section 4.2). Many servers
// send application/json: the content decides.
const rdapType = "application/rdap+json"

// faultOfStatus is what a status of HTTP other than 200 means.
func faultOfStatus(code int) *Fault {
	switch {
	case code == http.StatusNotFound, code == http.StatusGone:
		return &Fault{Word: NotFound, Message: fmt.Sprintf("it knows no such domain (HTTP status %d): the registration is lost, or this server does not know it", code)}
	case code == http.StatusTooManyRequests:
		return &Fault{Word: RateLimited, Message: "it is asked too often (HTTP status 429)"}
	case code == http.StatusNoContent:
		return &Fault{Word: Empty, Message: "its answer is empty (HTTP status 204)"}
	case code == http.StatusBadRequest, code == http.StatusMethodNotAllowed, code == http.StatusUnprocessableEntity, code == http.StatusNotImplemented:
		return &Fault{Word: Unsupported, Message: fmt.Sprintf("it does not take the question (HTTP status %d)", code)}
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusUnavailableForLegalReasons:
		return &Fault{Word: Unreachable, Message: fmt.Sprintf("it refuses to answer (HTTP status %d), as some registries do after too many questions", code)}
	case code >= 500:
		return &Fault{Word: Unreachable, Message: fmt.Sprintf("it fails (HTTP status %d)", code)}
	default:
		return malformed(fmt.Sprintf("it answers with HTTP status %d, which is no answer", code))
	}
}

// retryAfter is how long a server asks to wait, in seconds or as a date (RFC 9110
// section 10.2.3); asked is false where it does not, or not so that it can be read.
func retryAfter(header http.Header, now time.Time) (wait time.Duration, asked bool) {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1<<24)) * time.Second, true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	// The server's clock, where it tells it, is the one it means.
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now)), true
}
