package catalog

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Config says what is laid over the embedded facts. The zero value is the
// embedded facts alone.
type Config struct {
	// URL is the base of an API of endoflife.date's version 1, like
	// "https://endoflife.date/api/v1".
	URL string
	// Path is a file or a directory of files with answers of that API, or a file
	// with the facts of another release of the provider. It excludes URL.
	Path string
	// Own is the path of an own file: products, corrections, bought support.
	Own string
	// StaleAfter is the age of facts, in days, that is a finding; 0 is
	// DefaultStaleAfter.
	StaleAfter int
	// UnknownAfter is the age of facts after which "no end announced" is unknown, in
	// months and days; zero leaves it to the lives of the product's own cycles.
	UnknownAfter deadline.Period

	// Client makes the requests for URL; nil is http.DefaultClient.
	Client *http.Client
	// Timeout bounds all requests for URL together, and reading files; 0 is
	// DefaultTimeout.
	Timeout time.Duration
	// CacheDirectory keeps the API's answer between runs; "" keeps none.
	CacheDirectory string
	// MaxAge is how long a kept answer is used without asking again; 0 is
	// DefaultMaxAge.
	MaxAge time.Duration
	// Now is the wall clock: for the age of kept answers, and the day of facts in
	// an own file that names none.
	Now time.Time
}

// What Config's zero values stand for.
const (
	DefaultTimeout = 10 * time.Second
	DefaultMaxAge  = 24 * time.Hour
)

// ConfigError says which field of a Config is wrong and what is accepted.
type ConfigError struct {
	// Field is "url", "path", "own", "max_age" or "unknown_after".
	Field   string
	Problem string
}

// Error is a sentence for a person.
func (e *ConfigError) Error() string { return e.Problem }

// Open checks the configuration. It reads and asks nothing: the first lookup
// does, so that a plan without software pays nothing.
func Open(config Config) (*Catalog, error) {
	if config.URL != "" && config.Path != "" {
		return nil, &ConfigError{Field: "path", Problem: "The catalog has both a URL and a path. Give one of them; an own file may be laid over either."}
	}
	if config.URL != "" {
		base, err := url.Parse(config.URL)
		if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" {
			return nil, &ConfigError{Field: "url", Problem: "The catalog's URL is no http or https address. Write the base of the API, like \"https://endoflife.date/api/v1\"."}
		}
		if base.RawQuery != "" || base.Fragment != "" {
			return nil, &ConfigError{Field: "url", Problem: "The catalog's URL has a query or a fragment. Write only the base of the API, like \"https://endoflife.date/api/v1\"."}
		}
		config.URL = strings.TrimRight(config.URL, "/")
	}
	if config.Now.IsZero() && (config.URL != "" || config.Own != "") {
		return nil, errors.New("catalog: Config.Now is needed with a URL or an own file")
	}
	if after := config.UnknownAfter; after.Time != 0 || after.BusinessDays != 0 || after.Percent != 0 {
		return nil, &ConfigError{Field: "unknown_after", Problem: "The catalog's unknown_after counts in whole days, weeks, months or years. Write a period like \"90d\" or \"1y\"."}
	}
	if config.MaxAge < 0 {
		return nil, &ConfigError{Field: "max_age", Problem: "The catalog's max_age is negative. Write a duration like \"24h\"."}
	}
	if config.MaxAge == 0 {
		config.MaxAge = DefaultMaxAge
	}
	if config.Timeout <= 0 {
		config.Timeout = DefaultTimeout
	}
	if config.Client == nil {
		config.Client = http.DefaultClient
	}
	return &Catalog{config: config, shown: source.Redact(config.URL)}, nil
}

// open reads the configured layers.
func (c *Catalog) open(ctx context.Context) error {
	layers := []layer{sharedEmbedded()}
	inTime, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	switch {
	case c.config.Path != "" && isFactsFile(inTime, c.config.Path):
		facts, err := readFactsFile(inTime, c.config.Path)
		if err != nil {
			return err
		}
		layers = append(layers, facts)
	case c.config.Path != "":
		feed, err := readFeedPath(inTime, c.config.Path)
		if err != nil {
			return err
		}
		layers = append(layers, feed)
	case c.config.URL != "":
		feed, finding, err := c.fetch(ctx)
		if err != nil {
			return err
		}
		if feed != nil {
			layers = append(layers, feed)
		}
		c.findings = nil
		if finding != "" {
			c.findings = []deadline.Finding{deadline.NewFinding(deadline.RuleStaleFacts, finding)}
		} else {
			c.live = feed
		}
	}
	if c.config.Own != "" {
		own, err := readOwn(inTime, c.config.Own, dateOf(c.config.Now))
		if err != nil {
			return err
		}
		layers = append(layers, own)
	}
	c.layers = layers
	return nil
}
