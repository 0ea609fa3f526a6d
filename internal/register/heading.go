package register

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// vocabulary is the caller's columns by the headings that mean them.
type vocabulary struct {
	columns   []Column
	byHeading map[string]int
	mapping   map[string]string
	discreet  bool // see Options.Discreet
}

func newVocabulary(columns []Column, mapping map[string]string, discreet bool) (*vocabulary, *Error) {
	words := &vocabulary{columns: columns, byHeading: map[string]int{}, mapping: mapping, discreet: discreet}
	var names []string
	for i, column := range columns {
		names = append(names, column.Name)
		for _, heading := range append([]string{column.Name}, column.Headings...) {
			if other, ok := words.byHeading[fold(heading)]; ok && other != i {
				return nil, faultf("The heading %s is said to mean both %s and %s.", heading, columns[other].Name, column.Name)
			}
			words.byHeading[fold(heading)] = i
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mapping)) {
		if !slices.Contains(names, name) {
			return nil, optionFaultf(optionColumns, "A heading is given for the column %s, but there is no such column. The columns are %s.", shown(name), strings.Join(names, ", "))
		}
		if fold(mapping[name]) == "" {
			return nil, optionFaultf(optionColumns, "The heading given for the column %s is empty. Give it as it stands in the file, for example %s = \"%s\".", name, name, words.example(name))
		}
	}
	return words, nil
}

// fold makes headings comparable: full-width and half-width characters are the
// same (Unicode's compatibility forms), and so are letters of either case;
// blanks, underscores and hyphens are nothing.
func fold(heading string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '_' || r == '-' || r == '\ufeff' || r == '\u200b' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(heading))
}

