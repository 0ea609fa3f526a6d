package backup

import (
	"regexp"
	"strings"
	"time"
)

// Pattern says how names of backups look and where in them their day stands.
type Pattern struct {
	text  string
	form  *regexp.Regexp
	parts string // what the groups of form are, a letter each: Y M D h m s or e
	whole bool   // it has a slash and is compared with the whole name
}

const patternHelp = `Write the day as YYYY, MM and DD and the time of day as hh, mm and ss, in braces: "erp-{YYYY-MM-DD}.dump", "*/{YYYYMMDD_hhmmss}.sql.gz"; {epoch} stands for seconds since 1970, * for anything but a slash.`

// patternWords are what may stand in braces; the second column is the day by which
// Go programs show a form.
var patternWords = []struct{ word, also, form, part string }{
	{"epoch", "", `(\d{9,10})`, "e"},
	{"YYYY", "2006", `((?:19|20)\d{2})`, "Y"},
	{"MM", "01", `(0[1-9]|1[0-2])`, "M"},
	{"DD", "02", `(0[1-9]|[12]\d|3[01])`, "D"},
	{"hh", "15", `([01]\d|2[0-3])`, "h"},
	{"mm", "04", `([0-5]\d)`, "m"},
	{"ss", "05", `([0-5]\d)`, "s"},
}

// ParsePattern reads a pattern: "erp-{YYYY-MM-DD}.dump". Its error is an *Error on
// the attribute pattern.
func ParsePattern(text string) (*Pattern, error) {
	pattern, wrong := parsePattern(text)
	if wrong != nil {
		return nil, wrong
	}
	return pattern, nil
}

func parsePattern(text string) (*Pattern, *Error) {
	refuse := func(problem string) (*Pattern, *Error) {
		return nil, attributef("pattern", ReasonUnsupported, "Malformed pattern", "The pattern %q %s. %s", shown(text), problem, patternHelp)
	}
	if strings.TrimSpace(text) == "" {
		return refuse("is empty")
	}
	pattern := &Pattern{text: text, whole: strings.Contains(text, "/")}
	var form strings.Builder
	form.WriteString(`^`)
	for rest := text; rest != ""; {
		switch rest[0] {
		case '{':
			inside, after, closed := strings.Cut(rest[1:], "}")
			if !closed || !pattern.take(inside, &form) {
				return refuse("has braces in which something else stands")
			}
			rest = after
		case '*':
			form.WriteString(`[^/]*`)
			rest = rest[1:]
		case '?':
			form.WriteString(`[^/]`)
			rest = rest[1:]
		default:
			end := strings.IndexAny(rest, "{*?")
			if end < 0 {
				end = len(rest)
			}
			form.WriteString(regexp.QuoteMeta(rest[:end]))
			rest = rest[end:]
		}
	}
	form.WriteString(`$`)
	dated := pattern.parts != "" && !strings.Contains(pattern.parts, "e")
	for _, part := range "YMDhms" {
		if n := strings.Count(pattern.parts, string(part)); n > 1 || dated && n == 0 && strings.ContainsRune("YMD", part) {
			return refuse("needs a year, a month and a day, each once")
		}
	}
	var err error
	if pattern.form, err = regexp.Compile(form.String()); err != nil {
		return refuse("is not text in UTF-8")
	}
	return pattern, nil
}

// take reads what stands in braces.
func (p *Pattern) take(inside string, form *strings.Builder) bool {
	if inside == "" {
		return false
	}
next:
	for inside != "" {
		for _, word := range patternWords {
			for _, name := range []string{word.word, word.also} {
				if name != "" && strings.HasPrefix(inside, name) {
					form.WriteString(word.form)
					p.parts += word.part
					inside = inside[len(name):]
					continue next
				}
			}
		}
		if !strings.ContainsRune("-_.:T /h", rune(inside[0])) {
			return false
		}
		form.WriteString(regexp.QuoteMeta(inside[:1]))
		inside = inside[1:]
	}
	return true
}

// match says whether a name has the pattern, and which day it tells.
func (p *Pattern) match(name string) (found dated, has, ok bool) {
	if !p.whole {
		name = name[strings.LastIndex(name, "/")+1:]
	}
	groups := p.form.FindStringSubmatch(name)
	if groups == nil {
		return dated{}, false, false
	}
	if p.parts == "" {
		return dated{}, false, true
	}
	values := map[rune]string{'h': "00", 'm': "00", 's': "00"}
	for i, part := range p.parts {
		values[part] = groups[i+1]
	}
	if epoch, is := values['e']; is {
		at, err := parseEpoch(epoch)
		day := at.Truncate(24 * time.Hour)
		return dated{day: day, clock: at.Sub(day), hasClock: true, zoned: true}, err == nil, err == nil
	}
	at, err := time.Parse("20060102150405", values['Y']+values['M']+values['D']+values['h']+values['m']+values['s'])
	if err != nil {
		return dated{}, false, false
	}
	day := at.Truncate(24 * time.Hour)
	return dated{day: day, clock: at.Sub(day), hasClock: strings.Contains(p.parts, "h")}, true, true
}
