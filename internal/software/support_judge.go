package software

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Question asks for how long a version is supported.
type Question struct {
	// Product is a slug, name, alias, CPE or package URL.
	Product string
	// Version is a full version, a part of one, or the name of a cycle. "" takes
	// the version that a CPE or package URL names.
	Version string
	// Distro is who built it, with its release or without: "centos 6", "debian".
	// DistroRelease is the release where it stands apart. Both may be "".
	Distro, DistroRelease string
	// Level is the kind of support; "" is LevelSecurity.
	Level SupportLevel
	// On is the day that is judged, in the zone of whoever asks.
	On deadline.Date
}

// Judgement is the answer to a Question.
type Judgement struct {
	Product, ProductName string
	// Version is the version that was judged, without what a packager added.
	Version string
	// Cycle is "" where none was found.
	Cycle string
	// Known says that the version is a release in the catalog.
	Known bool

	SupportClass SupportClass
	// SupportEnds is the end of support of the level that was asked about, with
	// its day where there is one.
	SupportEnds   catalog.End
	SupportReason string
	// Ended says that support of the level has ended, also on an untold day.
	Ended bool
	// KnownUntil is the last day on which the answer holds where it leans on no end
	// having been announced, zero where it does not.
	KnownUntil deadline.Date

	PatchClass  PatchClass
	PatchReason string
	// LatestVersion and LatestReleasedOn are the newest patch of the cycle on the
	// day; "" and zero where that is not known.
	LatestVersion    string
	LatestReleasedOn deadline.Date
	// ReleasesBehind counts the releases from the version to that; -1 for unknown.
	ReleasesBehind int

	// Distributor is the distributor's own verdict, nil without a distributor.
	Distributor *DistributorVerdict
	// PossibleBackport says that the distributor may have patched the version
	// without changing its number. Where none is named, ShippedBy are those that
	// ship just this version, which upstream no longer supports.
	PossibleBackport bool
	ShippedBy        []string

	// Source is where the dates come from, FactsAsOf the day on which they were
	// last confirmed.
	Source    string
	FactsAsOf deadline.Date
	// Derived says that the end was computed from the publisher's policy, and
	// Alternatives are ends of security support that other sources tell.
	Derived      bool
	Alternatives []catalog.Alternative
	// Findings are stale-facts, patch-behind and patch-unconfirmed.
	Findings []deadline.Finding
}

// Judge answers questions from a catalog. It may be used by many goroutines.
type Judge struct {
	catalog *catalog.Catalog

	mutex     sync.RWMutex
	calendars map[*catalog.Product]*calendar
}

// NewJudge makes a judge over a catalog. It reads nothing yet.
func NewJudge(from *catalog.Catalog) *Judge {
	return &Judge{catalog: from, calendars: map[*catalog.Product]*calendar{}}
}

// Knows says that the catalog has a product. Its error is that of a catalog that
// cannot be read.
func (j *Judge) Knows(ctx context.Context, product string) (bool, error) {
	_, err := j.catalog.Product(ctx, product)
	if errors.As(err, new(*catalog.UnknownProductError)) {
		return false, nil
	}
	return err == nil, err
}

// Slug is the catalog's own name of a product. Its error is that of the catalog.
func (j *Judge) Slug(ctx context.Context, product string) (string, error) {
	found, err := j.catalog.Product(ctx, product)
	if err != nil {
		return "", err
	}
	return found.Slug, nil
}

