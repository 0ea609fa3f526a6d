package catalog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// answer is what a server said to one request.
type answer struct {
	status int
	etag   string
	body   []byte
}

// fetch asks the API for all products, once. Where that fails it falls back on
// the answer that was kept, else on nothing (the embedded facts), and says so in
// the finding: a catalog that is down is told, never silently empty.
func (c *Catalog) fetch(ctx context.Context) (*feed, string, error) {
	cache := openCache(c.config.CacheDirectory, c.config.URL)
	var keptFeed *feed
	kept, etag := cache.read(ctx), ""
	if kept != nil {
		var err error
		if keptFeed, err = c.feedOf(kept.body); err == nil {
			etag = kept.ETag
		}
	}
	if keptFeed != nil && kept.fresh(c.config.Now, c.config.MaxAge) {
		return keptFeed, "", nil
	}
	bounded, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	got, err := c.get(bounded, "/products/full", etag)
	switch {
	case err != nil:
	case got.status == http.StatusNotModified && keptFeed != nil:
		cache.write(kept.ETag, kept.body, c.config.Now)
		return keptFeed, "", nil
	case got.status != http.StatusOK:
		err = fmt.Errorf("it answered with HTTP status %d", got.status)
	default:
		var fresh *feed
		if fresh, err = c.feedOf(got.body); err == nil {
			cache.write(got.etag, got.body, c.config.Now)
			return fresh, "", nil
		}
	}
	if ctx.Err() != nil {
		return nil, "", fmt.Errorf("asking the catalog %s: %w", c.shown, ctx.Err())
	}
	told := fmt.Sprintf("The catalog %s could not be used: %s.", c.shown, problemOf(err))
	if keptFeed != nil {
		return keptFeed, fmt.Sprintf("%s The answer kept %s ago stands in for it; its facts are of %s.", told, kept.age(c.config.Now), keptFeed.asOf), nil
	}
	return nil, told + " The embedded facts stand in for it.", nil
}

// problemOf is a cause in one line: of a malformed answer its problem, its
// product and its field.
func problemOf(cause error) string {
	var malformed *FactsError
	if !errors.As(cause, &malformed) {
		return cause.Error()
	}
	text := "its answer is malformed (" + malformed.Problem
	if malformed.Product != "" {
		text += "; product " + malformed.Product
	}
	if malformed.Field != "" {
		text += "; field " + malformed.Field
	}
	return text + ")"
}

func (c *Catalog) feedOf(body []byte) (*feed, error) {
	feed := newFeed(c.shown)
	if err := feed.add(c.shown+"/products/full", body); err != nil {
		return nil, err
	}
	if len(feed.items) == 0 {
		return nil, errors.New("its answer lists no product")
	}
	return feed, nil
}

// renamed asks the API for one product by a name that the full list lacks: it
// answers an old name with a redirect to the new one, and an unknown one with a
// page. An API that fails here is not asked again.
func (c *Catalog) renamed(ctx context.Context, name string) (string, bool) {
	if !slugForm(name) || c.unknown[name] {
		return "", false
	}
	bounded, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	got, err := c.get(bounded, "/products/"+name, "")
	if err != nil {
		c.live = nil
		return "", false
	}
	one := newFeed(c.shown)
	if got.status == http.StatusOK && one.add(c.shown+"/products/"+name, got.body) == nil && len(one.list) == 1 {
		if slug, known := c.names[one.list[0].slug]; known {
			c.names[name] = slug
			return slug, true
		}
	}
	if c.unknown == nil {
		c.unknown = map[string]bool{}
	}
	c.unknown[name] = true
	return "", false
}

// get makes one request, and one more where the server says that it is asked too
// often and how soon it may be asked again.
func (c *Catalog) get(ctx context.Context, path, etag string) (*answer, error) {
	got, wait, err := c.request(ctx, path, etag)
	if err != nil || got.status != http.StatusTooManyRequests {
		return got, err
	}
	if wait < 0 || wait >= c.config.Timeout {
		return nil, fmt.Errorf("it is asked too often (HTTP status 429)%s", retryText(wait))
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return nil, fmt.Errorf("it is asked too often (HTTP status 429)%s", retryText(wait))
	}
	got, wait, err = c.request(ctx, path, etag)
	if err == nil && got.status == http.StatusTooManyRequests {
		return nil, fmt.Errorf("it is asked too often (HTTP status 429)%s", retryText(wait))
	}
	return got, err
}

func retryText(wait time.Duration) string {
	if wait < 0 {
		return ""
	}
	return fmt.Sprintf("; it may be asked again in %s", wait)
}

const maxRedirects = 5

func (c *Catalog) request(ctx context.Context, path, etag string) (*answer, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.config.URL+path, nil)
	if err != nil {
		return nil, 0, errors.New("its address cannot be asked")
	}
	request.Header.Set("Accept", "application/json")
	if etag != "" {
		request.Header.Set("If-None-Match", etag)
	}
	client := *c.config.Client
	client.CheckRedirect = func(_ *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return errTooManyRedirects
		}
		return nil
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, 0, transportError(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxFeedBytes+1))
	if err != nil {
		return nil, 0, transportError(ctx, err)
	}
	if len(body) > maxFeedBytes {
		return nil, 0, fmt.Errorf("its answer is larger than %d MB", maxFeedBytes>>20)
	}
	got := &answer{status: response.StatusCode, etag: response.Header.Get("ETag"), body: body}
	return got, retryAfter(response.Header, c.config.Now), nil
}

var errTooManyRedirects = errors.New("it redirects too often")

// transportError says in plain words why there is no answer.
func transportError(ctx context.Context, err error) error {
	var timeout net.Error
	var lookup *net.DNSError
	var dial *net.OpError
	switch {
	case errors.Is(err, errTooManyRedirects):
		return errTooManyRedirects
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("it did not answer in time")
	case errors.As(err, &lookup):
		return errors.New("its name could not be resolved")
	case errors.As(err, &dial) && dial.Op == "dial":
		return errors.New("no connection could be made")
	default:
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		return fmt.Errorf("the connection failed (%w)", err)
	}
}

// retryAfter is the wait that the server asks for, in seconds or as an instant
// (RFC 9110, section 10.2.3); negative where it asks for none.
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 && seconds < 1<<20 {
		return time.Duration(seconds) * time.Second
	}
	instant, err := http.ParseTime(text)
	if err != nil {
		return -1
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	return max(0, instant.Sub(now))
}
