package contract

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// How offices write a notice period: "at least 90 days before the end of the
// term", "3 Monate zum Quartalsende", 満了日の三か月前まで.
var (
	noticeBefore = text.Pattern(`^(?:(?:at least|not less than|no later than|a minimum of|mindestens|minimum|min\.?|spätestens|binnen|mit einer frist von|少なくとも|遅くとも)\s*)+`)
	// The end that a period is counted from goes without saying.
	noticeAfter = text.Pattern(`\s*(?:'?s?' ?)?(?:\s*(?:prior |written |advance )*(?:notice|in advance|beforehand|kündigungsfrist|im voraus)|\s*(?:prior to|prior|before|vor)(?:\s+(?:the|dem|der|des))?(?:\s+(?:end|expiry|expiration|ende|ablauf|vertragsende|laufzeitende|vertragsablauf|renewal|verlängerung|contract end|term end))?(?:\s+(?:of|der|des)\s+(?:the |each )?(?:term|contract|period|vertrags|laufzeit|vertragslaufzeit|vertrages))?(?:\s+date)?)+$`)
	japaneseEnd = text.Pattern(`^(?:各?(?:契約)?(?:期間)?(?:の)?(?:満了|終了|更新)(?:期日|日)?(?:の|より|から)?)`)
	japaneseBy  = text.Pattern(`(?:まで)?(?:に)?(?:書面(?:にて|で|による)?)?(?:の)?(?:解約)?(?:通知|通告|申出|申し出|申入れ|予告)?(?:が必要|を要する|すること|する)?$`)
	boundaryIn  = text.Pattern(`\s*(?:,\s*)?(?:to|zum|auf|at|for)\s+(?:the |an? |den |das )?(?:(?:end|ende|schluss)\s+(?:of |eines? |des |der )?(?:the |an? |each |any |eines? |jeden |jedes )?)?([\p{L} -]+?)(?:\s*end)?$`)
	// 四半期末の3ヶ月前まで: the boundary stands before the period.
	japaneseBoundary = text.Pattern(`^各?(四半期末|半期末|月末|年末|事業年度末|会計年度末|年度末)(?:の|より|から)?(.+)$`)
	// numberWords are numbers of periods in words.
	numberWords = map[string]int{
		"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "thirty": 30, "sixty": 60, "ninety": 90,
		"ein": 1, "eine": 1, "einen": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwölf": 12,
	}
	germanUnits = map[string]string{
		"tag": "d", "tage": "d", "tagen": "d", "woche": "w", "wochen": "w", "monat": "mo", "monate": "mo", "monaten": "mo", "monats": "mo", "jahr": "y", "jahre": "y", "jahren": "y",
		"arbeitstag": "bd", "arbeitstage": "bd", "arbeitstagen": "bd", "werktag": "bd", "werktage": "bd", "werktagen": "bd",
		"year": "y", "years": "y", "month": "mo", "months": "mo", "week": "w", "weeks": "w", "day": "d", "days": "d", "calendar days": "d", "kalendertage": "d",
		"business days": "bd", "working days": "bd", "business day": "bd", "working day": "bd", "mos": "mo", "yrs": "y", "mon": "mo",
	}
	wordedPeriod  = text.Pattern(`^([\p{L}]+|\d{1,6})\s*(?:\(\d+\)\s*)?([\p{L} ]+?)\.?$`)
	kanjiInPeriod = text.Pattern(`[〇一二三四五六七八九十百]+`)
)

// noticeInWords takes a notice period out of what an office writes about it, and
// the boundary that it is to.
func noticeInWords(text string) (period string, to Boundary) {
	plain := strings.ToLower(oneLine(norm.NFKC.String(text)))
	plain = noticeBefore().ReplaceAllString(strings.TrimRight(plain, ".。"), "")
	if parts := boundaryIn().FindStringSubmatchIndex(plain); parts != nil {
		if boundary, err := boundaryWords.parse(plain[parts[2]:parts[3]]); err == nil && boundary != BoundaryNone {
			plain, to = strings.TrimSpace(plain[:parts[0]]), boundary
		}
	}
	if parts := japaneseBoundary().FindStringSubmatch(plain); parts != nil {
		if boundary, err := boundaryWords.parse(parts[1]); err == nil {
			plain, to = parts[2], boundary
		}
	}
	if cut := noticeAfter().ReplaceAllString(plain, ""); cut != "" {
		plain = cut
	}
	if cut := japaneseEnd().ReplaceAllString(plain, ""); cut != "" {
		plain = cut
	}
	if strings.ContainsAny(plain, "年月日週前") {
		plain = japaneseBy().ReplaceAllString(plain, "")
	}
	return periodInWords(strings.TrimSpace(plain)), to
}

// periodInWords writes a period the short way, where it is in words.
func periodInWords(plain string) string {
	if strings.ContainsAny(plain, "年月日週") {
		return kanjiInPeriod().ReplaceAllStringFunc(plain, func(kanji string) string {
			if n := kanjiNumber(kanji); n > 0 {
				return strconv.Itoa(n)
			}
			return kanji
		})
	}
	parts := wordedPeriod().FindStringSubmatch(plain)
	if parts == nil {
		return plain
	}
	unit, known := germanUnits[strings.TrimSpace(parts[2])]
	number := parts[1]
	if n, worded := numberWords[number]; worded {
		number = strconv.Itoa(n)
	}
	if !known || strings.Trim(number, "0123456789") != "" {
		return plain
	}
	return number + unit
}

// kanjiNumber is a number below a hundred in kanji, 0 where it is none.
func kanjiNumber(kanji string) int {
	sum, digit := 0, 0
	for _, r := range kanji {
		switch at := strings.IndexRune("一二三四五六七八九", r); {
		case at >= 0 && digit == 0:
			digit = at/len("一") + 1
		case r == '十' && sum == 0:
			sum, digit = 10*max(digit, 1), 0
		default:
			return 0
		}
	}
	return sum + digit
}
