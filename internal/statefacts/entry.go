package statefacts

import (
	"regexp"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Entry is what the table knows of one type.
type Entry struct {
	Type     string
	Also     []string // types with the same attributes
	Mode     string   // ModeManaged, ModeData, or "" for both
	Provider string   // what its types begin with: "aws"
	Name     []Path   // the first that says something names the thing
	Endpoint []Path   // host, host:port or URL under which its certificate can be read live
	// Skip says why nothing in it is judged, on purpose.
	Skip        string
	Ends        []End
	Source      string // where this is known from
	Note        string // what a reader of the table should know
	Unconfirmed bool   // not found in the documentation of the provider
}

// Format is how a value says when something ends.
type Format string

// The formats.
const (
	// FormatMoment is a text: RFC 3339, a plain date, RFC 1123, OpenSSL's, Go's.
	FormatMoment       Format = "moment"
	FormatSeconds      Format = "epoch-s" // counts since 1970, a number or a text
	FormatMilliseconds Format = "epoch-ms"
	FormatMicroseconds Format = "epoch-us"
	FormatMade         Format = "made" // when a copy was made that ends when somebody deletes it
	FormatWord         Format = "word" // one of a list of words, each with its day
	FormatVersion      Format = "version"
	// The others are read by whoever knows them, see Material.
	FormatPEM       Format = "pem"
	FormatBase64PEM Format = "base64-pem"
	FormatSAML      Format = "saml"
	FormatSSH       Format = "ssh-certificate"
	FormatJWT       Format = "jwt"
	FormatOpenPGP   Format = "openpgp"
)

// Material says that a format holds a document with an end in it.
func (f Format) Material() bool {
	switch f {
	case FormatPEM, FormatBase64PEM, FormatSAML, FormatSSH, FormatJWT, FormatOpenPGP:
		return true
	}
	return false
}

// Units of an amount that is added to a moment.
const (
	unitSeconds = "s"
	unitHours   = "h"
	unitDays    = "d"
	unitPeriod  = "period" // P90D, 30d, 720h
)

// Source is one place in which an end may stand.
type Source struct {
	Path   Path
	Format Format
	// Plus is how long after the moment at Path it ends, in Unit; empty for none.
	Plus Path
	Unit string
	// Product is the slug in the catalog where the place tells it.
	Product string
}

// Take says what counts where several values stand at a path.
type Take string

// The ways to take several values.
const (
	TakeEarliest Take = "earliest" // the default
	TakeLatest   Take = "latest"
	TakeEach     Take = "each" // every one is a thing of its own
)

// Empty says what it means that nothing stands there.
type Empty string

// The meanings of nothing.
const (
	EmptyUnknown Empty = "unknown" // the default: absence is never good news
	EmptyNever   Empty = "never"   // documented to mean that it has no end
	EmptyNone    Empty = "none"    // there is no such thing
	// EmptyOptional is EmptyNone, also where the attribute is not there at all.
	EmptyOptional Empty = "optional"
)

// End is one end of a type. Sources stand from the one that knows best to the one
// that is only a wish; the first that says something counts.
type End struct {
	Of     string // what of the resource ends: "ca"; "" for the thing itself
	Kind   string
	At     []Source
	Take   Take
	Live   *Live
	Empty  Empty
	Never  []string      // values that stand for no end
	Open   deadline.Date // from this day on a date stands for no end; zero for none
	Begins bool          // a plain date ends at 00:00 UTC of its day, not with it
	// Zoneless takes a time without a zone for UTC.
	Zoneless bool
	Shift    time.Duration // from the value to the first instant at which it no longer works
	Start    Path          // where its lifetime begins
	Fixed    deadline.Date // the last day of all things of the type
	Words    map[string]deadline.Date
	Versions []VersionRule
	Level    string // support that counts: active, security or extended
	Levels   []LevelRule
	// Otherwise says why a version that no rule knows is left out; without it such
	// a version is unknown.
	Otherwise string
	Cases     []Case
	Because   string // a clause that says what the end means
	Scan      bool   // read only where documents are asked for
	// Spare are documents that may end before it.
	Spare []Source
}

// Live picks the element in use out of a list: that whose Element is the value at Is.
type Live struct {
	Element string
	Is      Path
}

// VersionRule makes a product and version of a text. The first that holds counts.
type VersionRule struct {
	When    Condition
	Match   *regexp.Regexp
	Product string
	Version string // what of the match is the version, as $1.$2
	// Fixed is a last day that is known without a calendar, zero for none.
	Fixed   deadline.Date
	Because string
}

// LevelRule says which support counts under a condition.
type LevelRule struct {
	When  Condition
	Level string
}

// Verdicts of a case.
const (
	caseUnknown = "unknown"
	caseOpen    = "open"
	caseEnded   = "ended"
	caseSkip    = "skip"
)

// Case settles an end by other attributes, before its own are read.
type Case struct {
	When    Condition
	Is      string
	Because string
}

// Condition holds where each path has a value that its pattern matches as a
// whole, in either case. No condition always holds.
type Condition map[string]test

type test struct {
	path    Path
	pattern *regexp.Regexp
}

func (c Condition) holds(root any, afterApply []Path) bool {
	for _, test := range c {
		matched := false
		for _, value := range find(root, test.path, afterApply) {
			text, ok := scalarText(value.value)
			absent := value.state != statePresent && value.state != stateEmpty
			matched = matched || ok && !absent && test.pattern.MatchString(text)
		}
		if !matched {
			return false
		}
	}
	return true
}

// sources are all places that the end reads.
func (e *End) sources() []Source { return append(slices.Clip(e.At), e.Spare...) }
