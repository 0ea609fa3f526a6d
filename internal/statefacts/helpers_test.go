package statefacts_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

// today is the day of all tests.
var today = time.Date(2026, time.November, 28, 12, 0, 0, 0, time.UTC)

// secret is planted wherever nobody may look.
const secret = "SECRET-MUST-NOT-APPEAR"

var judge = software.NewJudge(catalog.Embedded())

// calendar asks the embedded catalog, as the provider does.
func calendar(release statefacts.Release) (statefacts.Support, error) {
	verdict, err := judge.Judge(context.Background(), software.Question{
		Product: release.Product, Version: release.Version, Level: software.SupportLevel(release.Level), On: deadline.DateOf(today, time.UTC),
	})
	if errors.As(err, new(*catalog.UnknownProductError)) {
		return statefacts.Support{}, statefacts.ErrNoCalendar
	}
	if err != nil {
		return statefacts.Support{}, errors.New("the version cannot be read")
	}
	support := statefacts.Support{Cycle: verdict.Cycle, Reason: verdict.SupportReason}
	switch verdict.SupportEnds.State {
	case catalog.EndOn:
		support.End = deadline.EndsAt(verdict.SupportEnds.Date.End(time.UTC))
	case catalog.EndNone:
		support.End = deadline.OpenEnded
	case catalog.EndUndated:
		support.End = deadline.End{State: deadline.EndedUnknownDay}
	}
	return support, nil
}

// material reads certificates in PEM; nothing else is known here. Its error quotes
// the document on purpose, which nobody may see.
func material(format statefacts.Format, document string) (statefacts.Life, error) {
	if format == statefacts.FormatJWT || format == statefacts.FormatSSH || format == statefacts.FormatOpenPGP {
		begins, end, found := strings.Cut(strings.TrimPrefix(document, string(format)+":"), "/")
		at, err := time.Parse(time.RFC3339, end)
		if !found || err != nil {
			return statefacts.Life{}, statefacts.ErrNoMaterial
		}
		from, _ := time.Parse(time.RFC3339, begins)
		return statefacts.Life{Begins: from, End: deadline.EndsAt(at)}, nil
	}
	bundle, err := keyfile.Parse([]byte(document), keyfile.Options{})
	if err != nil || len(bundle.Problems) > 0 {
		return statefacts.Life{}, errors.New("cannot read " + document)
	}
	leaves, err := bundle.Leaves()
	if err != nil {
		return statefacts.Life{}, errors.New("cannot read " + document)
	}
	leaf := leaves[0].Chain[0]
	return statefacts.Life{Begins: leaf.NotBefore, End: deadline.EndsAt(certificate.ExpiresAt(leaf))}, nil
}

func options() statefacts.Options {
	return statefacts.Options{AsOf: today, Location: time.UTC, Calendar: calendar, Material: material}
}

// resource makes a resource of attributes written as JSON.
func resource(kind, attributes string) statefacts.Resource {
	return statefacts.Resource{Address: kind + ".x", Mode: statefacts.ModeManaged, Type: kind, Attributes: json.RawMessage(attributes)}
}

// judged is the only fact of a resource.
func judged(t *testing.T, r statefacts.Resource, o statefacts.Options) statefacts.Fact {
	t.Helper()
	facts := statefacts.Embedded().Judge(r, o)
	if len(facts) != 1 {
		t.Fatalf("%s: %d facts, want 1: %+v", r.Type, len(facts), facts)
	}
	return facts[0]
}

// said is a fact in short, as the examples write it.
func said(fact statefacts.Fact) string {
	var words []string
	add := func(text string) { words = append(words, text) }
	if fact.Part != "" {
		add(fact.Part)
	}
	version := ""
	if fact.Product != "" {
		version = fact.Product + "@" + fact.Version
	}
	switch {
	case fact.Skip != "":
		add("skip")
	case fact.Unknown != "":
		add("unknown")
		if version != "" {
			add(version)
		}
	case version != "":
		add(version + "=" + fact.Cycle)
		if fact.Level != "security" {
			add(fact.Level)
		}
	case !fact.Made.IsZero():
		add("made " + deadline.FormatInstant(fact.Made))
	case fact.End.State == deadline.EndKnown:
		add(deadline.FormatInstant(fact.End.At))
	default:
		add(fact.End.State.String())
	}
	return strings.Join(words, " ")
}
