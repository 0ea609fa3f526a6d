package judge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// maxRedirects bounds detours; responders and ACME servers hardly make any.
const maxRedirects = 3

// fetch sends one request and reads at most limit bytes of the answer, which
// must be 200. Errors are sentences without Go's words.
func fetch(client *http.Client, request *http.Request, limit int64) ([]byte, error) {
	bounded := *client
	bounded.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		if len(before) > maxRedirects || !webURL(next.URL) {
			return errTooManyRedirects
		}
		return nil
	}
	host := certificate.Plain(request.URL.Host)
	response, err := bounded.Do(request)
	if err != nil {
		return nil, fetchError(host, err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered with status %d", host, response.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return nil, fetchError(host, err)
	}
	if int64(len(body)) > limit {
		return nil, fmt.Errorf("%s answered with more than %d bytes", host, limit)
	}
	return body, nil
}

var errTooManyRedirects = errors.New("too many redirects")

func fetchError(host string, err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s did not answer in time: %w", host, context.DeadlineExceeded)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("asking %s was cancelled: %w", host, context.Canceled)
	case errors.Is(err, errTooManyRedirects):
		return fmt.Errorf("%s redirects too often or to something else than http", host)
	}
	// url.Error repeats the whole address, which may hold a token.
	if of := (*url.Error)(nil); errors.As(err, &of) {
		err = of.Err
	}
	return fmt.Errorf("%s could not be reached: %s", host, certificate.Plain(err.Error()))
}

func webURL(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}
