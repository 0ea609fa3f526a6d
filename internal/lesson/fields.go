package lesson

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

var lessonFields = []string{"id", "domain", "title", "problem", "cause", "measure", "rules", "sources"}

var idForm = text.Pattern(`^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$`)

const maxTitle = 200

// read makes lessons and incidents of a decoded document: a list of lessons, or one
// of each.
func read(name string, document any, options Options) (Own, error) {
	r := reader{at: FileError{File: name}, options: options}
	parts, ok := document.(map[string]any)
	if _, lessons := parts["lessons"]; ok && !lessons && parts["incidents"] == nil {
		ok = false
	}
	if !ok {
		if _, list := document.([]any); !list {
			return Own{}, r.fail("", "it holds %s, not a list of lessons, each with %s, nor lessons and incidents", kindOf(document), strings.Join(lessonFields, ", "))
		}
		parts = map[string]any{"lessons": document}
	}
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		if part != "lessons" && part != "incidents" {
			return Own{}, r.fail("", "%s is not a part of such a file; those are lessons and incidents", r.quote(part))
		}
		if list, ok := parts[part].([]any); !ok {
			return Own{}, r.fail(part, "it is %s; write a list of %s", kindOf(parts[part]), part)
		} else if len(list) > MaxLessons {
			return Own{}, r.fail("", "it holds %d %s; at most %d are read", len(list), part, MaxLessons)
		}
	}
	var own Own
	var err error
	list, _ := parts["lessons"].([]any)
	if own.Lessons, err = r.lessons(list); err != nil {
		return Own{}, err
	}
	list, _ = parts["incidents"].([]any)
	if own.Incidents, err = r.incidents(list, own); err != nil {
		return Own{}, err
	}
	return own, nil
}

func (r reader) lessons(list []any) ([]Lesson, error) {
	lessons := make([]Lesson, 0, len(list))
	seen := make(map[string]int, len(list))
	for i, entry := range list {
		r.at.Lesson = i + 1
		lesson, err := r.lesson(entry)
		if err != nil {
			return nil, err
		}
		key := strings.ToLower(lesson.ID)
		if known, taken := r.options.Before.Lookup(key); taken {
			whose := "a lesson that is shared"
			if known.BuiltIn {
				whose = "a built-in lesson"
			}
			return nil, r.fail("id", "%s is the id of %s; choose one of your own, like %q", r.quote(lesson.ID), whose, "acme-"+strings.ToLower(known.ID))
		}
		if other := seen[key]; other > 0 {
			return nil, r.fail("id", "%s is already the id of lesson number %d", r.quote(lesson.ID), other)
		}
		seen[key] = i + 1
		lessons = append(lessons, lesson)
	}
	return lessons, nil
}

// reader reads one file and knows where in it it stands.
type reader struct {
	at      FileError
	options Options
}

func (r reader) fail(field, format string, arguments ...any) error {
	r.at.Field, r.at.Problem = field, fmt.Sprintf(format, arguments...)
	return &r.at
}

// quote shows what somebody wrote, unless that is nobody's to see.
func (r reader) quote(written string) string {
	if r.options.Discreet {
		return "what stands there"
	}
	return deadline.Quote(written)
}

// fields are those of a lesson or an incident, all of them known.
func (r reader) fields(entry any, what string, known []string) (map[string]any, error) {
	fields, ok := entry.(map[string]any)
	if !ok {
		return nil, r.fail("", "it is %s, not %s with %s", kindOf(entry), what, strings.Join(known, ", "))
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(known, name) {
			return nil, r.fail("", "%s is not a field of %s; those are %s", r.quote(name), what, strings.Join(known, ", "))
		}
	}
	return fields, nil
}

func (r reader) lesson(entry any) (Lesson, error) {
	fields, err := r.fields(entry, "a lesson", lessonFields)
	if err != nil {
		return Lesson{}, err
	}
	var lesson Lesson
	if lesson.ID, err = r.id(fields["id"]); err != nil {
		return Lesson{}, err
	}
	if lesson.Domain, err = r.domain(fields["domain"]); err != nil {
		return Lesson{}, err
	}
	for _, text := range []struct {
		name string
		into *Text
	}{{"title", &lesson.Title}, {"problem", &lesson.Problem}, {"cause", &lesson.Cause}, {"measure", &lesson.Measure}} {
		if *text.into, err = r.text(text.name, fields[text.name]); err != nil {
			return Lesson{}, err
		}
	}
	if length := max(utf8.RuneCountInString(lesson.Title.En), utf8.RuneCountInString(lesson.Title.Ja)); length > maxTitle {
		return Lesson{}, r.fail("title", "it has %d characters; a title is one line of at most %d", length, maxTitle)
	}
	if lesson.Rules, err = r.rules(fields["rules"]); err != nil {
		return Lesson{}, err
	}
	lesson.Sources, err = r.list("sources", fields["sources"])
	return lesson, err
}

