package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Field is one cell of a register: what it says and where it stands
// ("契約台帳.xlsx!Sheet1!D17"). A blank text declares nothing.
type Field struct {
	Text  string
	Where string
	// Chosen says that somebody named the thing so, whatever the word would say in a
	// ledger: "none" can be the name of a resource.
	Chosen bool
}

// Fault is one thing wrong with what a register says.
type Fault struct {
	Key     string // of the contract, "" where it has none
	Field   string // a column's name
	Where   string // the cell, "" where the field is missing
	Message string // sentences for a person
}

// Error is the message with its place.
func (f *Fault) Error() string {
	place := f.Where
	if place == "" {
		place = f.Field
	}
	if f.Key != "" {
		place += fmt.Sprintf(" (contract %s)", deadline.Quote(f.Key))
	}
	return deadline.Printable(place + ": " + f.Message)
}

// Reader knows how a register writes what can be written in several ways.
type Reader struct{ Dates deadline.DateForms }

// Parse reads one contract as a register that declares nothing writes it.
func Parse(fields map[string]Field) (Contract, []*Fault) { return Reader{}.Parse(fields) }

// Parse reads one contract from its fields, by column name. It returns every
// fault of the row; with any, the contract is not to be used.
func (r Reader) Parse(fields map[string]Field) (Contract, []*Fault) {
	p := parser{reader: r, fields: fields}
	c := Contract{
		Key: p.text("contract"), Identity: p.identity(),
		Supplier: p.text("supplier"), Customer: p.text("customer"), Kind: p.text("kind"),

		StartsOn: p.date("starts_on"), Term: p.period("term"),
		Renewal: choice(&p, "renewal", renewalWords), RenewalTerm: p.period("renewal_term"),
		Intent: choice(&p, "intent", intentWords),
		Grace:  p.period("grace_period"), DeletesData: p.flag("deletes_data"),
		Upstream: p.text("upstream"), RenewedUntil: p.date("renewed_until"), RenewedFrom: p.date("renewed_from"),
		NoticeGivenOn: p.happened("notice_given_on"), ClosedOn: p.happened("closed_on"), ClosedBecause: p.text("closed_because"), Stage: p.stage("status"),
		RenewalProof: p.text("renewal_proof"), RenewalProvedOn: p.happened("renewal_proved_on"), RenewalProvedBy: p.text("renewal_proved_by"),
		CoversRenewals: p.list("covers_renewals"),
		LeadTime:       p.period("lead_time"), Reminder: p.period("reminder"),
		Where: map[string]string{},
	}
	c.EndsOn, c.Endless = p.end("ends_on")
	c.NoticeTo, c.FiscalEnd = choice(&p, "notice_to", boundaryWords), r.Dates.FiscalYearEnd
	c.Notice, c.NoticeBy = p.notice("notice_period", &c.NoticeTo)
	for _, name := range []string{"contract", "upstream"} { // what a book finds fault with
		if where := fields[name].Where; where != "" {
			c.Where[name] = where
		}
	}
	if c.RenewalProvedOn.IsZero() && p.unsaid["renewal_proved_on"] == "" && !p.faulty("renewal_proved_on") {
		if day, _, err := p.day(c.RenewalProof); err == nil { // a proof that is only a day is none before it
			c.RenewalProvedOn = day
		}
	}
	c.Notes, c.Unsaid = p.notes, p.unsaid
	p.check(&c)
	for _, fault := range p.faults {
		fault.Key = c.Key
	}
	return c, p.faults
}

// parser collects the faults of one row.
type parser struct {
	reader Reader
	fields map[string]Field
	faults []*Fault
	unsaid map[string]string // see Contract.Unsaid
	notes  []string          // see Contract.Notes
}

func (p *parser) fail(field, format string, args ...any) {
	p.faults = append(p.faults, &Fault{Field: field, Where: p.fields[field].Where, Message: fmt.Sprintf(format, args...)})
}

func (p *parser) identity() (said deadline.Identity) {
	for _, name := range deadline.IdentityFields() {
		*said.Part(name) = p.text(name)
	}
	return said
}

// faulty says that a field was found wrong already.
func (p *parser) faulty(names ...string) bool {
	return slices.ContainsFunc(p.faults, func(f *Fault) bool { return slices.Contains(names, f.Field) })
}

