package domainname

import (
	"net/http"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// IANABootstrap is where IANA publishes which server answers for which suffix.
const IANABootstrap = "https://data.iana.org/rdap/dns.json"

// Values that a Config leaves out.
const (
	// DefaultPace is the least time between two questions to one server. Bursts of
	// a few questions in a second are refused by many registries, and some shut a
	// client out for hours.
	DefaultPace = time.Second
	// DefaultConcurrency is how many servers are asked at a time.
	DefaultConcurrency = 16
	// DefaultMaxAge is how long an answer stands in for the next one.
	DefaultMaxAge = 24 * time.Hour
)

// Config is how registries are asked.
type Config struct {
	// HTTP makes the requests. Its transport must dial through a network.Dialer:
	// that is what keeps redirects and links out of networks that are not public.
	HTTP *http.Client
	// Clock is the wall clock.
	Clock deadline.Clock
	// Sleep waits for the pace; nil waits by a timer.
	Sleep Sleep
	// Timeout covers one question with its redirects and retries, not the time that
	// it waits for its turn; 0 is network.DefaultTimeout.
	Timeout time.Duration
	// Retries is how often a connection that failed at once is tried again.
	Retries int
	// Pace is the least time between two questions to one server; 0 is
	// DefaultPace, below zero none.
	Pace time.Duration
	// Concurrency is how many servers are asked at a time; 0 is DefaultConcurrency.
	Concurrency int
	// MaxAge is how long an answer stands in for the next one; 0 is DefaultMaxAge.
	MaxAge time.Duration
	// BootstrapURL is where a list in IANA's form is looked up, once, for a suffix
	// that the embedded one lacks: IANABootstrap, or "" for nowhere.
	BootstrapURL string
}

// Client asks registries. One serves a whole process: what it knows of servers,
// and what they said, is kept in it. It is safe for concurrent use.
type Client struct {
	config Config
	wire   http.RoundTripper
	hosts  *hosts
	slots  chan struct{}
	said   kept[*Record]
	lists  kept[*Bootstrap]
}

// New makes a Client.
func New(config Config) *Client {
	if config.Sleep == nil {
		config.Sleep = sleep
	}
	if config.Timeout <= 0 {
		config.Timeout = network.DefaultTimeout
	}
	if config.Pace == 0 {
		config.Pace = DefaultPace
	}
	if config.Concurrency <= 0 {
		config.Concurrency = DefaultConcurrency
	}
	if config.MaxAge <= 0 {
		config.MaxAge = DefaultMaxAge
	}
	// Redirects are followed by hand, each checked before it is asked, so the
	// client's transport alone is used.
	wire := config.HTTP.Transport
	if wire == nil {
		wire = http.DefaultTransport
	}
	return &Client{
		config: config,
		wire:   wire,
		hosts:  &hosts{clock: config.Clock, sleep: config.Sleep, pace: max(0, config.Pace), byName: map[string]*host{}},
		slots:  make(chan struct{}, config.Concurrency),
		said:   kept[*Record]{clock: config.Clock, maxAge: config.MaxAge},
		lists:  kept[*Bootstrap]{clock: config.Clock, maxAge: config.MaxAge},
	}
}
