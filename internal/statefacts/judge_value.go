package statefacts

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// value reads one value into the fact.
func (c *caseFile) value(end *End, source Source, at found, fact *Fact) {
	text, scalar := scalarText(at.value)
	if scalar && slices.Contains(end.Never, text) {
		fact.End, fact.Cause = deadline.OpenEnded, "its "+at.path+" holds what stands for no end"
		return
	}
	switch {
	case !scalar:
		fact.unknown(ReasonMalformed, "its "+at.path+" holds "+describe(at.value)+", and a single value belongs there")
	case source.Format.Material():
		c.material(source.Format, at.path, text, fact)
	case source.Format == FormatVersion:
		c.version(end, source, at.path, text, fact)
	case source.Format == FormatWord:
		c.word(end, at.path, text, fact)
	default:
		c.moment(end, source, at, fact)
	}
}

// moment reads when something ends, was made, or begins to count.
func (c *caseFile) moment(end *End, source Source, at found, fact *Fact) {
	moment, problem := time.Time{}, ""
	switch source.Format {
	case FormatSeconds, FormatMilliseconds, FormatMicroseconds:
		moment, problem = epoch(at.value, source.Format)
	default:
		text, isText := at.value.(string)
		ok := false
		if isText {
			moment, ok = parseMoment(text, dayRule{begins: end.Begins, loc: c.options.location()}, end.Zoneless)
		}
		if !ok {
			problem = "holds " + describe(at.value) + ", which is no date in a form that is read there"
		}
	}
	if problem == "" && moment.Before(earliestMoment) {
		problem = "holds a time before 1950, as programs write where none is set"
	}
	if problem != "" {
		fact.unknown(ReasonMalformed, "its "+at.path+" "+problem)
		return
	}
	if source.Plus.text != "" {
		if moment, problem = c.plus(source, moment); problem != "" {
			fact.unknown(ReasonMalformed, problem)
			return
		}
	}
	if source.Format == FormatMade {
		fact.Made, fact.End = moment, deadline.OpenEnded
		fact.Cause = "it was made at " + deadline.FormatInstant(moment) + " and stays until somebody deletes it"
		return
	}
	if !end.Open.IsZero() && !moment.Before(end.Open.Start(time.UTC)) {
		fact.End, fact.Cause = deadline.OpenEnded, "its "+at.path+" holds a day that stands for no end"
		return
	}
	fact.End = deadline.EndsAt(moment.Add(end.Shift))
}

// plus adds how long something lasts.
func (c *caseFile) plus(source Source, moment time.Time) (time.Time, string) {
	at := find(c.root, source.Plus, c.afterApply)[0]
	length, ok := amount(at.value, source.Unit)
	if at.state != statePresent || !ok {
		return time.Time{}, "its " + source.Plus.text + " holds " + describe(at.value) + ", which is no length of time"
	}
	ended, err := (deadline.Arithmetic{Location: c.options.location()}).Add(moment, length)
	if err != nil {
		return time.Time{}, "its " + source.Plus.text + " leads out of the calendar"
	}
	return ended, ""
}

// word looks up one of a list of words, whose days are like plain dates.
func (c *caseFile) word(end *End, path, text string, fact *Fact) {
	day, known := end.Words[text]
	if !known {
		fact.unknown(ReasonMalformed, "its "+path+" holds none of the words that the table knows ("+strings.Join(sortedKeys(end.Words), ", ")+")")
		return
	}
	at := day.End(c.options.location())
	if end.Begins {
		at = day.Start(time.UTC)
	}
	fact.End, fact.Cause = deadline.EndsAt(at.Add(end.Shift)), "its "+path+" is "+text
}

// materialNames are what documents are called in a sentence.
var materialNames = map[Format]string{
	FormatPEM: "a certificate in PEM", FormatBase64PEM: "a certificate in PEM", FormatSAML: "SAML metadata",
	FormatSSH: "an SSH certificate", FormatJWT: "a signed token", FormatOpenPGP: "an OpenPGP key",
}

// material has a document read. What it holds is never shown.
func (c *caseFile) material(format Format, path, document string, fact *Fact) {
	life, problem := c.life(format, document)
	if problem != "" {
		fact.unknown(ReasonUnread, "its "+path+" "+problem)
		return
	}
	fact.Begins, fact.End = life.Begins, life.End
	if life.End.State == deadline.EndUnknown {
		fact.unknown(ReasonUnread, "its "+path+" holds "+materialNames[format]+" that does not say when it ends")
	}
}

func (c *caseFile) life(format Format, document string) (life Life, problem string) {
	if format == FormatBase64PEM {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(document), ""))
		if err != nil {
			return Life{}, "holds no base64"
		}
		format, document = FormatPEM, string(decoded)
	}
	if c.options.Material == nil {
		return Life{}, "holds a document, which was not read"
	}
	life, err := c.options.Material(format, document)
	switch {
	case errors.Is(err, ErrNoMaterial):
		return Life{}, "should hold " + materialNames[format] + ", and such documents are not read here"
	case err != nil:
		// The error of whoever reads it may quote it, so its words are not taken.
		return Life{}, "does not hold " + materialNames[format] + " that can be read"
	}
	return life, ""
}

// spare brings an end forward to that of a document beside it.
func (c *caseFile) spare(source Source, fact *Fact) {
	if fact.Unknown != "" {
		return
	}
	for _, at := range find(c.root, source.Path, c.afterApply) {
		document, _ := at.value.(string)
		if at.state != statePresent || document == "" {
			continue
		}
		life, problem := c.life(source.Format, document)
		switch {
		case problem != "":
			fact.Cause = clauses(fact.Cause, "whether its "+at.path+" ends before that was not read")
		case life.End.State == deadline.EndKnown && (fact.End.State == deadline.EndOpen || fact.End.State == deadline.EndKnown && life.End.At.Before(fact.End.At)):
			fact.End, fact.Path = life.End, at.path
			fact.Cause = clauses(fact.Cause, "what stands in its "+at.path+" ends first")
		}
	}
}