// text is what a field says, "" where it is blank or holds a word that means
// nothing, which is kept.
func (p *parser) text(name string) string {
	read := deadline.Said
	switch name {
	case "owner", "maintainer", "renewal_proof", "renewal_proved_by":
		read = deadline.Claimed
	}
	said, word := read(p.fields[name].Text)
	if p.fields[name].Chosen && word != "" {
		said, word = word, ""
	}
	if word != "" {
		if p.unsaid == nil {
			p.unsaid = map[string]string{}
		}
		p.unsaid[name] = oneLine(word)
	}
	return oneLine(said)
}

func (p *parser) period(name string) *deadline.Period {
	text := p.text(name)
	if text == "" {
		return nil
	}
	period, err := parsePeriod(text)
	if err != nil {
		p.fail(name, "%v.", err)
		return nil
	}
	return &period
}

func (p *parser) flag(name string) *bool {
	return choice(p, name, yesOrNo)
}

func (p *parser) list(name string) []string {
	if p.text(name) == "" {
		return nil
	}
	var items []string
	for item := range strings.FieldsFuncSeq(p.fields[name].Text, func(r rune) bool { return strings.ContainsRune(",;|、，；\n", r) }) {
		if item, _ = deadline.Said(item); item != "" {
			items = append(items, oneLine(item))
		}
	}
	return items
}

// choice reads one of the words of a field, the zero value where it is blank. The
// words of the field come first: なし is no renewal, and no unknown one.
func choice[T any](p *parser, name string, known words[T]) T {
	written := p.fields[name].Text
	value, err := known.parse(written)
	if err != nil && p.text(name) != "" {
		p.fail(name, "%v.", err)
	}
	return value
}

// clockReading is what a spreadsheet adds to a date cell.
var clockReading = text.Pattern(`^([^T ]+)[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$`)

func (p *parser) date(name string) deadline.Date {
	text := p.text(name)
	if text == "" {
		return deadline.Date{}
	}
	date, note, err := p.day(text)
	if err != nil {
		p.fail(name, "%v.", err)
	}
	if note != "" {
		p.notes = append(p.notes, note)
	}
	return date
}

// happened reads the day of something that has happened, none where a program
// wrote its first day for an empty cell.
func (p *parser) happened(name string) deadline.Date {
	text := p.text(name)
	if !deadline.FirstDay(text) {
		return p.date(name)
	}
	if p.unsaid == nil {
		p.unsaid = map[string]string{}
	}
	p.unsaid[name] = text
	return deadline.Date{}
}

// day reads a date, also one with the midnight that spreadsheets add.
func (p *parser) day(text string) (date deadline.Date, note string, err error) {
	if parts := clockReading().FindStringSubmatch(text); parts != nil {
		if date, note, err := p.reader.Dates.Parse(parts[1]); err == nil {
			if strings.Trim(parts[2], "0:.") != "" {
				return deadline.Date{}, "", fmt.Errorf("%s has a time of day, but a contract begins and ends with a day; write it like %s", deadline.Quote(text), date)
			}
			return date, note, nil
		}
	}
	return p.reader.Dates.Parse(text)
}

// end reads the last day, or that there is none.
func (p *parser) end(name string) (last deadline.Date, endless bool) {
	if deadline.Endless(p.fields[name].Text) {
		return deadline.Date{}, true
	}
	if last = p.date(name); last.Year >= 9999 {
		return deadline.Date{}, true
	}
	return last, false
}

// notice reads a notice period, or the last day for notice. A period may say to
// which boundary it is, "3 Monate zum Quartalsende".
func (p *parser) notice(name string, to *Boundary) (*deadline.Period, deadline.Date) {
	text := p.text(name)
	if text == "" {
		return nil, deadline.Date{}
	}
	if day, _, err := p.day(text); err == nil {
		return nil, day
	}
	bare, boundary := noticeInWords(text)
	period, err := parsePeriod(bare)
	switch {
	case err != nil:
		_, err = parsePeriod(text)
		p.fail(name, "%v. The last day for notice of the running term, like 2027-03-31, is read too.", err)
	case boundary != BoundaryNone && *to != BoundaryNone && *to != boundary:
		p.fail(name, "Notice is to the end of a %s here, and of a %s in notice_to; keep the one that holds.", boundary, *to)
	case boundary != BoundaryNone:
		*to = boundary
	}
	return &period, deadline.Date{}
}

// stage reads a state. Ledgers have words of their own for it, and a state that is
// not known says nothing: the dates do.
func (p *parser) stage(name string) deadline.Stage {
	stage := deadline.ParseStage(p.fields[name].Text)
	if stage == deadline.StageUndeclared {
		p.text(name) // keeps a word that means nothing
	}
	return stage
}
