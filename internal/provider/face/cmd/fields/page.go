package main

import (
	_ "embed" // the sentences
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

var (
	field   = regexp.MustCompile("^- `([a-z0-9_]+)` \\(([^)]*(?:\\([^)]*\\)[^)]*)*?)\\)(?: (.*))?$")
	heading = regexp.MustCompile("^### Nested Schema for `([a-z0-9_.]+)`$")
	below   = regexp.MustCompile(` ?\(see \[below for nested schema\]\([^)]*\)\)`)
)

// required begins the sentence of a nested argument that must be given.
const required = "Required. "

// Complete is a page with a sentence for each nested field, as far as one is known,
// and with what must be given under a heading of its own. one is the page of one
// thing where this is about many, "" where there is none.
func Complete(page, one string) string {
	top, sections := split(page)
	known := map[string]string{}
	for _, source := range []string{one, page} {
		lines, nested := split(source)
		maps.Copy(known, sentences(lines))
		for _, section := range nested {
			path := heading.FindStringSubmatch(section[0])[1]
			for name, sentence := range sentences(fill(section, sentences(lines)[path], nil)) {
				if sentence != "" { // the other page may say it
					known[last(path)+"."+name] = sentence
				}
			}
		}
	}
	done := top
	said := sentences(top)
	for _, section := range sections {
		path := heading.FindStringSubmatch(section[0])[1]
		parent := said[path]
		if dot := strings.LastIndex(path, "."); dot >= 0 {
			parent = ""
			for _, other := range sections {
				if heading.FindStringSubmatch(other[0])[1] == path[:dot] {
					parent = sentences(other)[path[dot+1:]]
				}
			}
		}
		done = append(done, regroup(fill(section, parent, known))...)
	}
	return strings.Join(done, "\n")
}

// split takes a page apart: what stands before the nested schemas, and each of them.
func split(page string) (top []string, sections [][]string) {
	for line := range strings.SplitSeq(page, "\n") {
		switch {
		case heading.MatchString(line):
			sections = append(sections, []string{line})
		case len(sections) == 0:
			top = append(top, line)
		default:
			sections[len(sections)-1] = append(sections[len(sections)-1], line)
		}
	}
	return top, sections
}

// sentences are what is said of each field.
func sentences(lines []string) map[string]string {
	said := map[string]string{}
	for _, line := range lines {
		if found := field.FindStringSubmatch(line); found != nil {
			said[found[1]] = strings.TrimSpace(below.ReplaceAllString(found[3], ""))
		}
	}
	return said
}

// fill adds the sentences that are missing in a section.
func fill(section []string, parent string, known map[string]string) []string {
	said, path := sentences(section), heading.FindStringSubmatch(section[0])[1]
	has := func(names ...string) bool {
		for _, name := range names {
			if _, ok := said[name]; !ok {
				return false
			}
		}
		return true
	}
	filled := make([]string, len(section))
	bare := 0
	for i, line := range section {
		filled[i] = line
		found := field.FindStringSubmatch(line)
		if found == nil || said[found[1]] != "" {
			continue
		}
		bare++
		var sentence string
		switch whole := has("id", "expires_at", "act_by", "end"); {
		case known[last(path)+"."+found[1]] != "":
			sentence = known[last(path)+"."+found[1]]
		case whole && ofFace(found[1]) != "":
			sentence = ofFace(found[1])
		case aside(parent, found[1]) != "":
			sentence = aside(parent, found[1])
		case whole && known[found[1]] != "":
			first, _, _ := strings.Cut(known[found[1]], ". ")
			sentence = strings.TrimSuffix(first, ".") + "."
		case has("rule", "severity", "message") && ofFinding[found[1]] != "":
			sentence = ofFinding[found[1]]
		case path == "fate" || strings.HasSuffix(path, ".fate"):
			sentence = ofRelation(found[1])
		case written[last(path)+"."+found[1]] != "":
			sentence = written[last(path)+"."+found[1]]
		case whole:
			sentence = ofRelation(found[1])
		}
		if sentence != "" {
			filled[i] = strings.Replace(line, "("+found[2]+")", "("+found[2]+") "+sentence, 1)
		}
	}
	if bare > 0 && bare == len(said) {
		for i, line := range filled {
			if line == "Optional:" {
				filled[i] = "Read-Only:"
			}
		}
	}
	return filled
}

var ofFinding = map[string]string{
	"rule": "Name of the rule, see [Rules](../guides/rules).", "severity": "`warn` or `error`.", "message": "One sentence for a person.",
	"lesson": "Identifier of the lesson behind the rule, see [Lessons](../guides/lessons).",
}

// written are the sentences of fields that are told on no page, by section and name.
var written = func() map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(sentencesText) {
		if name, sentence, found := strings.Cut(strings.TrimSpace(line), " "); found && name != "#" {
			all[name] = sentence
		}
	}
	return all
}()

//go:embed sentences.txt
var sentencesText string

func last(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// Bare are the fields of a page that have no sentence, with their section.
func Bare(page string) (bare []string) {
	_, sections := split(page)
	for _, section := range sections {
		for name, sentence := range sentences(section) {
			if sentence == "" {
				bare = append(bare, heading.FindStringSubmatch(section[0])[1]+"."+name)
			}
		}
	}
	slices.Sort(bare)
	return bare
}

// ofRelation is what is said of an attribute by which a thing speaks of others, or
// of a part of its fate.
func ofRelation(name string) string {
	for _, one := range deadline.Relations {
		if one.Name == name {
			return one.Meaning
		}
	}
	for _, one := range deadline.FateFields {
		if one.Name == name {
			return one.Meaning
		}
	}
	return ""
}

// aside is what a sentence says of a field in brackets behind its name.
func aside(sentence, name string) string {
	_, behind, found := strings.Cut(sentence, "`"+name+"` (")
	if !found {
		return ""
	}
	text, _, _ := strings.Cut(behind, ")")
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// ofFace is what the common face says of an attribute.
func ofFace(name string) string {
	for _, one := range deadline.Face {
		if one.Name == name {
			return strings.ReplaceAll(one.Meaning, "%s/", "KIND/")
		}
	}
	return ""
}

// regroup lists what must be given under a heading of its own.
func regroup(section []string) []string {
	var must, rest []string
	for _, line := range section {
		if found := field.FindStringSubmatch(line); found != nil && strings.HasPrefix(found[3], required) {
			must = append(must, strings.Replace(line, required, "", 1))
			continue
		}
		rest = append(rest, line)
	}
	if len(must) == 0 {
		return section
	}
	for i, line := range rest {
		if line != "Optional:" {
			continue
		}
		block := append([]string{"Required:", ""}, must...)
		if i+2 < len(rest) && field.MatchString(rest[i+2]) {
			block = append(block, "", line)
			return append(append(append([]string{}, rest[:i]...), block...), rest[i+1:]...)
		}
		return append(append(append([]string{}, rest[:i]...), block...), rest[i+2:]...)
	}
	return section
}
