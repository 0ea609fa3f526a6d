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
	// SupportEnds is the end of its support of this package, which may be earlier
	// than that of the distribution; where several releases are possible and agree
	// in the class, the earliest.
	SupportEnds catalog.End
	Reason      string
	// Over says that support of the release as a whole has ended.
	Over bool
	// Backports says that it may have patched the version on the day.
	Backports bool
	// Source is the package in which the version was seen, "" for none.
	Source string
}

// Decides says that the verdict is on the very package, so that it can stand for
// upstream's: support of a distribution says nothing of what it does not ship.
func (v *DistributorVerdict) Decides() bool {
	return v.Known && len(v.Releases) > 0 && v.SupportEnds.State != catalog.EndUnknown
}

// distributor judges by the distributor's calendar. Its error is that of a
// catalog that cannot be read; a distributor that nobody knows is no error.
func (j *Judge) distributor(ctx context.Context, product string, version writtenVersion, hosts []catalog.Host, question Question) (*DistributorVerdict, error) {
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
	calendar := j.calendar(system, question.On)
	ships := slices.DeleteFunc(catalog.ShippedBy(system.Slug, product), func(s catalog.Shipped) bool { return !s.Match(version.upstream) })
	for _, host := range hosts {
		if host.Product == system.Slug {
			ships = append(ships, catalog.Shipped{Distro: host.Product, Release: host.Cycle, Version: version.upstream})
		}
	}
	if version.thirdParty {
		ships = nil
	}
	switch {
	case release != "":
		j.judgeRelease(verdict, calendar, ships, product, version, question)
	case len(hosts) > 0:
		// Which of them it runs on is just what is not told.
		j.judgeReleases(verdict, calendar, nil, question)
	default:
		j.judgeReleases(verdict, calendar, ships, question)
	}
	verdict.Backports = verdict.Backports && !version.thirdParty
	return verdict, nil
}

// judgeRelease judges by the release that is told.
func (j *Judge) judgeRelease(v *DistributorVerdict, calendar *calendar, ships []catalog.Shipped, product string, version writtenVersion, question Question) {
	written, err := readVersion(v.Release)
	if err != nil {
		v.Reason = fmt.Sprintf("%q is no release of %s.", v.Release, v.Name)
		return
	}
	place := calendar.find(written)
	if place.cycle == nil {
		v.Reason = calendar.noCycle(written, place)
		return
	}
	cycle := place.cycle.Cycle
	v.Release = cycle.Name
	named := v.Name + " " + cycle.Name
	whole := j.packageEnd(calendar, cycle, catalog.Shipped{}, question)
	v.Over = whole.class == EndedWithinYear || whole.class == EndedOverYear
	v.Backports = whole.patched
	row := bestRow(ships, cycle.Name, version.upstream)
	if row == nil {
		v.SupportClass, v.SupportEnds, v.Reason = whole.class, whole.end, whole.sentence(named)
		if whole.class == Supported {
			v.SupportClass, v.SupportEnds = SupportUnknown, catalog.End{}
			v.Reason = fmt.Sprintf("%s, but whether it ships and patches %s %s is not known: a package can have an end of its own.",
				strings.TrimSuffix(whole.sentence(named), "."), product, version.upstream)
			if version.thirdParty {
				v.Reason = fmt.Sprintf("%s, but %s is no package that it supports: its revision is that of somebody else, or of backports.",
					strings.TrimSuffix(whole.sentence(named), "."), version.text)
			}
		}
		return
	}
	v.Releases, v.Source = []string{cycle.Name}, row.Source
	one := j.packageEnd(calendar, cycle, *row, question)
	v.SupportClass, v.SupportEnds, v.Backports = one.class, one.end, one.patched
	v.Reason = one.sentence(named)
}

// bestRow is the row of a release that names the version most exactly.
func bestRow(ships []catalog.Shipped, release, version string) *catalog.Shipped {
	var best *catalog.Shipped
	for i := range ships {
		if ships[i].Release != release {
			continue
		}
		if best == nil || ships[i].Version == version || best.Series && len(ships[i].Version) > len(best.Version) {
			best = &ships[i]
		}
	}
	return best
}

