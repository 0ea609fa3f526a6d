package deadline

import "time"

// Field is one attribute of the common face, which everything that has an end
// carries: the table of them makes schemas, values and the documentation's lists.
type Field struct {
	Name    string
	Meaning string // for the documentation; %s stands for the kind of thing
	Type    FieldType
	// Told says that the attribute may be given as an argument too.
	Told bool
	// Daily says that it depends on the day of judgement, so that no resource
	// stores it.
	Daily bool
	// Of is what a judgement says: a string, a time.Time, a bool, an *int64 or
	// []Finding; "", the zero time and nil for nothing.
	Of func(Judgement) any
}

// FieldType is what an attribute holds.
type FieldType int

// The types of attributes. An instant is written in RFC 3339, UTC.
const (
	FieldText FieldType = iota
	FieldInstant
	FieldTruth
	FieldNumber
	FieldFindings
	FieldTexts
	FieldFate
)

// Face is the common face, in the order of the documentation.
var Face = append(append([]Field{
	{Name: "id", Meaning: "Stable identifier that speaks: `%s/` and the name. Waivers match on it.", Of: func(j Judgement) any { return j.ID }},
	{Name: "kind", Meaning: "Kind of thing.", Of: func(j Judgement) any { return j.Kind }},
}, identityFace()...), []Field{
	{
		Name: "expires_at", Type: FieldInstant, Of: func(j Judgement) any { return j.End.instant() },
		Meaning: "First instant at which it no longer works (RFC 3339, UTC). Null when open-ended, ended on an unknown day or unknown: `end` tells which.",
	},
	{
		Name: "end", Of: func(j Judgement) any { return j.End.State.String() },
		Meaning: "What is known of the end: `known` (`expires_at` says it), `open` (announced or agreed to have none), `ended` (on an unknown day) or `unknown`.",
	},
	{
		Name: "act_by", Type: FieldInstant, Of: func(j Judgement) any { return j.ActBy },
		Meaning: "By when the renewal must be done: `expires_at` less `lead_time`, of a contract less its `notice_period` too; with a maintenance window the start of the last window wholly before that. Null without `expires_at`.",
	},
	{Name: "remind_at", Type: FieldInstant, Meaning: "When to start asking: `act_by` less `reminder`. Null without `expires_at`.", Of: func(j Judgement) any { return j.RemindAt }},
	{Name: "tracked", Type: FieldTruth, Meaning: "Whether a person declared it (an asset) rather than the thing itself (a certificate that was read).", Of: func(j Judgement) any { return j.Tracked }},
	{
		Name: "days_left", Type: FieldNumber, Daily: true, Of: func(j Judgement) any { return j.DaysLeft },
		Meaning: "Whole days to `expires_at`, rounded down, negative after it. Changes every day: do not export it in a root output.",
	},
	{
		Name: "status", Daily: true, Of: func(j Judgement) any { return string(j.Status) },
		Meaning: "`ok`, then `due` (from `remind_at`), `overdue` (from `act_by`), `expired` (from `expires_at`); `unknown` when it cannot be told.",
	},
	{Name: "passes", Type: FieldTruth, Daily: true, Meaning: "True for `ok` and `due`, never null: what a precondition tests.", Of: func(j Judgement) any { return j.Passes }},
	{Name: "reason", Daily: true, Meaning: "One sentence for a person, fit for an `error_message`.", Of: func(j Judgement) any { return j.Reason }},
	{
		Name: "findings", Type: FieldFindings, Daily: true, Of: func(j Judgement) any { return j.Findings },
		Meaning: "What else should be known: `rule`, `severity` (`warn` or `error`), `message`, `lesson`.",
	},
}...)

// FaceFields are the names of the common face, in its order.
func FaceFields() []string {
	names := make([]string, len(Face))
	for n, field := range Face {
		names[n] = field.Name
	}
	return names
}

func identityFace() []Field {
	fields := make([]Field, len(identity))
	for n, part := range identity {
		fields[n] = Field{Name: part.name, Meaning: part.meaning, Told: true, Of: func(j Judgement) any { return *part.of(&j.Identity) }}
	}
	return fields
}

// Relation is one attribute by which a thing speaks of others.
type Relation struct {
	Name    string
	Meaning string
	Type    FieldType
	// Of is what a thing says: a string, a time.Time, []string, a bool or a Fate.
	Of func(Thing) any
}

// Relations are the attributes by which a thing speaks of others.
var Relations = []Relation{
	{
		Name: "tracks", Type: FieldTexts, Of: func(t Thing) any { return t.Tracks },
		Meaning: "Ids of what knows the end better, like `certificate/www.example.test:443`; `*` stands for anything. A gate or policy that is given both joins them: the end is theirs, the owner is this asset's.",
	},
	{Name: "covered_by", Type: FieldTexts, Meaning: "Ids of the contracts that cover it, like `contract/erp-support`.", Of: func(t Thing) any { return t.CoveredBy }},
	{Name: "backs_up", Type: FieldTexts, Meaning: "Ids of what it is a backup of.", Of: func(t Thing) any { return t.BacksUp }},
	{
		Name: "fate", Type: FieldFate, Of: func(t Thing) any { return t.Fate },
		Meaning: "What it stands and falls with. A backup that shares any part of it with what it backs up is lost together with it.",
	},
	{Name: "changed_at", Type: FieldInstant, Meaning: "Day or instant of its last change.", Of: func(t Thing) any { return t.ChangedAt }},
	{Name: "change_reviewed_by", Meaning: "Who reviewed that change.", Of: func(t Thing) any { return t.ChangeReviewedBy }},
	{Name: "newest_at", Type: FieldInstant, Meaning: "Of a backup: day or instant of its newest copy.", Of: func(t Thing) any { return t.NewestAt }},
}

// instant is the instant of an end that is known, zero for any other.
func (e End) instant() time.Time {
	if e.State != EndKnown {
		return time.Time{}
	}
	return e.At
}
