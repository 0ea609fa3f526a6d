package domainname

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// advice ends the message where no server is known.
const advice = "; declare expires_on, or name its server in servers"

// server finds who answers for a name: the servers that the user names, the
// embedded list, then IANA's where that may be asked.
func (c *Client) server(ctx context.Context, name Name, servers Servers, left time.Duration) (*url.URL, *Fault, error) {
	if base := servers.find(name.Registrable); base != nil {
		return base, nil, nil
	}
	embedded := Embedded()
	if base := embedded.find(name.Suffix); base != nil {
		return base, nil, nil
	}
	tld := topLevel(name.Suffix)
	known := fmt.Sprintf("IANA's list of RDAP servers of %s, which is built in, names no https server for .%s", embedded.Published.Format(time.DateOnly), tld)
	if c.config.BootstrapURL == "" {
		return nil, &Fault{Word: Unsupported, Message: known + advice, unasked: true}, nil
	}
	list, fault, err := c.list(ctx, left)
	if err != nil {
		return nil, nil, err
	}
	if fault != nil {
		// The one that is built in was whole on its day, so that nobody can be asked;
		// that this may have changed since is told.
		return nil, &Fault{Word: fault.Word, Message: known + ", and that of today could not be read: " + fault.Message + advice, RetryAt: fault.RetryAt, unasked: true}, nil
	}
	if base := list.find(name.Suffix); base != nil {
		return base, nil, nil
	}
	return nil, &Fault{Word: Unsupported, Message: fmt.Sprintf("IANA's list of RDAP servers of %s names no https server for .%s%s", list.Published.Format(time.DateOnly), tld, advice), unasked: true}, nil
}

// list is IANA's list of today, fetched at most once within MaxAge.
func (c *Client) list(ctx context.Context, left time.Duration) (*Bootstrap, *Fault, error) {
	return c.lists.get(ctx, "", func() (*Bootstrap, *Fault, error) {
		at, reason := parseURL(c.config.BootstrapURL)
		if reason != "" {
			return nil, &Fault{Word: Unsupported, Message: "its URL " + reason}, nil
		}
		// Whoever configured the URL chose its host.
		given := Servers{bySuffix: map[string]*url.URL{"": at}}.given
		body, _, fault, err := c.fetch(ctx, &request{at: at, accept: "application/json", most: maxList, given: given, left: left})
		if fault != nil || err != nil {
			return nil, fault, err
		}
		list, err := ParseBootstrap(body)
		if err != nil {
			return nil, malformed(err.Error()), nil
		}
		return list, nil, nil
	})
}

// topLevel is the last label of a name.
func topLevel(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
