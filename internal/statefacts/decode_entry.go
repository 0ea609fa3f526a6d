package statefacts

import (
	"encoding/json"
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

var (
	typeForm  = text.Pattern(`^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$`)
	slugForm  = text.Pattern(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	wordForm  = text.Pattern(`^[a-z][a-z0-9_-]{0,39}$`)
	levelList = []string{"active", "security", "extended"}
)

func decodeEntry(p place, raw json.RawMessage) (Entry, error) {
	var entry Entry
	ends, endsSeen := []End(nil), false
	err := fields{
		"type": &entry.Type, "also": &entry.Also, "provider": &entry.Provider,
		"mode": readChoice(&entry.Mode, ModeManaged, ModeData),
		"name": &entry.Name, "endpoint": &entry.Endpoint,
		"skip": &entry.Skip, "source": &entry.Source, "note": &entry.Note, "unconfirmed": &entry.Unconfirmed,
		"ends": readEach(func(p place, raw json.RawMessage) error {
			end, err := decodeEnd(p, raw)
			ends, endsSeen = append(ends, end), true
			return err
		}),
	}.read(p, raw)
	if err != nil {
		return Entry{}, err
	}
	entry.Ends = ends
	for _, name := range append([]string{entry.Type}, entry.Also...) {
		if !typeForm().MatchString(name) {
			return Entry{}, p.in("type").fail("%s is no type of resource; write it as it stands in Terraform, like \"aws_acm_certificate\"", deadline.Quote(name))
		}
	}
	switch {
	case endsSeen && entry.Skip != "":
		return Entry{}, p.in("skip").fail("an entry has ends, or a reason to skip it, and not both; leave one of them out")
	case !endsSeen && deadline.Blank(entry.Skip):
		return Entry{}, p.in("ends").fail("it is missing or empty; write the ends of the type, like [{\"kind\": \"certificate\", \"at\": [\"not_after\"]}], or a reason under skip")
	}
	if entry.Provider == "" {
		entry.Provider, _, _ = strings.Cut(entry.Type, "_")
	}
	seen := map[string]bool{}
	for i := range entry.Ends {
		if of := entry.Ends[i].Of; seen[of] {
			return Entry{}, p.in("ends").fail("two ends have the same of, %s; each needs its own, like \"ca\"", deadline.Quote(of))
		}
		seen[entry.Ends[i].Of] = true
	}
	return entry, nil
}

func decodeEnd(p place, raw json.RawMessage) (End, error) {
	end := End{Level: "security"}
	format, shift := FormatMoment, ""
	var plain VersionRule
	var sources, spare []Source
	day := ""
	text := func(into *string, form *regexp.Regexp, example string) func(place, json.RawMessage) error {
		return func(p place, raw json.RawMessage) error { return readForm(p, raw, into, form, example) }
	}
	err := fields{
		"of": text(&end.Of, wordForm(), "ca"), "kind": text(&end.Kind, wordForm(), "certificate"),
		"at":     readEach(func(p place, raw json.RawMessage) error { return decodeSource(p, raw, &sources) }),
		"spare":  readEach(func(p place, raw json.RawMessage) error { return decodeSource(p, raw, &spare) }),
		"format": readChoice(&format, formats...),
		"take":   readChoice(&end.Take, TakeEarliest, TakeLatest, TakeEach),
		"empty":  readChoice(&end.Empty, EmptyUnknown, EmptyNever, EmptyNone, EmptyOptional),
		"day":    readChoice(&day, "begins", "ends"),
		"level":  readChoice(&end.Level, levelList...),
		"never":  &end.Never, "never_from": readDay(&end.Open), "zoneless": &end.Zoneless, "shift": &shift,
		"begins": &end.Start, "ends_on": readDay(&end.Fixed), "otherwise": &end.Otherwise, "because": &end.Because, "scan": &end.Scan,
		"product": text(&plain.Product, slugForm(), "amazon-eks"), "match": readPattern(&plain.Match, false), "version": &plain.Version,
		"words": readWords(&end.Words),
		"live": func(p place, raw json.RawMessage) error {
			end.Live = &Live{}
			return fields{"element": text(&end.Live.Element, wordForm(), "kid"), "is": &end.Live.Is}.read(p, raw)
		},
		"versions": readEach(func(p place, raw json.RawMessage) error {
			var rule VersionRule
			err := fields{
				"when": readCondition(&rule.When), "match": readPattern(&rule.Match, false), "product": text(&rule.Product, slugForm(), "amazon-eks"),
				"version": &rule.Version, "ends_on": readDay(&rule.Fixed), "because": &rule.Because,
			}.read(p, raw)
			if err == nil && rule.Product == "" && rule.Fixed.IsZero() && rule.Because == "" {
				err = p.fail(`it says neither product, ends_on nor because; write the name in the catalog, like {"match": "^FLINK-(\\d+)_(\\d+)$", "version": "$1.$2", "product": "apache-flink"}`)
			}
			end.Versions = append(end.Versions, rule)
			return err
		}),
		"levels": readEach(func(p place, raw json.RawMessage) error {
			var rule LevelRule
			err := fields{"when": readCondition(&rule.When), "level": readChoice(&rule.Level, levelList...)}.read(p, raw)
			end.Levels = append(end.Levels, rule)
			return err
		}),
		"cases": readEach(func(p place, raw json.RawMessage) error {
			var one Case
			err := fields{"when": readCondition(&one.When), "is": readChoice(&one.Is, caseUnknown, caseOpen, caseEnded, caseSkip), "because": &one.Because}.read(p, raw)
			if err == nil && (one.Is == "" || deadline.Blank(one.Because)) {
				err = p.fail(`it needs is and because, like {"when": {"revoked": "true"}, "is": "ended", "because": "it is revoked"}`)
			}
			end.Cases = append(end.Cases, one)
			return err
		}),
	}.read(p, raw)
	if err != nil {
		return End{}, err
	}
	end.Begins = day == "begins"
	if shift != "" {
		if end.Shift, err = time.ParseDuration(shift); err != nil {
			return End{}, p.in("shift").fail(`%s is no length of time; write it like "1s" or "-30m"`, deadline.Quote(shift))
		}
	}
	if end.Kind == "" {
		return End{}, p.in("kind").fail(`it is missing; write what ends, like "certificate", "token", "software" or "contract"`)
	}
	if plain.Product != "" {
		end.Versions = append(end.Versions, plain)
	} else if plain.Match != nil {
		end.Versions = []VersionRule{plain}
	}
	end.At, end.Spare = sources, spare
	end.settle(format)
	return end, end.check(p)
}

// settle fills in what an end leaves to the rest of it.
func (e *End) settle(format Format) {
	versioned := len(e.Versions) > 0
	for i := range e.At {
		versioned = versioned || e.At[i].Product != ""
	}
	if format == FormatMoment && versioned {
		format = FormatVersion
	}
	for i := range e.At {
		if e.At[i].Format == "" {
			e.At[i].Format = format
		}
	}
	if e.Take == "" {
		e.Take = TakeEarliest
	}
	if e.Empty == "" {
		e.Empty = EmptyUnknown
	}
}

// check says what of an end does not go together.
func (e *End) check(p place) error {
	settled := !e.Fixed.IsZero() || len(e.Cases) > 0 && len(e.Cases[len(e.Cases)-1].When) == 0
	if len(e.At) == 0 && !settled {
		return p.in("at").fail(`it is missing; write where the end stands, like ["not_after"]`)
	}
	for i, source := range e.sources() {
		switch {
		case source.Format == FormatWord && len(e.Words) == 0:
			return p.in("words").fail(`it is missing; write the words that may stand there with their last days, like {"rds-ca-2019": "2024-08-22"}`)
		case (source.Plus.text == "") != (source.Unit == ""):
			return p.in("at").fail("of plus and unit one is missing in source %d; write both, like {\"path\": \"start_time\", \"plus\": \"duration\", \"unit\": \"s\"}", i+1)
		}
	}
	for _, source := range e.Spare {
		if !source.Format.Material() {
			return p.in("spare").fail(`only documents stand here, with a format such as "pem"`)
		}
	}
	return nil
}

var formats = []Format{FormatMoment, FormatSeconds, FormatMilliseconds, FormatMicroseconds, FormatMade, FormatWord, FormatVersion, FormatPEM, FormatBase64PEM, FormatSAML, FormatSSH, FormatJWT, FormatOpenPGP}

// decodeSource reads a path, or an object with one.
func decodeSource(p place, raw json.RawMessage, into *[]Source) error {
	var source Source
	if len(raw) > 0 && raw[0] == '"' {
		if err := readPlain(p, raw, &source.Path); err != nil {
			return err
		}
	} else if err := (fields{
		"path": &source.Path, "format": readChoice(&source.Format, formats...), "plus": &source.Plus,
		"unit": readChoice(&source.Unit, unitSeconds, unitHours, unitDays, unitPeriod),
		"product": func(p place, raw json.RawMessage) error {
			return readForm(p, raw, &source.Product, slugForm(), "php")
		},
	}).read(p, raw); err != nil {
		return err
	}
	if source.Path.text == "" {
		return p.in("path").fail(`it is missing; write where the end stands, like "not_after"`)
	}
	*into = append(*into, source)
	return nil
}

func readForm(p place, raw json.RawMessage, into *string, form *regexp.Regexp, example string) error {
	if err := readPlain(p, raw, into); err != nil {
		return err
	}
	if !form.MatchString(*into) {
		return p.fail("%s cannot stand here; write lower-case letters, digits and hyphens, like %q", deadline.Quote(*into), example)
	}
	return nil
}

// readPattern reads a regular expression; whole ones match a value as a whole and
// in either case.
func readPattern(into **regexp.Regexp, whole bool) func(place, json.RawMessage) error {
	return func(p place, raw json.RawMessage) error {
		var text string
		if err := readPlain(p, raw, &text); err != nil {
			return err
		}
		written := text
		if whole {
			text = `(?is)^(?:` + text + `)$`
		}
		pattern, err := regexp.Compile(text)
		if err != nil {
			problem := ""
			if fault, ok := errors.AsType[*syntax.Error](err); ok {
				problem = " (" + string(fault.Code) + ")"
			}
			return p.fail(`%s is no regular expression%s; write it like "^v?(\\d+\\.\\d+)", in the syntax of RE2`, deadline.Quote(written), problem)
		}
		*into = pattern
		return nil
	}
}

// readCondition reads paths with patterns.
func readCondition(into *Condition) func(place, json.RawMessage) error {
	return func(p place, raw json.RawMessage) error {
		var object map[string]json.RawMessage
		if err := json.Unmarshal(raw, &object); err != nil || object == nil {
			return p.fail(`it is %s; write paths with patterns of their values, like {"engine": "postgres"}`, kindOfJSON(raw))
		}
		*into = Condition{}
		for _, name := range sortedKeys(object) {
			var one test
			var err error
			if one.path, err = ParsePath(name); err != nil {
				return p.fail("%s: %s", deadline.Quote(name), err)
			}
			if err := readPattern(&one.pattern, true)(p.in(name), object[name]); err != nil {
				return err
			}
			(*into)[name] = one
		}
		return nil
	}
}

// readWords reads words with their days.
func readWords(into *map[string]deadline.Date) func(place, json.RawMessage) error {
	return func(p place, raw json.RawMessage) error {
		var object map[string]json.RawMessage
		if err := json.Unmarshal(raw, &object); err != nil || object == nil {
			return p.fail(`it is %s; write words with their last days, like {"rds-ca-2019": "2024-08-22"}`, kindOfJSON(raw))
		}
		*into = map[string]deadline.Date{}
		for _, word := range sortedKeys(object) {
			var day deadline.Date
			if err := readDay(&day)(p.in(word), object[word]); err != nil {
				return err
			}
			(*into)[word] = day
		}
		return nil
	}
}
