package document

import (
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// licenceLines joins lines that end in a backslash with those below.
func licenceLines(text string) [][]string {
	text = strings.NewReplacer("\\\r\n", " ", "\\\n", " ").Replace(text)
	var lines [][]string
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 0 && !strings.HasPrefix(words[0], "#") {
			lines = append(lines, words)
		}
	}
	return lines
}

// dayOf is the place of the day in a line, 0 in one that has none: an UPGRADE names
// two versions before it.
func dayOf(words []string) int {
	switch strings.ToUpper(words[0]) {
	case "FEATURE", "INCREMENT":
		return 4
	case "UPGRADE":
		return 5
	}
	return 0
}

func looksLikeLicence(text []byte) bool {
	for _, words := range licenceLines(string(text[:min(len(text), 1<<20)])) {
		if at := dayOf(words); at > 0 && len(words) > at {
			return true
		}
	}
	return false
}

// parseLicence reads a FlexNet licence file: FEATURE name vendor version date
// count. A feature works on the day that it names; the year 0 and "permanent" are
// no end. Of several features the earliest end counts.
func parseLicence(text string, options Options) (Document, *source.Failure) {
	document := Document{Kind: KindLicence, End: deadline.OpenEnded}
	endless := 0
	for _, words := range licenceLines(text) {
		place := dayOf(words)
		if place == 0 {
			continue
		}
		if len(words) <= place {
			return malformed(KindLicence, "a feature of the licence file is cut short")
		}
		day, permanent, ok := licenceDay(words[place])
		starts, started := featureStart(words, options)
		if !started {
			return malformed(KindLicence, "the START of a feature of the licence file is no day like 31-mar-2027")
		}
		if !options.Now.IsZero() && options.Now.Before(starts) {
			document.find(deadline.RuleNotYetValid, "the feature "+shown(words[1])+" works only from "+deadline.FormatInstant(starts)+" on")
		}
		switch {
		case !ok:
			return malformed(KindLicence, "a feature of the licence file has no day like 31-mar-2027, and is not permanent")
		case permanent:
			endless++
			continue
		}
		if at := day.End(options.location()); document.End.State == deadline.EndOpen || at.Before(document.End.At) {
			document.End, document.Signer = deadline.EndsAt(at), shown(words[2])
			document.Cause = "it is the feature " + shown(words[1])
		}
	}
	if document.End.State == deadline.EndOpen {
		document.because("its features are permanent")
	} else if endless > 0 {
		document.because("other features in it are permanent")
	}
	return document, nil
}

// featureStart is the day from which a feature works, zero where it does not say;
// ok is false for a day that cannot be read.
func featureStart(words []string, options Options) (starts time.Time, ok bool) {
	for _, word := range words {
		if key, value, found := strings.Cut(word, "="); found && strings.EqualFold(key, "START") {
			day, _, ok := licenceDay(strings.Trim(value, `"`))
			return day.Start(options.location()), ok
		}
	}
	return time.Time{}, true
}

func licenceDay(text string) (day deadline.Date, permanent, ok bool) {
	if strings.EqualFold(text, "permanent") {
		return day, true, true
	}
	parts := strings.Split(text, "-")
	if len(parts) != 3 {
		return day, false, false
	}
	number, err := strconv.Atoi(parts[0])
	year, yearErr := strconv.Atoi(parts[2])
	month, monthErr := time.Parse("Jan", parts[1]) // letters of either case
	switch {
	case err != nil || yearErr != nil || monthErr != nil || len(parts[1]) != 3:
		return day, false, false
	case year == 0:
		return day, true, number >= 1 && number <= 31
	case year < 1970 || year > 9999:
		return day, false, false // two digits: of which century nobody says
	case number < 1 || number > deadline.DaysIn(year, month.Month()):
		return day, false, false
	}
	return deadline.Date{Year: year, Month: month.Month(), Day: number}, year == 9999, true
}
