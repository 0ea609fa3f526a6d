package contract

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

const periodForms = "write it like 12mo, 1y, 30d, 20bd (business days), 12 months, 12ヶ月, 1年, 30日 or 20営業日"

var (
	// japanesePeriod is a period as Japanese registers hold it: "1年6ヶ月", "36ヵ月",
	// "30日前".
	japanesePeriod = text.Pattern(`^(?:(\d{1,6})\s*年)?(?:(\d{1,6})\s*[ヶかカヵケｹｶ箇個]月)?(?:(\d{1,6})\s*週)?(?:(\d{1,6})\s*日)?間?(?:以?前(?:まで)?)?$`)
	// japaneseBusinessDays is "20営業日" or "20営業日前まで".
	japaneseBusinessDays = text.Pattern(`^(\d{1,6})\s*営業日間?(?:以?前(?:まで)?)?$`)
	englishPeriod        = text.Pattern(`(?i)^(\d{1,6})\s*(year|month|week|day|business day|working day)s?$`)
	englishUnits         = map[string]string{"year": "y", "month": "mo", "week": "w", "day": "d", "business day": "bd", "working day": "bd"}
	// shortPeriod has a shape of which deadline.ParsePeriod knows what is wrong.
	shortPeriod = text.Pattern(`(?i)^(?:P[0-9T].*|\d+(?:\.\d+)?\s*(?:h|d|w|mo|y|bd|m))$`)
)

// parsePeriod reads a period of a register: the forms of deadline.ParsePeriod
// and those in plain Japanese and English. There is no lifetime here for a
// percentage to be of.
func parsePeriod(text string) (deadline.Period, error) {
	written := narrow(text)
	if _, known := inShort(written); !known {
		plain := strings.ToLower(oneLine(norm.NFKC.String(written)))
		if short := periodInWords(plain); short != plain {
			written = short
		}
	}
	switch short, known := inShort(written); {
	case known:
		written = short
	case strings.Trim(written, "0123456789") == "":
		return deadline.Period{}, fmt.Errorf("%s has no unit; %s", deadline.Quote(text), periodForms)
	case strings.HasPrefix(written, "-"):
		return deadline.Period{}, fmt.Errorf("%s is negative; %s", deadline.Quote(text), periodForms)
	case strings.HasSuffix(written, "%"):
		return deadline.Period{}, fmt.Errorf("%s is a share, but of nothing that is known here; %s", deadline.Quote(text), periodForms)
	case !shortPeriod().MatchString(written):
		return deadline.Period{}, fmt.Errorf("%s is not a period; %s", deadline.Quote(text), periodForms)
	}
	period, err := deadline.ParsePeriod(written)
	switch {
	case err != nil:
		return deadline.Period{}, err
	case period.BusinessDays > maxBusinessDays:
		return deadline.Period{}, fmt.Errorf("%s is more than %d business days; write it in months", deadline.Quote(text), maxBusinessDays)
	}
	return period, nil
}

// maxBusinessDays bounds what is counted day by day: about four years.
const maxBusinessDays = 1000

// inShort writes a Japanese or English period the way deadline.ParsePeriod reads it.
func inShort(text string) (string, bool) {
	if parts := englishPeriod().FindStringSubmatch(text); parts != nil {
		return parts[1] + englishUnits[strings.ToLower(parts[2])], true
	}
	if parts := japaneseBusinessDays().FindStringSubmatch(text); parts != nil {
		return parts[1] + "bd", true
	}
	parts := japanesePeriod().FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	units := [5]struct{ short, iso string }{{}, {"y", "Y"}, {"mo", "M"}, {"w", "W"}, {"d", "D"}}
	var short, iso string
	count := 0
	for i, number := range parts {
		if i == 0 || number == "" {
			continue
		}
		short = number + units[i].short
		iso += number + units[i].iso
		count++
	}
	if count > 1 {
		return "P" + iso, true
	}
	return short, count == 1
}

// inWords is a period for a sentence: "12 months", "20 business days".
func inWords(p deadline.Period) string {
	var parts []string
	add := func(n int, unit string) {
		if n == 1 {
			parts = append(parts, "1 "+unit)
		} else if n > 1 {
			parts = append(parts, strconv.Itoa(n)+" "+unit+"s")
		}
	}
	add(p.Months, "month")
	add(p.Days, "day")
	add(p.BusinessDays, "business day")
	if p.Time != 0 || len(parts) == 0 {
		return p.String()
	}
	return strings.Join(parts, " and ")
}
