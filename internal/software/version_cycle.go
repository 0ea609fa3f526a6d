package software

import (
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// calendar is a product made ready for questions: its cycles with their versions
// in order, and every name by which a version or cycle can be told.
type calendar struct {
	product *catalog.Product
	cycles  []calendarCycle
	// exact has versions as the facts write them, keys the same in any spelling,
	// names what cycles are called.
	exact, keys, names map[string][]place
	// hasActive says that the product tells active from security support.
	hasActive bool
}

type calendarCycle struct {
	*catalog.Cycle
	// releases stand from the oldest version to the newest.
	releases []release
	// begins is what its versions begin with.
	begins string
}

type release struct {
	name     string
	key      string
	released deadline.Date
	// newestThrough is a day through which it is known to have been the newest.
	newestThrough deadline.Date
}

// place is a version in a cycle; at is -1 for the cycle as a whole.
type place struct{ cycle, at int }

func newCalendar(product *catalog.Product) *calendar {
	calendar := &calendar{
		product: product, cycles: make([]calendarCycle, len(product.Cycles)),
		exact: map[string][]place{}, keys: map[string][]place{}, names: map[string][]place{},
	}
	for i := range product.Cycles {
		cycle := &product.Cycles[i]
		calendar.hasActive = calendar.hasActive || cycle.ActiveEnds.State != catalog.EndUnknown
		calendar.cycles[i] = calendarCycle{Cycle: cycle, releases: releasesOf(cycle), begins: cycle.Name}
		if cycle.VersionsBegin != "" {
			calendar.cycles[i].begins = cycle.VersionsBegin
		}
		for at, release := range calendar.cycles[i].releases {
			put(calendar.exact, strings.ToLower(release.name), place{i, at})
			put(calendar.keys, sameKey(release.name), place{i, at})
			put(calendar.exact, strings.ToLower(withoutServicing(release.name)), place{i, at})
		}
		// A build number without a day still tells its cycle.
		if cycle.Latest.Name != "" && cycle.Latest.Released.IsZero() {
			put(calendar.exact, strings.ToLower(cycle.Latest.Name), place{i, -1})
		}
		put(calendar.names, cycleName(cycle.Name), place{i, -1})
		if cycle.Codename != "" {
			put(calendar.names, cycleName(cycle.Codename), place{i, -1})
			first, _, _ := strings.Cut(cycleName(cycle.Codename), "-")
			put(calendar.names, first, place{i, -1})
		}
		if cycle.Label != "" {
			put(calendar.names, cycleName(cycle.Label), place{i, -1})
		}
		if cycle.VersionsBegin != "" {
			put(calendar.names, cycle.VersionsBegin, place{i, -1})
		}
	}
	return calendar
}

func releasesOf(cycle *catalog.Cycle) []release {
	releases := make([]release, len(cycle.Versions))
	for i, version := range cycle.Versions {
		releases[i] = release{name: version.Name, key: orderKey(withoutServicing(version.Name)), released: version.Released, newestThrough: version.NewestThrough}
	}
	slices.SortStableFunc(releases, func(a, b release) int { return compareKeys(a.key, b.key) })
	return releases
}

// withoutServicing drops the name of a servicing update, which stands behind the
// build that it makes: "16.0.4265.3 CU26" is build 16.0.4265.3.
func withoutServicing(name string) string {
	build, servicing, found := strings.Cut(name, " ")
	if found && (strings.HasPrefix(servicing, "CU") || strings.HasPrefix(servicing, "GDR")) {
		return build
	}
	return name
}

func put(places map[string][]place, name string, at place) {
	if !slices.Contains(places[name], at) {
		places[name] = append(places[name], at)
	}
}

// cycleName makes names of cycles comparable: "2008 R2", "12.04 LTS".
func cycleName(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), "-")
	return strings.TrimSuffix(text, "-lts")
}

