package software

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
)

// DistributorVerdict is what holds where a distributor built the software: its
// own support, in which it patches the version without changing the number.
type DistributorVerdict struct {
	// Distro is the catalog's slug, or what was asked where the catalog does not
	// know the distributor; Name is what people call it.
	Distro, Name string
	// Known says that the catalog knows the distributor.
	Known bool
	// Release is its release, "" where that is not told; Releases are those that
	// are known to ship the version.
	Release  string
	Releases []string

	SupportClass SupportClass
	// SupportEnds is the end of its support; where several releases are possible
	// and agree in the class, the earliest.
	SupportEnds catalog.End
	Reason      string
	// Backports says that it may have patched the version on the day.
	Backports bool
	// Source is the package in which the version was seen, "" for none.
	Source string
}

// distributor judges by the distributor's calendar. Its error is that of a
// catalog that cannot be read; a distributor that nobody knows is no error.
func (j *Judge) distributor(ctx context.Context, product string, version writtenVersion, question Question) (*DistributorVerdict, error) {
	system, release, err := j.distro(ctx, question)
	verdict := &DistributorVerdict{Distro: question.Distro, Name: question.Distro, Release: release, SupportClass: SupportUnknown}
	if _, ok := errors.AsType[*catalog.UnknownProductError](err); ok {
		verdict.Reason = fmt.Sprintf("The catalog knows no distributor %q.", question.Distro)
		return verdict, nil
	}
	if err != nil {
		return nil, err
	}
	verdict.Distro, verdict.Name, verdict.Known = system.Slug, system.Name, true
	calendar := j.calendar(system)
	ships := catalog.ShippedBy(system.Slug, product)
	ships = slices.DeleteFunc(ships, func(s catalog.Shipped) bool { return orderKey(s.Version) != orderKey(version.upstream) })
	for _, ship := range ships {
		verdict.Releases = append(verdict.Releases, ship.Release)
	}
	candidates := verdict.Releases
	if release != "" {
		candidates = []string{release}
	}
	verdict.judge(calendar, candidates, question)
	for _, ship := range ships {
		if verdict.Source == "" && (verdict.Release == "" || verdict.Release == ship.Release) {
			verdict.Source = ship.Source
		}
	}
	return verdict, nil
}

// judge takes the class on which all possible releases agree.
func (v *DistributorVerdict) judge(calendar *calendar, candidates []string, question Question) {
	level := question.Level
	if level == LevelActive {
		// A distributor's patches are its security support, whatever upstream's
		// level was asked about.
		level = LevelSecurity
	}
	v.Reason = fmt.Sprintf("The release of %s is not told, and no release is known to ship this version.", v.Name)
	// An unknown release of a living distribution may be patched.
	v.Backports = len(candidates) == 0 && calendar.anySupported(question)
	first := true
	for _, name := range candidates {
		written, err := readVersion(name)
		if err != nil {
			v.Reason = fmt.Sprintf("%q is no release of %s.", name, v.Name)
			continue
		}
		place := calendar.find(written)
		if place.cycle == nil {
			v.Reason = calendar.noCycle(written, place)
			continue
		}
		end := calendar.endOf(place.cycle.Cycle, level)
		class := classOf(end, place.cycle.FactsAsOf, question.On)
		// Bought support patches too, whoever bought it.
		extended := calendar.endOf(place.cycle.Cycle, LevelExtended)
		v.Backports = v.Backports || class == Supported || classOf(extended, place.cycle.FactsAsOf, question.On) == Supported
		switch {
		case first:
			v.SupportClass, v.SupportEnds = class, end
		case class != v.SupportClass:
			v.SupportClass, v.SupportEnds = SupportUnknown, catalog.End{}
		case end.State == catalog.EndOn && end.Date.Before(v.SupportEnds.Date):
			v.SupportEnds = end
		}
		if len(candidates) == 1 {
			v.Release = place.cycle.Name
		}
		first = false
	}
	if first {
		return
	}
	v.Reason = v.reason(candidates)
}

func (v *DistributorVerdict) reason(candidates []string) string {
	named := v.Name + " " + strings.Join(candidates, " or ")
	if v.Release != "" {
		named = v.Name + " " + v.Release
	}
	switch {
	case v.SupportEnds.State == catalog.EndOn && v.SupportClass == Supported:
		return fmt.Sprintf("%s is supported until %s.", named, v.SupportEnds.Date)
	case v.SupportEnds.State == catalog.EndOn && v.SupportClass != SupportUnknown:
		return fmt.Sprintf("Support of %s ended on %s.", named, v.SupportEnds.Date)
	case v.SupportClass == Supported:
		return fmt.Sprintf("%s is supported, and no end has been announced.", named)
	default:
		return fmt.Sprintf("The version does not tell whether it is of %s, or its support is not known.", named)
	}
}

// anySupported says that some release of the distribution is supported.
func (c *calendar) anySupported(question Question) bool {
	for i := range c.cycles {
		cycle := c.cycles[i].Cycle
		begun := cycle.Released.IsZero() || !question.On.Before(cycle.Released)
		if begun && classOf(c.endOf(cycle, LevelExtended), cycle.FactsAsOf, question.On) == Supported {
			return true
		}
	}
	return false
}

// distro finds the distributor and its release in what was asked: "centos 6",
// "ubuntu/22.04", "Debian bookworm", "rhel-8", or apart.
func (j *Judge) distro(ctx context.Context, question Question) (*catalog.Product, string, error) {
	system, err := j.catalog.Product(ctx, question.Distro)
	var unknown *catalog.UnknownProductError
	if err == nil || question.DistroRelease != "" || !errors.As(err, &unknown) {
		return system, question.DistroRelease, err
	}
	text := strings.Join(strings.Fields(question.Distro), " ")
	for at := len(text) - 1; at > 0; at-- {
		if !strings.ContainsRune(" /:-", rune(text[at])) {
			continue
		}
		found, tryErr := j.catalog.Product(ctx, text[:at])
		if tryErr == nil {
			return found, text[at+1:], nil
		}
		if !errors.As(tryErr, new(*catalog.UnknownProductError)) {
			return nil, "", tryErr
		}
	}
	return nil, "", err
}