// Judge answers a question.
//
// An error is a *VersionError, a *catalog.UnknownProductError, a
// *catalog.FactsError or that of ctx. What cannot be told is no error but
// unknown, with the reason.
func (j *Judge) Judge(ctx context.Context, question Question) (Judgement, error) {
	if question.On.IsZero() {
		return Judgement{}, errors.New("software: Question.On is needed")
	}
	if question.Level == "" {
		question.Level = LevelSecurity
	}
	if question.Version == "" {
		question.Version = catalog.VersionOf(question.Product)
	}
	version, err := readVersion(question.Version)
	if err == nil {
		err = contradicts(question.Version, catalog.VersionOf(question.Product))
	}
	if err != nil {
		return Judgement{}, err
	}
	product, err := j.catalog.Product(ctx, question.Product)
	if err != nil {
		return Judgement{}, err
	}
	if distro, release := catalog.DistroOf(question.Product); question.Distro == "" {
		question.Distro, question.DistroRelease = distro, release
	}
	calendar := j.calendar(product, question.On)
	product = calendar.product
	place := calendar.find(version)
	if plain := plainVersion(product, version.text); place.at < 0 && plain != version.text {
		if other, err := readVersion(plain); err == nil {
			if found := calendar.find(other); found.cycle != nil {
				version, place = other, found
			}
		}
	}
	judgement := Judgement{
		Product: product.Slug, ProductName: product.Name, Version: version.upstream,
		SupportClass: SupportUnknown, PatchClass: PatchUnknown, ReleasesBehind: -1,
		Source: product.Source, FactsAsOf: product.Confirmed,
	}
	if place.cycle == nil {
		judgement.SupportReason = calendar.noCycle(version, place)
		judgement.PatchReason = judgement.SupportReason
	} else {
		judgement.Cycle = place.cycle.Name
		judgement.Source, judgement.FactsAsOf = place.cycle.Source, place.cycle.Confirmed
		judgement.Derived, judgement.Alternatives = place.cycle.Derived, place.cycle.Alternatives
		calendar.judgeSupport(&judgement, place, version, question)
		j.judgeOpen(calendar, &judgement, place.cycle.Cycle, question)
		judgePatch(&judgement, place, version, question.On)
	}
	if question.Distro != "" {
		var hosts []catalog.Host
		if place.cycle != nil {
			hosts = place.cycle.Hosts
		}
		verdict, err := j.distributor(ctx, product.Slug, version, hosts, question)
		if err != nil {
			return Judgement{}, err
		}
		judgement.Distributor = verdict
		judgement.PossibleBackport = verdict.Backports
		if err := j.followHost(ctx, &judgement, place, question); err != nil {
			return Judgement{}, err
		}
	} else {
		if err := j.tellShippers(ctx, &judgement, version, question); err != nil {
			return Judgement{}, err
		}
	}
	j.addFindings(&judgement, product, question.On)
	return judgement, nil
}

// calendar is that of a product as it is known by the day that is judged, or by
// today where that is later.
func (j *Judge) calendar(product *catalog.Product, on deadline.Date) *calendar {
	today := j.catalog.Today()
	if !today.IsZero() && on.After(today) {
		today = on
	}
	if !today.IsZero() {
		if known := product.By(today); known != product {
			return newCalendar(known) // rare, and no other day's
		}
	}
	j.mutex.RLock()
	known := j.calendars[product]
	j.mutex.RUnlock()
	if known != nil {
		return known
	}
	made := newCalendar(product)
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if known := j.calendars[product]; known != nil {
		return known
	}
	j.calendars[product] = made
	return made
}

// judgeSupport fills in the verdict on support.
func (c *calendar) judgeSupport(judgement *Judgement, place found, version writtenVersion, question Question) {
	cycle := place.cycle.Cycle
	judgement.Known = place.at >= 0
	judgement.SupportEnds = c.endOf(cycle, question.Level)
	switch {
	case version.preRelease && !judgement.Known:
		judgement.SupportReason = fmt.Sprintf("%s is a pre-release, which nobody supports.", version.text)
		judgement.SupportEnds = catalog.End{}
		return
	case !cycle.Released.IsZero() && question.On.Before(cycle.Released):
		judgement.SupportReason = fmt.Sprintf("%s %s was released only on %s.", c.product.Name, cycle.Name, cycle.Released)
		return
	}
	c.tellSupport(judgement, cycle, question)
}

// tellSupport places the day against the end and says so.
func (c *calendar) tellSupport(judgement *Judgement, cycle *catalog.Cycle, question Question) {
	end, named := judgement.SupportEnds, c.product.Name+" "+cycle.Name
	judgement.SupportClass = classOf(end, cycle.FactsAsOf, question.On)
	kind := string(question.Level) + " support"
	switch end.State {
	case catalog.EndOn:
		verb := "ends"
		if question.On.After(end.Date) {
			verb, judgement.Ended = "ended", true
		}
		judgement.SupportReason = fmt.Sprintf("%s of %s %s on %s.", titled(kind), named, verb, end.Date)
	case catalog.EndNone:
		judgement.SupportReason = fmt.Sprintf("No end of %s of %s had been announced by %s.", kind, named, cycle.Confirmed)
	case catalog.EndUndated:
		judgement.Ended = !question.On.Before(endedBy(end, cycle.FactsAsOf))
		judgement.SupportReason = fmt.Sprintf("%s of %s has ended, on a day that the catalog does not know (by %s).", titled(kind), named, endedBy(end, cycle.FactsAsOf))
	default:
		judgement.SupportReason = fmt.Sprintf("The catalog does not know when %s of %s ends.", kind, named)
		if cycle.Note != "" {
			judgement.SupportReason += " " + titled(cycle.Note) + "."
		}
	}
}

