package text

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Language is the language of a text, by its ISO 639-1 code.
type Language string

// The languages. What is none of them counts as English.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// Languages lists those in which every message stands.
var Languages = []Language{English, Japanese}

// In is the language itself, English for what is none.
func (l Language) In() Language {
	if slices.Contains(Languages, l) {
		return l
	}
	return English
}

// Values are what stands in the places of a message: a number or a text.
type Values map[string]any

// Catalogue is a list of whole sentences by key, each in every language. A page
// is made of them and never glued together from words, whose order is another in
// every language.
//
// A message is a line "key" and below it, indented, one line a language:
//
//	stops
//	  en {n|# thing stops|# things stop} before {date}.
//	  ja {date}より前に{n}件が止まります。
//
// {name} is the place of a value; {name|one|many} chooses by a number, which
// stands for #. Lines that begin with # are comments.
type Catalogue struct {
	messages map[string]map[Language][]piece
}

// piece is a stretch of text, or the place of a value.
type piece struct {
	text      string
	name      string // "" where it is text
	one, many string // both "" where there is nothing to choose
}

// ReadCatalogue reads a catalogue. The error names the line.
func ReadCatalogue(source string) (*Catalogue, error) {
	read := Catalogue{messages: map[string]map[Language][]piece{}}
	key := ""
	number := 0
	for line := range strings.Lines(source) {
		number++
		line = strings.TrimRight(line, "\r\n ")
		body, indented := strings.CutPrefix(line, "  ")
		switch {
		case line == "" || line[0] == '#':
		case !indented:
			if read.messages[line] != nil {
				return nil, fmt.Errorf("line %d: the message %q stands there twice", number, line)
			}
			key = line
			read.messages[key] = map[Language][]piece{}
		default:
			name, sentence, _ := strings.Cut(body, " ")
			language := Language(name)
			pieces, err := piecesOf(sentence)
			switch {
			case key == "":
				return nil, fmt.Errorf("line %d: there is no key above this text", number)
			case !slices.Contains(Languages, language):
				return nil, fmt.Errorf("line %d: %q is no language of %q", number, name, Languages)
			case read.messages[key][language] != nil:
				return nil, fmt.Errorf("line %d: %q has two texts in %q", number, key, name)
			case err != nil:
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			read.messages[key][language] = pieces
		}
	}
	return &read, nil
}

// MustCatalogue reads a catalogue that stands in the binary.
func MustCatalogue(source string) *Catalogue {
	read, err := ReadCatalogue(source)
	if err != nil {
		panic(err)
	}
	return read
}

func piecesOf(sentence string) ([]piece, error) {
	pieces := []piece{}
	for sentence != "" {
		before, rest, found := strings.Cut(sentence, "{")
		if before != "" {
			pieces = append(pieces, piece{text: before})
		}
		if !found {
			break
		}
		place, after, closed := strings.Cut(rest, "}")
		parts := strings.Split(place, "|")
		if !closed || parts[0] == "" || len(parts) != 1 && len(parts) != 3 {
			return nil, fmt.Errorf("%q is no place of a value; write {name} or {name|one|many}", "{"+place)
		}
		p := piece{name: parts[0]}
		if len(parts) == 3 {
			p.one, p.many = parts[1], parts[2]
		}
		pieces = append(pieces, p)
		sentence = after
	}
	return pieces, nil
}

// Say is a message in a language. A key that is none and a value that is not
// given are shown in braces, so that a slip is seen and nothing breaks.
func (c *Catalogue) Say(language Language, key string, values Values) string {
	pieces, ok := c.messages[key][language.In()]
	if !ok {
		return "{" + key + "}"
	}
	var said strings.Builder
	for _, p := range pieces {
		value, given := values[p.name]
		number, counted := value.(int)
		switch {
		case p.name == "":
			said.WriteString(p.text)
		case !given:
			said.WriteString("{" + p.name + "}")
		case counted && p.many != "" && number == 1:
			said.WriteString(strings.ReplaceAll(p.one, "#", "1"))
		case counted && p.many != "":
			said.WriteString(strings.ReplaceAll(p.many, "#", Thousands(number)))
		case counted:
			said.WriteString(Thousands(number))
		default:
			fmt.Fprint(&said, value)
		}
	}
	return said.String()
}

// Has says that the key is one.
func (c *Catalogue) Has(key string) bool { return c.messages[key] != nil }

// Keys lists the keys, sorted.
func (c *Catalogue) Keys() []string { return slices.Sorted(maps.Keys(c.messages)) }

// Places are the names of the values that a message wants in a language, sorted;
// false where it has no text in it.
func (c *Catalogue) Places(language Language, key string) ([]string, bool) {
	pieces, ok := c.messages[key][language]
	names := map[string]bool{}
	for _, p := range pieces {
		if p.name != "" {
			names[p.name] = true
		}
	}
	return slices.Sorted(maps.Keys(names)), ok
}

// Thousands groups the digits of a count: 12,345.
func Thousands(n int) string {
	if n < 0 {
		return "-" + Thousands(-n)
	}
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return Thousands(n/1000) + "," + strconv.Itoa(1000 + n%1000)[1:]
}
