package credential_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// today is the fixed day of these tests.
var today = time.Date(2026, time.November, 28, 12, 0, 0, 0, time.UTC)

var asOf = credential.Options{Now: today}

func segment(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// jwt makes a token of a payload, with a signature that is none.
func jwt(payload string) string { return signed(`{"alg":"RS256","kid":"k1"}`, payload) }

func signed(header, payload string) string {
	return segment(header) + "." + segment(payload) + "." + segment("not a signature")
}

// single reads the one credential of a text; it must be readable as a whole.
func single(t *testing.T, text string, options credential.Options) credential.Credential {
	t.Helper()
	bundle, failure := credential.Parse([]byte(text), options)
	if failure != nil {
		t.Fatalf("nothing was read: %s: %s", failure.Reason, failure.Clause)
	}
	c, failure := bundle.Single(options)
	if failure != nil {
		t.Fatalf("no single credential: %s: %s", failure.Reason, failure.Clause)
	}
	return c
}

// outcome is what a text comes to, in one word each: "2027-03-31T00:00:00Z", "open",
// "ended" or the reason why it is unknown.
func outcome(text string, options credential.Options) string {
	bundle, failure := credential.Parse([]byte(text), options)
	if failure != nil {
		return string(failure.Reason)
	}
	c, failure := bundle.Single(options)
	if failure != nil {
		return string(failure.Reason)
	}
	return outcomeOf(c)
}

func outcomeOf(c credential.Credential) string {
	switch {
	case c.Unread != nil:
		return string(c.Unread.Reason)
	case c.End.State == deadline.EndKnown:
		return deadline.FormatInstant(c.End.At)
	}
	return c.End.State.String()
}

func rules(c credential.Credential) string {
	var names []string
	for _, finding := range c.Findings {
		names = append(names, string(finding.Rule))
	}
	return strings.Join(names, " ")
}

// whole checks what holds of every credential, whatever was read.
func whole(t *testing.T, c credential.Credential) {
	t.Helper()
	if (c.End.State == deadline.EndUnknown) != (c.Unread != nil) {
		t.Errorf("the end is %s and the failure %v: an end is unknown exactly where a failure says why", c.End.State, c.Unread)
	}
	if c.End.State == deadline.EndOpen && !strings.Contains(rules(c), "never-expires") {
		t.Error("a credential without an end is silent about it")
	}
	if c.Lifetime < 0 || c.Kind == "" {
		t.Errorf("kind %q, lifetime %s", c.Kind, c.Lifetime)
	}
	if c.Unread != nil && (c.Unread.Clause == "" || c.Unread.Reason == "") {
		t.Errorf("a failure without words: %+v", c.Unread)
	}
}

func failed(t *testing.T, failure *source.Failure, want source.Reason) {
	t.Helper()
	if failure == nil || failure.Reason != want {
		t.Errorf("%+v, want %s", failure, want)
	}
}