// followHost takes the end of support from the operating system, where that is
// what decides: IIS is supported as long as its Windows.
func (j *Judge) followHost(ctx context.Context, judgement *Judgement, place found, question Question) error {
	verdict := judgement.Distributor
	if place.cycle == nil || !slices.Contains(place.cycle.Hosts, catalog.Host{Product: verdict.Distro, Cycle: verdict.Release}) {
		return nil
	}
	host, err := j.catalog.Product(ctx, verdict.Distro)
	if err != nil {
		return err
	}
	calendar := j.calendar(host, question.On)
	cycle, _ := host.Cycle(verdict.Release)
	judgement.SupportEnds = calendar.endOf(cycle, question.Level)
	judgement.Source, judgement.FactsAsOf, judgement.KnownUntil = cycle.Source, cycle.Confirmed, deadline.Date{}
	calendar.tellSupport(judgement, cycle, question)
	j.judgeOpen(calendar, judgement, cycle, question)
	return nil
}

// tellShippers names the distributors whose package it may be, where nobody said
// who built a version that upstream no longer supports.
func (j *Judge) tellShippers(ctx context.Context, judgement *Judgement, version writtenVersion, question Question) error {
	judgement.PossibleBackport = version.packaged && !version.thirdParty && !version.vague
	if judgement.SupportClass == Supported || version.thirdParty || version.vague {
		return nil
	}
	shippers, err := j.shippers(ctx, judgement.Product, version, question)
	if err != nil || len(shippers) == 0 {
		return err
	}
	judgement.PossibleBackport, judgement.ShippedBy = true, shippers
	judgement.SupportReason += fmt.Sprintf(" It may be the package of %s, whose patches do not change the number; say so with distro.", listOr(shippers))
	return nil
}

// listOr joins names: "a, b or c".
func listOr(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// judgePatch fills in the verdict on the patch.
func judgePatch(judgement *Judgement, place found, version writtenVersion, on deadline.Date) {
	verdict := place.cycle.patchOn(version, place.at, on)
	if place.partial {
		verdict.class, verdict.behind = PatchUnknown, -1
		verdict.reason = fmt.Sprintf("%s names a release cycle, not a version in it.", version.text)
	}
	judgement.PatchClass, judgement.PatchReason, judgement.ReleasesBehind = verdict.class, verdict.reason, verdict.behind
	if verdict.newest != nil {
		judgement.LatestVersion, judgement.LatestReleasedOn = verdict.newest.name, verdict.newest.released
	}
}

// noCycle says why a version has no cycle.
func (c *calendar) noCycle(version writtenVersion, place found) string {
	const most = 12
	if len(place.several) > 0 {
		last := place.several[max(0, len(place.several)-most):]
		return fmt.Sprintf("%s belongs to several release cycles of %s: %s.", version.text, c.product.Name, strings.Join(last, ", "))
	}
	if place.vague {
		return fmt.Sprintf("%q does not name one version of %s: write the one that runs, like \"2.4.58\", and ask for each of several.", version.text, c.product.Name)
	}
	names := c.product.CycleNames()
	shown := "Its cycles are " + strings.Join(names[max(0, len(names)-most):], ", ") + "."
	if len(names) > most {
		shown = "Its last cycles are " + strings.Join(names[len(names)-most:], ", ") + "."
	}
	return fmt.Sprintf("%s is in no release cycle of %s that the catalog knows. %s", version.text, c.product.Name, shown)
}

// addFindings adds what a policy should know.
func (j *Judge) addFindings(judgement *Judgement, product *catalog.Product, on deadline.Date) {
	judgement.Findings = j.catalog.Findings()
	for _, fault := range product.Faults {
		judgement.Findings = append(judgement.Findings, deadline.NewFinding(deadline.RuleStaleFacts, fault))
	}
	if stale := j.staleFinding(judgement, on); stale != "" {
		judgement.Findings = append(judgement.Findings, deadline.NewFinding(deadline.RuleStaleFacts, stale))
	}
	switch judgement.PatchClass {
	case PatchLatest:
	case PatchBehind:
		judgement.Findings = append(judgement.Findings, deadline.NewFinding(deadline.RulePatchBehind,
			fmt.Sprintf("%s %s is not the newest patch: %s", judgement.ProductName, judgement.Version, judgement.PatchReason)))
	default:
		// A managed service is patched by whoever runs it.
		if product.Category == "service" {
			return
		}
		judgement.Findings = append(judgement.Findings, deadline.NewFinding(deadline.RulePatchUnconfirmed,
			fmt.Sprintf("Whether %s %s is the newest patch cannot be told: %s", judgement.ProductName, judgement.Version, judgement.PatchReason)))
	}
}

// titled begins a sentence.
func titled(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
