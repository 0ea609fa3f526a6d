package statefacts_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

type example struct {
	Type, Mode string
	Attributes json.RawMessage
	Gives      []string
}

func examples(t *testing.T) []example {
	t.Helper()
	content, err := os.ReadFile("testdata/examples.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryExampleGivesWhatItSays(t *testing.T) {
	t.Parallel()
	for i, example := range examples(t) {
		entry, known := statefacts.Embedded().Entry(example.Mode, example.Type)
		if !known && example.Mode == "" {
			example.Mode = statefacts.ModeData
			entry, known = statefacts.Embedded().Entry(example.Mode, example.Type)
		}
		if !known {
			t.Errorf("example %d: the table has no %s", i+1, example.Type)
			continue
		}
		for _, name := range append([]string{entry.Type}, entry.Also...) {
			facts := statefacts.Embedded().Judge(statefacts.Resource{Address: name + ".x", Mode: example.Mode, Type: name, Attributes: example.Attributes}, options())
			got := make([]string, len(facts))
			for i, fact := range facts {
				got[i] = said(fact)
			}
			for _, gives := range example.Gives {
				if !slices.Contains(got, gives) {
					t.Errorf("%s with %s\n gives %q\n want  %q", name, example.Attributes, got, gives)
					for _, fact := range facts {
						t.Logf("   %s: %s%s", fact.Path, fact.Cause, fact.Skip)
					}
				}
			}
			if len(got) != len(example.Gives) && len(entry.Ends) == len(example.Gives) {
				t.Errorf("%s with %s: %d facts, want %d: %q", name, example.Attributes, len(got), len(example.Gives), got)
			}
		}
	}
}

// TestEveryEntryIsProven makes a resource of every end that a plain value tells,
// and demands an example of every other.
func TestEveryEntryIsProven(t *testing.T) {
	t.Parallel()
	leaf := certtest.SelfSigned([]string{"www.example.test"}, certtest.ValidBetween(today.AddDate(0, 0, -10), deadline.Date{Year: 2027, Month: 5, Day: 1}.Start(today.Location())))
	shown := map[string]bool{}
	for _, example := range examples(t) {
		shown[example.Type] = true
	}
	for _, entry := range statefacts.Embedded().Entries() {
		for i := range entry.Ends {
			end := &entry.Ends[i]
			sample := sampleOf(end, string(leaf.PEM()))
			if sample == "" {
				if !shown[entry.Type] {
					t.Errorf("%s %s: testdata/examples.json has no example of it", entry.Type, end.Of)
				}
				continue
			}
			for place, source := range end.At {
				if source.Plus.String() != "" || source.Format != end.At[0].Format {
					continue
				}
				proveAt(t, entry, end, source, place, sample)
			}
		}
	}
}

// proveAt judges a resource that has the value in one place and markers around it.
func proveAt(t *testing.T, entry *statefacts.Entry, end *statefacts.End, source statefacts.Source, place int, sample string) {
	t.Helper()
	mode := entry.Mode
	if mode == "" {
		mode = statefacts.ModeData
	}
	o := options()
	o.Scan = true
	r := statefacts.Resource{Address: entry.Type + ".x", Mode: mode, Type: entry.Type, Attributes: nested(t, source.Path.String(), sample)}
	var got []string
	for _, fact := range statefacts.Embedded().Judge(r, o) {
		if fact.Part != end.Of && end.Take != statefacts.TakeEach {
			continue
		}
		got = append(got, fact.End.State.String())
		if fact.End.State == deadline.EndKnown {
			if day := deadline.FormatInstant(fact.End.At); !strings.HasPrefix(day, "2027-0") || fact.Begins.After(fact.End.At) {
				t.Errorf("%s, place %d: %s", entry.Type, place, day)
			}
		}
		if text := fmt.Sprintf("%+v", fact); strings.Contains(text, secret) {
			t.Errorf("%s tells a secret: %s", entry.Type, text)
		}
	}
	if !slices.Contains(got, "known") && !slices.Contains(got, "open") {
		t.Errorf("%s at %s gives %q", entry.Type, source.Path, got)
		for _, fact := range statefacts.Embedded().Judge(r, o) {
			t.Log(fact.Cause, fact.Skip)
		}
	}
}

// sampleOf is a value of the form that an end has, "" where it takes more than a
// value to prove it.
func sampleOf(end *statefacts.End, pem string) string {
	if len(end.At) == 0 {
		return ""
	}
	switch end.At[0].Format {
	case statefacts.FormatMoment:
		return `"2027-05-01T00:00:00Z"`
	case statefacts.FormatPEM:
		text, _ := json.Marshal(pem)
		return string(text)
	case statefacts.FormatBase64PEM:
		text, _ := json.Marshal([]byte(pem))
		return string(text)
	case statefacts.FormatJWT, statefacts.FormatSSH, statefacts.FormatOpenPGP:
		return fmt.Sprintf("%q", string(end.At[0].Format)+":2026-05-01T00:00:00Z/2027-05-01T00:00:00Z")
	}
	return ""
}

var stepForm = regexp.MustCompile(`\["([^"]*)"\]|\[(\*|\d+)\]|([A-Za-z0-9_]+)`)

// nested writes JSON in which a value stands at a path, and a secret beside it at
// every level.
func nested(t *testing.T, path, value string) json.RawMessage {
	t.Helper()
	steps := stepForm.FindAllStringSubmatch(path, -1)
	for i := range slices.Backward(steps) {
		switch step := steps[i]; {
		case step[2] != "":
			value = "[" + value + "]"
		default:
			value = fmt.Sprintf(`{"zz_secret": %q, %q: %s}`, secret, step[1]+step[3], value)
		}
	}
	return json.RawMessage(value)
}

func TestEveryEntryHasItsShape(t *testing.T) {
	t.Parallel()
	kinds := []string{"certificate", "software", "token", "contract", "backup", "domain", "other"}
	types, unconfirmed := 0, 0
	for _, entry := range statefacts.Embedded().Entries() {
		types += 1 + len(entry.Also)
		if entry.Unconfirmed {
			unconfirmed++
		}
		if deadline.Blank(entry.Source) {
			t.Errorf("%s has no source", entry.Type)
		}
		if !strings.HasPrefix(entry.Type, entry.Provider+"_") && entry.Provider != "helm" {
			t.Errorf("%s stands among the types of %s", entry.Type, entry.Provider)
		}
		for _, end := range entry.Ends {
			if !slices.Contains(kinds, end.Kind) {
				t.Errorf("%s: the kind %q is none of %q", entry.Type, end.Kind, kinds)
			}
			if len(end.Otherwise) > 0 && len(end.Versions) == 0 {
				t.Errorf("%s: otherwise without versions", entry.Type)
			}
		}
	}
	if types < 286 || unconfirmed > 8 {
		t.Errorf("%d types, of which %d are not confirmed", types, unconfirmed)
	}
}

// TestEverySlugIsInTheCatalog names the products that no calendar is embedded of;
// each has an example that shows its end as unknown.
func TestEverySlugIsInTheCatalog(t *testing.T) {
	t.Parallel()
	missing := strings.Fields(`amazon-cloudwatch-synthetics amazon-eks-addon aws-codebuild-image azure-` + "hd" + `insight google-cloud-composer prometheus-operator`)
	used := map[string]bool{}
	for _, entry := range statefacts.Embedded().Entries() {
		for _, end := range entry.Ends {
			for _, source := range end.At {
				used[source.Product] = true
			}
			for _, rule := range end.Versions {
				used[rule.Product] = true
			}
		}
	}
	delete(used, "")
	for slug := range used {
		product, err := catalog.Embedded().Product(t.Context(), slug)
		switch {
		case slices.Contains(missing, slug) == (err == nil):
			t.Errorf("%s: listed as missing %v, %v", slug, slices.Contains(missing, slug), err)
		case err == nil && product.Slug != slug:
			t.Errorf("%s is called %s in the catalog", slug, product.Slug)
		}
	}
	for _, slug := range missing {
		if !used[slug] {
			t.Errorf("%s is listed as missing and not used", slug)
		}
	}
}
