package stateends_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/stateends"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

const planted = "SECRET-MUST-NOT-APPEAR"

func options(t testing.TB) statefacts.Options {
	return stateends.Options(context.WithoutCancel(t.Context()), software.NewJudge(catalog.Embedded()), certtest.Today, time.UTC)
}

func token(claims string) string {
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	return encode(`{"alg":"HS256","typ":"JWT"}`) + "." + encode(claims) + "." + encode(planted)
}

// between is a life of so many days before and after today.
func between(from, to int) certtest.Option {
	return certtest.ValidBetween(certtest.Today.AddDate(0, 0, from), certtest.Today.AddDate(0, 0, to))
}

func TestMaterial(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root", between(-1000, 1000))
	issuing := root.Issue("Example Issuing", between(-500, 20))
	leaf, other := issuing.Leaf([]string{"a.example.test"}, between(-10, 50)), root.Leaf([]string{"b.example.test"}, between(-10, 5))
	day := func(days int) string {
		return "known " + deadline.FormatInstant(certtest.Today.AddDate(0, 0, days).Add(time.Second))
	}
	for name, c := range map[string]struct {
		format   statefacts.Format
		document string
		want     string
	}{
		"nothing":                       {statefacts.FormatPEM, "", "it cannot be read"},
		"a word":                        {statefacts.FormatPEM, planted, "it cannot be read"},
		"a broken certificate":          {statefacts.FormatPEM, "-----BEGIN CERTIFICATE-----\n" + planted + "\n-----END CERTIFICATE-----\n", "it cannot be read"},
		"one broken beside a sound one": {statefacts.FormatPEM, string(leaf.PEM()) + "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "not everything in it can be read"},
		"a key alone":                   {statefacts.FormatPEM, string(leaf.KeyPEM()), "it cannot be read"},
		"a certificate":                 {statefacts.FormatPEM, string(leaf.PEM()), day(50)},
		"with its key":                  {statefacts.FormatPEM, string(leaf.PEM()) + string(leaf.KeyPEM()), day(50)},
		"its issuer ends first":         {statefacts.FormatPEM, string(leaf.PEM()) + string(issuing.PEM()), day(20)},
		"another ends first":            {statefacts.FormatPEM, string(leaf.PEM()) + string(other.PEM()), day(5)},
		"a token":                       {statefacts.FormatJWT, token(`{"exp":1806451200}`), "known 2027-03-31T00:00:00Z"},
		"a token without an end":        {statefacts.FormatJWT, token(`{"sub":"x"}`), "open"},
		"a word for a token":            {statefacts.FormatJWT, planted, "it cannot be read"},
		"a certificate for a token":     {statefacts.FormatJWT, string(leaf.PEM()), "it cannot be read"},
		"metadata":                      {statefacts.FormatSAML, `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x" validUntil="2027-03-31T00:00:00Z"/>`, "known 2027-03-31T00:00:00Z"},
		"no metadata":                   {statefacts.FormatSAML, "<x>" + planted + "</x>", "it cannot be read"},
		"a token for an SSH key":        {statefacts.FormatSSH, token(`{"exp":1806451200}`), "it cannot be read"},
		"a format that nobody reads":    {statefacts.FormatVersion, "1.2", statefacts.ErrNoMaterial.Error()},
	} {
		life, err := options(t).Material(c.format, c.document)
		got := life.End.State.String()
		switch {
		case err != nil:
			got = err.Error()
		case life.End.State == deadline.EndKnown:
			got += " " + deadline.FormatInstant(life.End.At)
		}
		if got != c.want || strings.Contains(fmt.Sprint(life, err), planted) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	calendar := options(t).Calendar
	for name, c := range map[string]struct {
		release statefacts.Release
		want    string
	}{
		"no such product": {statefacts.Release{Product: "acme-database", Version: "1", Level: "security"}, statefacts.ErrNoCalendar.Error()},
		"no version":      {statefacts.Release{Product: "postgresql", Version: "latest", Level: "security"}, "no version of this product"},
		"ended":           {statefacts.Release{Product: "amazon-rds-postgresql", Version: "11.22", Level: "security"}, "known 11; security support of"},
		"not known":       {statefacts.Release{Product: "postgresql", Version: "99.1", Level: "security"}, "unknown"},
	} {
		var group sync.WaitGroup
		for range 4 { // many may ask
			group.Go(func() {
				support, err := calendar(c.release)
				got := fmt.Sprintf("%s %s; %s", support.End.State, support.Cycle, support.Reason)
				if err != nil {
					got = err.Error()
				}
				if !strings.Contains(got, c.want) {
					t.Errorf("%s: %s, want %s", name, got, c.want)
				}
			})
		}
		group.Wait()
	}
}
