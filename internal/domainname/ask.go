package domainname

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// Record is what a registry said of a registration, and when.
type Record struct {
	*Answer
	// Source is the URL that answered, without login and query.
	Source string
	// AskedAt is when, by the wall clock.
	AskedAt time.Time
	// FromRegistrar is what the registrar said, where it was asked; RegistrarFault
	// why it said nothing.
	FromRegistrar  *Answer
	RegistrarFault *Fault
}

// Ask asks the registry for a registration, at most once for each name within
// MaxAge, whoever asks. The error is that of the context; whatever else goes wrong
// is a Fault.
func (c *Client) Ask(ctx context.Context, q Question) (*Record, *Fault, error) {
	left := q.Timeout
	if left <= 0 {
		left = c.config.Timeout
	}
	base, fault, err := c.server(ctx, q.Name, q.Servers, left)
	if fault != nil || err != nil {
		return nil, fault, err
	}
	at := base.JoinPath("domain", q.Name.Registrable)
	return c.said.get(ctx, fmt.Sprint(at, " ", q.AskRegistrar), func() (*Record, *Fault, error) {
		answer, from, fault, err := c.answer(ctx, at, q, left)
		if fault != nil {
			fault = &Fault{Word: fault.Word, Message: fmt.Sprintf("the RDAP server %s was asked: %s", from.Host, fault.Message), RetryAt: fault.RetryAt}
		}
		if fault != nil || err != nil {
			return nil, fault, err
		}
		record := &Record{Answer: answer, Source: shown(from), AskedAt: c.config.Clock().UTC()}
		if q.AskRegistrar {
			record.FromRegistrar, record.RegistrarFault, err = c.askRegistrar(ctx, answer, from, q, left)
		}
		return record, nil, err
	})
}

func (c *Client) answer(ctx context.Context, at *url.URL, q Question, left time.Duration) (*Answer, *url.URL, *Fault, error) {
	body, from, fault, err := c.fetch(ctx, &request{
		at: at, accept: rdapType + ", application/json;q=0.9", most: maxAnswer, given: q.Servers.given, left: left,
	})
	if fault != nil || err != nil {
		return nil, from, fault, err
	}
	answer, fault := ParseAnswer(body, q.Name.Registrable)
	if fault != nil && fault.Word == RateLimited {
		c.hosts.refused(c.hosts.of(hostPort(from)), fault)
	}
	return answer, from, fault, nil
}

// askRegistrar follows the link to what the registrar says, once. It is chosen by
// the registry, or by whoever speaks in its name: public hosts by https alone,
// save for those that the user named.
func (c *Client) askRegistrar(ctx context.Context, answer *Answer, from *url.URL, q Question, left time.Duration) (*Answer, *Fault, error) {
	if len(answer.related) == 0 {
		return nil, &Fault{Word: Unsupported, Message: "the registry gives no link to the registrar"}, nil
	}
	at, err := from.Parse(answer.related[0])
	if err != nil || !followable(at, q.Servers.given) {
		return nil, malformed("the link to the registrar is not an https URL of the public Internet"), nil
	}
	at.Fragment = ""
	held, _, fault, err := c.answer(ctx, at, q, left)
	return held, fault, err
}