func (r reader) id(value any) (string, error) {
	id, ok := value.(string)
	switch {
	case value == nil:
		return "", r.fail("id", `it is missing; write a short name like "acme-2024-vpn"`)
	case !ok:
		return "", r.fail("id", `it is %s; write a text, in quotes where it looks like something else, like "2024-vpn"`, kindOf(value))
	case !idForm().MatchString(id):
		return "", r.fail("id", "%s is not an id; write up to 60 letters, digits, dots, hyphens and underscores, like acme-2024-vpn", r.quote(id))
	}
	return id, nil
}

func (r reader) domain(value any) (Domain, error) {
	text, _ := value.(string)
	switch domain := Domain(text); {
	case domain == DomainGovernance || domain == DomainTechnical:
		return domain, nil
	case value == nil:
		return "", r.fail("domain", "it is missing; write governance or technical")
	case text == "":
		return "", r.fail("domain", "it is %s; write governance or technical", kindOf(value))
	}
	return "", r.fail("domain", "%s is not a domain; write governance or technical", r.quote(text))
}

// text reads a plain text, which is taken as English, or one for each language.
func (r reader) text(name string, value any) (Text, error) {
	byLanguage, ok := value.(map[string]any)
	if !ok {
		plain, err := r.plain(name, value)
		return Text{En: plain}, err
	}
	var text Text
	for _, language := range slices.Sorted(maps.Keys(byLanguage)) {
		plain, err := r.plain(name+"."+language, byLanguage[language])
		switch {
		case language == "en":
			text.En = plain
		case language == "ja":
			text.Ja = plain
		default:
			return Text{}, r.fail(name, "%s is not a language; write en, ja or both", r.quote(language))
		}
		if err != nil {
			return Text{}, err
		}
	}
	if text == (Text{}) {
		return Text{}, r.fail(name, "it is empty; write a text under en, ja or both")
	}
	return text, nil
}

func (r reader) plain(name string, value any) (string, error) {
	text, ok := value.(string)
	switch trimmed := strings.TrimSpace(text); {
	case value == nil, ok && deadline.Blank(trimmed):
		return "", r.fail(name, "it is missing or empty; write a sentence, or one under each of en and ja")
	case !ok:
		return "", r.fail(name, "it is %s; write a text, in quotes where it looks like something else", kindOf(value))
	default:
		return trimmed, nil
	}
}

func (r reader) rules(value any) ([]deadline.Rule, error) {
	names, err := r.list("rules", value)
	if err != nil {
		return nil, err
	}
	rules := make([]deadline.Rule, len(names))
	for i, name := range names {
		rules[i] = deadline.Rule(name)
		switch {
		case !rules[i].Known():
			return nil, r.fail("rules", "%s is not a rule%s", r.quote(name), r.nearestRules(name))
		case slices.Contains(rules[:i], rules[i]):
			return nil, r.fail("rules", "%s is there twice", r.quote(name))
		}
	}
	return rules, nil
}

func (r reader) list(name string, value any) ([]string, error) {
	entries, ok := value.([]any)
	if !ok && value != nil {
		return nil, r.fail(name, "it is %s; write a list of texts", kindOf(value))
	}
	list := make([]string, len(entries))
	for i, entry := range entries {
		text, ok := entry.(string)
		if list[i] = strings.TrimSpace(text); !ok || list[i] == "" {
			return nil, r.fail(name, "entry %d is %s; write a text", i+1, kindOf(entry))
		}
	}
	return list, nil
}

// nearestRules are those that a wrong one may mean, of what may be shown.
func (r reader) nearestRules(wrong string) string {
	if r.options.Discreet {
		return "; rules are called like expired and backup-missing"
	}
	var names []string
	for _, rule := range deadline.Rules() {
		names = append(names, string(rule))
	}
	return "; the nearest are " + strings.Join(text.Nearest(wrong, names, 3), ", ")
}

// kindOf names what stands where something else belongs.
func kindOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "nothing"
	case string:
		if strings.TrimSpace(value) == "" {
			return "an empty text"
		}
		return "a text"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any, map[any]any:
		return "a set of fields"
	case int, int64, uint64, float64:
		return "a number"
	}
	return "a date"
}
