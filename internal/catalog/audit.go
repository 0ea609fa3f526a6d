package catalog

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// auditClass is how a fact stands against an independent list.
type auditClass int

const (
	auditRight auditClass = iota
	auditWrong
	auditUnverifiable
)

// AuditLine is one fact that an independent list contradicts.
type AuditLine struct {
	Product, Cycle, Fact string
	Ours, Theirs         string
}

// String is one line for a maintainer.
func (l AuditLine) String() string {
	return fmt.Sprintf("%s %s: %s is %s here and %s there", l.Product, l.Cycle, l.Fact, l.Ours, l.Theirs)
}

// Audit counts the facts of one product that a list confirms, contradicts, and
// does not speak of.
type Audit struct {
	Product                    string
	Right, Wrong, Unverifiable int
	Lines                      []AuditLine
}

// AuditFile compares the embedded facts with an independent list: an answer of
// endoflife.date's API, a mirror of it, or a publisher's own file (debian.csv,
// ubuntu.csv, schedule.json). Products are sorted by name.
func AuditFile(ctx context.Context, list string) ([]Audit, error) {
	told, err := auditList(ctx, list)
	if err != nil {
		return nil, err
	}
	var audits []Audit
	for _, slug := range slices.Sorted(maps.Keys(told)) {
		ours, err := sharedEmbedded().product(slug)
		if err != nil {
			continue // not embedded
		}
		audits = append(audits, auditProduct(ours, told[slug]))
	}
	if len(audits) == 0 {
		return nil, &FactsError{File: list, Problem: "the list is about no product that is embedded"}
	}
	return audits, nil
}

func auditList(ctx context.Context, list string) (map[string]*Product, error) {
	switch filepath.Base(list) {
	case "debian.csv", "ubuntu.csv", "schedule.json":
		return readPublishers(ctx, []string{list})
	}
	feed, err := readFeedPath(ctx, list)
	if err != nil {
		return nil, err
	}
	products := map[string]*Product{}
	for _, entry := range sharedEmbedded().entries() {
		slug, there := feed.slugOf(entry.slug)
		if !there {
			continue
		}
		product, err := feed.product(slug)
		if err != nil {
			return nil, err
		}
		products[entry.slug] = product
	}
	return products, nil
}

func auditProduct(ours, theirs *Product) Audit {
	audit := Audit{Product: ours.Slug}
	for i := range ours.Cycles {
		cycle := &ours.Cycles[i]
		told, there := theirs.Cycle(cycle.Name)
		if !there {
			told = &Cycle{}
		}
		released := func(c *Cycle) string {
			if c.Released.IsZero() {
				return ""
			}
			return c.Released.String()
		}
		audit.fact(cycle.Name, "released", released(cycle), released(told))
		audit.fact(cycle.Name, "active_ends", cycle.ActiveEnds.String(), told.ActiveEnds.String())
		audit.fact(cycle.Name, "security_ends", cycle.SecurityEnds.String(), told.SecurityEnds.String())
		audit.fact(cycle.Name, "extended_ends", cycle.ExtendedEnds.String(), told.ExtendedEnds.String())
	}
	return audit
}

func (a *Audit) fact(cycle, fact, ours, theirs string) {
	switch classOfFact(ours, theirs) {
	case auditRight:
		a.Right++
	case auditWrong:
		a.Wrong++
		a.Lines = append(a.Lines, AuditLine{a.Product, cycle, fact, ours, theirs})
	case auditUnverifiable:
		if ours != "" {
			a.Unverifiable++
		}
	}
}

func classOfFact(ours, theirs string) auditClass {
	switch {
	case ours == "" || theirs == "":
		return auditUnverifiable
	case ours == theirs, strings.HasPrefix(ours, textEnded) && strings.HasPrefix(theirs, textEnded):
		return auditRight
	case strings.HasPrefix(theirs, textEnded) && ours != textNone:
		// A list that tells no day does not contradict one.
		return auditUnverifiable
	default:
		return auditWrong
	}
}
