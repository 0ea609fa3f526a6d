// Package catalog knows release calendars: which release cycles a product has,
// when each was released and how long it is supported, and which versions came
// out on which day. The facts are embedded; a file, a mirror or the
// endoflife.date API may be laid over them, and a company's own file over that.
package catalog

import (
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Product is a piece of software (or an operating system) with its release
// cycles. It is shared between callers, who must not change it.
type Product struct {
	// Slug is the product's name in the catalog: that of endoflife.date where it
	// has one ("apache-http-server").
	Slug string
	// Name is what people call it ("Apache HTTP Server").
	Name     string
	Category string
	// Aliases are other names it is found by, in lower case.
	Aliases []string
	// Identifiers are CPEs in the 2.2 form without a version
	// ("cpe:/a:apache:http_server") and package URLs without a version.
	Identifiers []string
	// Source is where the facts come from, FactsAsOf the day they were taken and
	// Confirmed the day, never before it, on which they were last compared with a
	// source and held; each cycle tells its own.
	Source               string
	FactsAsOf, Confirmed deadline.Date
	// Note says what a reader of the facts should know, "" for nothing.
	Note   string
	Cycles []Cycle
	// Omits are cycles that no feed may add.
	Omits []string
	// Faults say which layer had nothing usable of the product, and why.
	Faults []string
}

// Cycle is a line of releases that is supported together ("2.4").
type Cycle struct {
	Name     string
	Codename string
	// Label is what people call the cycle, where that is neither ("Java 17").
	Label string
	// VersionsBegin is what the version numbers of the cycle begin with, where
	// that is not its name ("15.1" for Exchange 2016).
	VersionsBegin string
	// Released is the day of the first release, zero where unknown.
	Released deadline.Date
	// ActiveEnds (fixes of all kinds), SecurityEnds (security fixes) and
	// ExtendedEnds (support that is bought). The last day is still supported.
	ActiveEnds, SecurityEnds, ExtendedEnds End
	// Source says where the dates come from, FactsAsOf when they were taken,
	// Confirmed when they were last compared with a source and held.
	Source               string
	FactsAsOf, Confirmed deadline.Date
	// Alternatives are other ends of security support that other sources tell.
	Alternatives []Alternative
	// Derived says that the ends were computed from the publisher's policy.
	Derived bool
	// Latest is the newest version as of Confirmed where the facts name it;
	// Versions holds it too where its day is known.
	Latest Version
	// Versions are the releases of the cycle with their days, in no promised order.
	Versions []Version
	// CompleteThrough is the last day through which Versions lacks no release,
	// zero for a partial list: the newest patch must never be told from that.
	CompleteThrough deadline.Date
	// Hosts are the operating systems whose support decides over this cycle.
	Hosts []Host
	Note  string
	// Corrected names the fields that differ from feeds on purpose.
	Corrected map[string]bool
}

// Version is one release with its day, zero where that is unknown.
type Version struct {
	Name     string
	Released deadline.Date
	// NewestThrough is a day through which it is known to have been the newest of
	// its cycle, zero where nothing is known: what keeps the verdict on a past day
	// when facts that name the newest version alone are renewed.
	NewestThrough deadline.Date
}

// Alternative is an end of security support that disagrees with the one chosen.
type Alternative struct {
	Ends   End
	Source string
}

// Host names a release cycle of another product, as "windows-server 2016".
type Host struct{ Product, Cycle string }

// Cycle finds a cycle by its name as the catalog writes it.
func (p *Product) Cycle(name string) (*Cycle, bool) {
	for i := range p.Cycles {
		if p.Cycles[i].Name == name {
			return &p.Cycles[i], true
		}
	}
	return nil, false
}

// CycleNames lists the cycles in the order of the facts.
func (p *Product) CycleNames() []string {
	names := make([]string, len(p.Cycles))
	for i := range p.Cycles {
		names[i] = p.Cycles[i].Name
	}
	return names
}

// version finds a release of the cycle by its name.
func (c *Cycle) version(name string) (int, bool) {
	for i := range c.Versions {
		if c.Versions[i].Name == name {
			return i, true
		}
	}
	return 0, false
}