// judgeReleases takes the class on which all releases agree that ship the
// version and were out on the day.
func (j *Judge) judgeReleases(v *DistributorVerdict, calendar *calendar, ships []catalog.Shipped, question Question) {
	v.Reason = fmt.Sprintf("The release of %s is not told, and no release is known to ship this version.", v.Name)
	first := true
	var only packageVerdict
	for i := range ships {
		cycle, there := calendar.product.Cycle(ships[i].Release)
		if !there || !cycle.Released.IsZero() && question.On.Before(cycle.Released) || slices.Contains(v.Releases, cycle.Name) {
			continue
		}
		one := j.packageEnd(calendar, cycle, ships[i], question)
		v.Releases = append(v.Releases, cycle.Name)
		v.Backports = v.Backports || one.patched
		if v.Source == "" {
			v.Source = ships[i].Source
		}
		switch {
		case first:
			v.SupportClass, v.SupportEnds, only = one.class, one.end, one
		case one.class != v.SupportClass:
			v.SupportClass, v.SupportEnds = SupportUnknown, catalog.End{}
		case one.end.State == catalog.EndOn && one.end.Date.Before(v.SupportEnds.Date):
			v.SupportEnds, only = one.end, one
		}
		first = false
	}
	switch {
	case first:
		// An unknown release of a living distribution may be patched.
		v.Backports = j.anySupported(calendar, question)
	case len(v.Releases) == 1:
		v.Release = v.Releases[0]
		v.Over = v.SupportClass == EndedWithinYear || v.SupportClass == EndedOverYear
		v.Reason = only.sentence(v.Name + " " + v.Release)
	case v.SupportClass == SupportUnknown:
		v.Reason = fmt.Sprintf("The version does not tell whether it is of %s %s.", v.Name, strings.Join(v.Releases, " or "))
	default:
		v.Reason = only.sentence(v.Name + " " + strings.Join(v.Releases, " or "))
	}
}

// packageVerdict is how one release's package stands on a day.
type packageVerdict struct {
	class SupportClass
	end   catalog.End
	// own says that the package ends before its distribution; bought that nothing
	// but bought support promises patches.
	own, bought bool
	// patched says that somebody may have got patches for it on the day.
	patched bool
}

// packageEnd is the end of a package: its own, or that of its distribution.
func (j *Judge) packageEnd(calendar *calendar, cycle *catalog.Cycle, row catalog.Shipped, question Question) packageVerdict {
	level := question.Level
	if level == LevelActive {
		// A distributor's patches are its security support, whatever upstream's
		// level was asked about.
		level = LevelSecurity
	}
	var verdict packageVerdict
	verdict.end = j.believed(calendar, cycle, level, question)
	extended := j.believed(calendar, cycle, LevelExtended, question)
	if row.Ends.State != catalog.EndUnknown {
		verdict.own = true
		extended = laterEnd(row.Ends, row.ExtendedEnds)
		verdict.end = row.Ends
		if level == LevelExtended {
			verdict.end = extended
		}
	}
	if row.Bought && level != LevelExtended {
		verdict.bought, verdict.end = true, catalog.End{}
	}
	verdict.class = classOf(verdict.end, cycle.FactsAsOf, question.On)
	verdict.patched = verdict.class == Supported || classOf(extended, cycle.FactsAsOf, question.On) == Supported
	return verdict
}

// believed is the end of a cycle's support on a day: one that nobody had
// announced is believed for a time only.
func (j *Judge) believed(calendar *calendar, cycle *catalog.Cycle, level SupportLevel, question Question) catalog.End {
	end := calendar.endOf(cycle, level)
	if end.State == catalog.EndNone && question.On.After(calendar.knownUntil(cycle, level, j.catalog.UnknownAfter())) {
		return catalog.End{}
	}
	return end
}

func (p packageVerdict) sentence(named string) string {
	what := named
	if p.own {
		what = "The package of " + named
	}
	switch {
	case p.bought:
		return fmt.Sprintf("%s promises patches of this package only to those who buy extended support.", named)
	case p.end.State == catalog.EndOn && p.class == Supported:
		return fmt.Sprintf("%s is supported until %s.", what, p.end.Date)
	case p.end.State == catalog.EndOn:
		return fmt.Sprintf("Support of %s ended on %s.", asPart(what), p.end.Date)
	case p.class == Supported:
		return fmt.Sprintf("%s is supported, and no end has been announced.", what)
	default:
		return fmt.Sprintf("When support of %s ends is not known.", asPart(what))
	}
}

// asPart makes a subject go on within a sentence.
func asPart(subject string) string {
	if rest, begun := strings.CutPrefix(subject, "The "); begun {
		return "the " + rest
	}
	return subject
}

// anySupported says that some release of the distribution is supported.
func (j *Judge) anySupported(c *calendar, question Question) bool {
	for i := range c.cycles {
		cycle := c.cycles[i].Cycle
		begun := cycle.Released.IsZero() || !question.On.Before(cycle.Released)
		if begun && classOf(j.believed(c, cycle, LevelExtended, question), cycle.FactsAsOf, question.On) == Supported {
			return true
		}
	}
	return false
}

// shippers names the releases of distributors that ship just this version and
// may still have patched it on the day: "Debian 12".
func (j *Judge) shippers(ctx context.Context, product string, version writtenVersion, question Question) ([]string, error) {
	var names []string
	for _, row := range catalog.Shippers(product, version.upstream) {
		system, err := j.catalog.Product(ctx, row.Distro)
		if err != nil {
			return nil, err
		}
		cycle, there := system.Cycle(row.Release)
		if !there || !cycle.Released.IsZero() && question.On.Before(cycle.Released) {
			continue
		}
		name := system.Name + " " + cycle.Name
		if j.packageEnd(j.calendar(system, question.On), cycle, row, question).patched && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
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
