package statefacts

import (
	"errors"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Reason is a typed cause for an end that is unknown.
type Reason string

// The reasons.
const (
	ReasonMissing    Reason = "missing"     // the resource has no such attribute
	ReasonEmpty      Reason = "empty"       // nothing stands there
	ReasonMalformed  Reason = "malformed"   // what stands there has another form
	ReasonAfterApply Reason = "after_apply" // it is known only after apply
	ReasonNoCalendar Reason = "no_calendar" // the catalog has no such product, or not this version
	ReasonUnread     Reason = "unread"      // a document that nobody could read
	ReasonUntold     Reason = "untold"      // the state cannot tell it
)

// Fact is one end of one resource.
type Fact struct {
	Address string
	Type    string
	// Part says what of the resource it is: "ca", "password[1]"; "" for itself.
	Part string
	Kind string
	End  deadline.End
	// Begins is where its lifetime begins, Made when a backup was made; zero where
	// that is not known.
	Begins, Made time.Time
	// Path is the attribute that the end comes from, or that has none.
	Path string
	// Product, Version, Level and Cycle are those of software: the slug in the
	// catalog, what the attribute says, the support that counts, and the release
	// cycle that the catalog found, "" for none.
	Product, Version, Level, Cycle string
	// StandardEnd is when support ends that costs nothing extra, where Level is
	// that which does.
	StandardEnd deadline.End
	// Unknown is why the end is unknown, "" where it is not.
	Unknown Reason
	// Skip says why this is not judged, on purpose; it has no end then.
	Skip string
	// Cause says in a clause why the end is what it is, or unknown.
	Cause string
	// Endpoint is host:port under which the thing can be read live; "" for none.
	Endpoint string
	// Findings are those of the catalog.
	Findings []deadline.Finding
	deadline.Identity
}

// Live says how the thing is read live, which knows more than a state; "" where
// no endpoint is known.
func (f Fact) Live() string {
	if f.Endpoint == "" {
		return ""
	}
	return "a state knows what held at its last refresh; read it live with expiry_certificate { endpoint = " + quoteHCL(f.Endpoint) + " }"
}

// Deadline is the fact as a deadline under an id, with its end alone: whoever
// knows the terms works out by when to act.
func (f Fact) Deadline(id string) deadline.Deadline {
	d := deadline.Deadline{
		ID: id, Kind: f.Kind, Identity: f.Identity,
		Timeline: deadline.Timeline{End: f.End}, Cause: f.Cause, Findings: f.Findings,
	}
	if live := f.Live(); live != "" {
		d.Cause = clauses(d.Cause, live)
	}
	return d
}

// Release is what a calendar is asked about.
type Release struct{ Product, Version, Level string }

// Support is what a calendar says of a release.
type Support struct {
	Cycle    string // "" where none was found
	End      deadline.End
	Reason   string // a sentence for a person
	Findings []deadline.Finding
}

// ErrNoCalendar is what a calendar answers for a product that it does not have.
var ErrNoCalendar = errors.New("the catalog has no such product")

// ErrNoMaterial is what a reader of documents answers for a format that it does
// not know.
var ErrNoMaterial = errors.New("documents of this form are not read")

// Life is what a document says of itself.
type Life struct {
	// Begins is zero where it does not say.
	Begins time.Time
	// End is the first instant at which it no longer works.
	End deadline.End
}

// Options say as of when and with what is judged.
type Options struct {
	AsOf time.Time
	// Location is the zone of plain dates; nil is UTC.
	Location *time.Location
	// Calendar knows until when a release is supported; its error is
	// ErrNoCalendar, or a clause for a person. Without it such an end is unknown.
	Calendar func(Release) (Support, error)
	// Material reads a document: a certificate or chain in PEM, a signed token. It
	// must not quote the document in its error. Base64 is taken off before.
	Material func(format Format, document string) (Life, error)
	// Scan reads documents in Kubernetes secrets too, and certificates in PEM in
	// attributes of types that the table does not know.
	Scan bool
	// Tags names the tags and labels that tell who answers for a thing, by field:
	// owner, maintainer, system, environment, criticality. A field that is not
	// named has the usual ones.
	Tags map[string][]string
	// Otherwise is what holds where no tag says so.
	Otherwise deadline.Identity
}

func (o Options) location() *time.Location {
	if o.Location == nil {
		return time.UTC
	}
	return o.Location
}

// clauses joins clauses of one sentence.
func clauses(parts ...string) string {
	joined := ""
	for _, part := range parts {
		switch {
		case part == "":
		case joined == "":
			joined = part
		default:
			joined += "; " + part
		}
	}
	return joined
}