// found is where a version belongs.
type found struct {
	// cycle is nil where none was found, or where several are possible.
	cycle *calendarCycle
	// at is the release in the cycle, -1 where it is none that is known.
	at int
	// partial says that only the cycle was told.
	partial bool
	// several are the cycles between which the version does not decide.
	several []string
	// vague says that the text does not name one version.
	vague bool
}

// find looks a version up: first among the known releases, then among the
// cycles, and only then by what its number begins with.
func (c *calendar) find(version writtenVersion) found {
	text := strings.ToLower(version.text)
	// A version that is a release as well as the name of a cycle (Exim 4.84) is
	// the release; one that equals a release only in another spelling (Python 2.7
	// and 2.7.0) is the cycle. The name of a cycle of an operating system is always
	// that: whoever says Debian 13 does not mean its first point release.
	if places := c.names[cycleName(version.text)]; c.product.Category == "os" && len(places) > 0 {
		return c.foundAt(places, text)
	}
	for _, attempt := range [...]struct {
		places map[string][]place
		name   string
	}{
		{c.exact, text},
		{c.names, cycleName(version.text)},
	} {
		if places := attempt.places[attempt.name]; len(places) > 0 {
			return c.foundAt(places, text)
		}
	}
	// What follows takes a part of the text for the whole.
	if version.vague || c.spans(text) {
		return found{at: -1, vague: true}
	}
	if several := c.beginning(text); len(several) > 1 {
		return found{at: -1, several: several}
	}
	for _, attempt := range [...]struct {
		places map[string][]place
		name   string
	}{
		{c.keys, sameKey(version.text)},
		{c.exact, strings.ToLower(version.upstream)},
		{c.names, cycleName(version.upstream)},
		{c.keys, sameKey(version.upstream)},
	} {
		if places := attempt.places[attempt.name]; len(places) > 0 {
			return c.foundAt(places, text)
		}
	}
	if cycle := c.byBeginning(version.upstream); cycle != nil {
		return found{cycle: cycle, at: -1}
	}
	return found{at: -1}
}

// foundAt takes the one place. Of several it takes that in the cycle whose name says
// most of the version: 8.0.46 is a cycle of its own beside 8.0 at Amazon RDS.
func (c *calendar) foundAt(places []place, version string) found {
	if nearest := c.byBeginning(version); len(places) > 1 && nearest != nil {
		for i := range places {
			if &c.cycles[places[i].cycle] == nearest {
				places = places[i : i+1]
				break
			}
		}
	}
	if len(places) > 1 {
		several := make([]string, len(places))
		for i, place := range places {
			several[i] = c.cycles[place.cycle].Name
		}
		return found{at: -1, several: several}
	}
	return found{cycle: &c.cycles[places[0].cycle], at: places[0].at, partial: places[0].at < 0}
}

// spans knows a range without spaces: "8.1-8.4", of two cycles.
func (c *calendar) spans(version string) bool {
	from, to, found := strings.Cut(version, "-")
	return found && len(c.names[cycleName(from)]) > 0 && len(c.names[cycleName(strings.TrimPrefix(to, "v"))]) > 0
}

// beginning names the cycles that a number alone begins: "3" is no HAProxy 3.0 where
// there is a 3.1, as a tag of an image it is the newest of them.
func (c *calendar) beginning(version string) []string {
	if !isDigits(version) {
		return nil
	}
	var names []string
	for i := range c.cycles {
		if strings.HasPrefix(c.cycles[i].begins, version+".") {
			names = append(names, c.cycles[i].Name)
		}
	}
	return names
}

// byBeginning is the cycle with the longest beginning that the version has.
func (c *calendar) byBeginning(version string) *calendarCycle {
	version = strings.ToLower(version)
	var best *calendarCycle
	for i := range c.cycles {
		cycle := &c.cycles[i]
		rest, matches := strings.CutPrefix(version, strings.ToLower(cycle.begins))
		if !matches || rest != "" && isNumber(rest[0]) || cycle.begins == "" {
			continue
		}
		if best == nil || len(cycle.begins) > len(best.begins) {
			best = cycle
		}
	}
	return best
}
