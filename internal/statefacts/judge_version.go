package statefacts

import (
	"errors"
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// versionForm is what a version looks like: numbers, a letter or two, and at most
// two short parts behind (1.29.4-gke.1043002). It is narrow because nothing but
// versions may leave this room: tokens and hashes do not fit.
const versionForm = `\d{1,6}(?:\.\d{1,10}){0,5}(?:[a-z]{1,6}\d{0,4})?(?:[-+_.~][a-z0-9]{1,12}(?:[.-]\d{1,10})?){0,2}`

var (
	plainVersion = text.Pattern(`^v?(` + versionForm + `)$`)
	// shownVersion is what a rule may make of a text; names of runtimes are versions
	// too (nodejs18.x).
	shownVersion = text.Pattern(`^(?:` + versionForm + `|[a-z]{2,10}\d{0,2}(?:\.[a-z0-9]{1,8}){0,2}(?:-edge)?)$`)
)

// version finds product and version in a text and asks the calendar.
func (c *caseFile) version(end *End, source Source, path, text string, fact *Fact) {
	rule, version, matched := c.rule(end, source, text)
	if !matched {
		if end.Otherwise != "" {
			fact.Skip = end.Otherwise
			return
		}
		fact.unknown(ReasonMalformed, "its "+path+" names no product and version that the table knows")
		return
	}
	fact.Product, fact.Version, fact.Level = rule.Product, version, c.level(end)
	switch {
	case !rule.Fixed.IsZero():
		fact.End, fact.Cause = deadline.EndsAt(rule.Fixed.End(c.options.location())), rule.Because
		fact.Product, fact.Version, fact.Level = "", "", ""
	case rule.Product == "":
		fact.unknown(ReasonMalformed, clauses("its "+path+" tells no version", rule.Because))
		fact.Version, fact.Level = "", ""
	default:
		c.support(path, fact)
		fact.Cause = clauses(fact.Cause, rule.Because, end.Because)
	}
}

// rule is the first rule that holds for a text, with the version that it makes.
func (c *caseFile) rule(end *End, source Source, text string) (VersionRule, string, bool) {
	rules := end.Versions
	if source.Product != "" {
		rules = []VersionRule{{Product: source.Product}}
		if len(end.Versions) > 0 {
			rules[0].Match, rules[0].Version = end.Versions[0].Match, end.Versions[0].Version
		}
	}
	text = strings.TrimSpace(text)
	if len(text) > 400 {
		return VersionRule{}, "", false
	}
	for _, rule := range rules {
		pattern, template := rule.Match, rule.Version
		if pattern == nil {
			pattern = plainVersion()
		}
		match := pattern.FindStringSubmatchIndex(text)
		if match == nil || !rule.When.holds(c.root, c.afterApply) {
			continue
		}
		if template == "" {
			template = "$1"
		}
		version := string(pattern.ExpandString(nil, template, text, match))
		if rule.Product == "" || shownVersion().MatchString(version) {
			return rule, version, true
		}
	}
	return VersionRule{}, "", false
}

func (c *caseFile) level(end *End) string {
	for _, rule := range end.Levels {
		if rule.When.holds(c.root, c.afterApply) {
			return rule.Level
		}
	}
	return end.Level
}

// support asks the calendar for how long the version is supported.
func (c *caseFile) support(path string, fact *Fact) {
	named := fact.Product + " " + fact.Version
	if c.options.Calendar == nil {
		fact.unknown(ReasonNoCalendar, named+" stands at its "+path+", and no release calendar was asked")
		return
	}
	release := Release{fact.Product, fact.Version, fact.Level}
	support, err := c.options.Calendar(release)
	switch {
	case errors.Is(err, ErrNoCalendar):
		fact.unknown(ReasonNoCalendar, fmt.Sprintf("its %s is %s, and the catalog has no calendar of %s; an own file of the catalog can add it", path, named, fact.Product))
		return
	case err != nil:
		fact.unknown(ReasonNoCalendar, "its "+path+" is "+named+", and the calendar gave no answer: "+deadline.Printable(err.Error()))
		return
	}
	fact.Cycle, fact.End, fact.Findings = support.Cycle, support.End, support.Findings
	fact.Cause = clauses("its "+path+" is "+named, strings.TrimRight(support.Reason, ". "))
	if support.End.State == deadline.EndUnknown {
		fact.Unknown = ReasonNoCalendar
	}
	if fact.Level == "extended" {
		c.standard(release, fact)
	}
}

// standard says when support ends that costs nothing extra.
func (c *caseFile) standard(release Release, fact *Fact) {
	release.Level = "security"
	support, err := c.options.Calendar(release)
	if err != nil || support.End == fact.End {
		return
	}
	fact.StandardEnd = support.End
	if support.End.State == deadline.EndKnown {
		last := deadline.DateOf(support.End.At, c.options.location()).AddDays(-1)
		fact.Cause = clauses(fact.Cause, fmt.Sprintf("standard support ends with %s, and what follows may cost extra", last))
	}
}