// isNamed says that a heading has something to read, not only signs.
func isNamed(heading string) bool {
	return strings.ContainsFunc(heading, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// placement is the place of the heading of each column of a vocabulary, -1
// where there is none.
type placement []int

// place recognises headings. An error means that it cannot be told which of two
// headings is a column; a heading of the mapping that is not there is left to
// missing.
func (v *vocabulary) place(headings []string) (placement, *Error) {
	place := make(placement, len(v.columns))
	folded := make([]string, len(headings))
	for i, heading := range headings {
		folded[i] = fold(heading)
	}
	mapped := make([]bool, len(headings))
	var wrong *Error
	for i, column := range v.columns {
		place[i] = -1
		heading, ok := v.mapping[column.Name]
		if !ok {
			continue
		}
		found := find(heading, headings, folded)
		if len(found) == 0 {
			continue
		}
		if len(found) > 1 {
			wrong = optionFaultf(optionColumns, "The heading %s, given as that of %s, stands over the columns number %d and %d. Rename one of them in the file.",
				shown(heading), column.Name, found[0]+1, found[1]+1)
		}
		place[i], mapped[found[0]] = found[0], true
	}
	for at, heading := range folded {
		i, ok := v.byHeading[heading]
		if !ok || mapped[at] {
			continue
		}
		name := v.columns[i].Name
		if _, elsewhere := v.mapping[name]; elsewhere {
			continue
		}
		if place[i] >= 0 {
			wrong = optionFaultf(optionColumns, "The headings %s (column number %d) and %s (column number %d) both mean %s. Say which one is meant: columns = { %s = \"%s\" }.",
				shown(headings[place[i]]), place[i]+1, shown(headings[at]), at+1, name, name, shown(headings[at]))
			continue
		}
		place[i] = at
	}
	return place, wrong
}

// find looks for the heading that the user gave for a column: as it stands,
// else by likeness.
func find(wanted string, headings, folded []string) []int {
	var exact, alike []int
	for i, heading := range headings {
		if strings.TrimSpace(heading) == strings.TrimSpace(wanted) {
			exact = append(exact, i)
		}
		if folded[i] == fold(wanted) {
			alike = append(alike, i)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return alike
}

// complete says that all required columns are there.
func (v *vocabulary) complete(place placement) bool {
	for i, column := range v.columns {
		if column.Required && place[i] < 0 {
			return false
		}
	}
	return true
}

func (p placement) count() int {
	n := 0
	for _, at := range p {
		if at >= 0 {
			n++
		}
	}
	return n
}

// missing explains why headings are not those of a register of this kind: what
// was found and what would have been understood. It is nil where they are.
func (v *vocabulary) missing(name string, headings []string) *Error {
	place, _ := v.place(headings)
	found := "It has no headings"
	if texts := slices.DeleteFunc(slices.Clone(headings), func(text string) bool { return !isNamed(text) }); len(texts) > 0 {
		found = "Its columns are " + v.quoted(texts)
	}
	for i, column := range v.columns {
		heading, mapped := v.mapping[column.Name]
		switch {
		case place[i] >= 0 || !mapped && !column.Required:
		case mapped:
			return optionFaultf(optionColumns, "%s has no column %s, which is given as that of %s. %s.", name, shown(heading), column.Name, found)
		default:
			return optionFaultf(optionColumns, "%s has no column for %s. %s. Understood as its heading are %s; of any other say so: columns = { %s = \"%s\" }.",
				name, column.Name, found, listed(append([]string{column.Name}, column.Headings...)), column.Name, v.exampleOf(headings, column))
		}
	}
	return nil
}

func (v *vocabulary) example(name string) string {
	for _, column := range v.columns {
		if column.Name == name && len(column.Headings) > 0 {
			return column.Headings[0]
		}
	}
	return name
}

// quoted are the headings of a file that may be no register at all, but anything
// that somebody can name: those that look like headings, and a count of the rest.
func (v *vocabulary) quoted(headings []string) string {
	if len(headings) == 1 {
		return "1 that is not shown, as a list of anything would look the same"
	}
	var looks []string
	for _, heading := range headings {
		if v.looksLikeHeading(heading) {
			looks = append(looks, heading)
		}
	}
	looks = looks[:min(len(looks), 20)]
	switch rest := len(headings) - len(looks); {
	case rest == 0:
		return listed(looks)
	case len(looks) == 0:
		return fmt.Sprintf("%d that are not shown, as they do not look like headings", rest)
	default:
		return listed(looks) + words.More(rest)
	}
}

// looksLikeHeading says that a text is as short as a heading, and no assignment,
// address or token: a line of another file must not end up in a message.
func (v *vocabulary) looksLikeHeading(text string) bool {
	const most = 30
	text = strings.TrimSpace(text)
	if v.discreet || utf8.RuneCountInString(text) > most || strings.ContainsAny(text, "=@:{}]<>\\`$&*") {
		return false
	}
	digits := strings.IndexFunc(text, unicode.IsDigit)
	return digits < 0 || len(strings.Fields(text)) > 1 || utf8.RuneCountInString(text) <= 16
}

func (v *vocabulary) exampleOf(headings []string, column Column) string {
	for _, heading := range headings {
		if len(headings) > 1 && isNamed(heading) && v.looksLikeHeading(heading) {
			return shown(heading)
		}
	}
	return fmt.Sprintf("heading of %s", column.Name)
}

// search looks for the heading row, row by row: spreadsheets of real life begin
// with a title.
type search struct {
	name  string
	words *vocabulary
	seen  int
	// best is the row most like one of headings, for the message if none is.
	best  []string
	score int
}

// try says whether a row is that of the headings. An error says that it is, and
// what is wrong with it.
func (s *search) try(headings []string) (placement, bool, *Error) {
	s.seen++
	place, wrong := s.words.place(headings)
	filled := 0
	for _, heading := range headings {
		if isNamed(heading) {
			filled++
		}
	}
	// One recognised heading tells more than any number of others.
	if score := place.count()*maxSheetColumns + filled; score > s.score {
		s.best, s.score = slices.Clone(headings), score
	}
	if !s.words.complete(place) {
		return nil, false, nil
	}
	if missing := s.words.missing(s.name, headings); missing != nil {
		return nil, true, missing
	}
	return place, true, wrong
}

func (s *search) over() bool { return s.seen >= maxHeadRows }
