package stateends

import (
	"errors"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

// Reader reads the documents that stand in attributes. None of its errors quotes
// one. It may be used by many goroutines.
type Reader struct {
	// Judge finds the path of a certificate to an authority, and so which of them
	// ends first.
	Judge *judge.Judge
	Now   time.Time
	// Location is the zone of days without a time.
	Location *time.Location
}

// The errors of documents. They hold nothing of what was read.
var (
	errUnread   = errors.New("it cannot be read")
	errNotAlone = errors.New("not everything in it can be read")
	errEmpty    = errors.New("it holds nothing that ends")
)

// Read reads a document of a format. Its error is ErrNoMaterial where nobody reads
// the format, and otherwise says in a clause what is wrong.
func (r Reader) Read(format statefacts.Format, text string) (statefacts.Life, error) {
	switch format {
	case statefacts.FormatPEM:
		return r.certificates(text)
	case statefacts.FormatSAML:
		return r.metadata(text)
	case statefacts.FormatJWT, statefacts.FormatSSH, statefacts.FormatOpenPGP:
		return r.credential(format, text)
	}
	return statefacts.Life{}, statefacts.ErrNoMaterial
}

// certificates is the life of the certificate in a text that ends first, each with
// the authorities that stand with it. What cannot be read may end before all
// others.
func (r Reader) certificates(text string) (statefacts.Life, error) {
	bundle, err := keyfile.Parse([]byte(text), keyfile.Options{})
	if err != nil {
		return statefacts.Life{}, errUnread
	}
	if len(bundle.Problems) > 0 {
		return statefacts.Life{}, errNotAlone
	}
	leaves, err := bundle.Leaves()
	if err != nil || len(leaves) == 0 {
		return statefacts.Life{}, errEmpty
	}
	var first statefacts.Life
	for i, served := range leaves {
		if life := r.chain(served); i == 0 || sooner(life.End, first.End) {
			first = life
		}
	}
	return first, nil
}

func (r Reader) chain(served certificate.Served) statefacts.Life {
	verdict := r.Judge.Judge(served, judge.Question{Now: r.Now, AnyUsage: true})
	life := statefacts.Life{Begins: served.Chain[0].NotBefore.UTC(), End: deadline.OpenEnded}
	if !verdict.ExpiresAt.IsZero() {
		life.End = deadline.EndsAt(certificate.NoEarlier(verdict.ExpiresAt))
	}
	return life
}

// metadata is the life of SAML metadata: until it says itself, or until a
// certificate in it ends.
func (r Reader) metadata(text string) (statefacts.Life, error) {
	read, failure := document.Parse([]byte(text), document.Options{Now: r.Now, Location: r.Location})
	if failure != nil || read.Kind != document.KindSAML {
		return statefacts.Life{}, errUnread
	}
	return lifeOf(read.End, read.IssuedAt), nil
}

// formats are what package credential calls the formats.
var formats = map[statefacts.Format]string{statefacts.FormatJWT: "jwt", statefacts.FormatSSH: "ssh", statefacts.FormatOpenPGP: "openpgp"}

func (r Reader) credential(format statefacts.Format, text string) (statefacts.Life, error) {
	options := credential.Options{Now: r.Now, Location: r.Location}
	bundle, failure := credential.Parse([]byte(text), options)
	if failure != nil || bundle.Format != formats[format] || len(bundle.Credentials) == 0 {
		return statefacts.Life{}, errUnread
	}
	var first statefacts.Life
	for i, one := range bundle.Credentials {
		if one.Unread != nil {
			return statefacts.Life{}, errNotAlone
		}
		begins := one.NotBefore
		if begins.IsZero() || !one.IssuedAt.IsZero() && one.IssuedAt.Before(begins) {
			begins = one.IssuedAt
		}
		if life := lifeOf(one.End, begins); i == 0 || sooner(life.End, first.End) {
			first = life
		}
	}
	return first, nil
}

func lifeOf(end deadline.End, begins time.Time) statefacts.Life {
	return statefacts.Life{Begins: begins, End: end}
}

// sooner says that one end comes before another. What is not known may be first.
func sooner(a, b deadline.End) bool {
	rank := func(end deadline.End) int {
		return map[deadline.EndState]int{deadline.EndedUnknownDay: 0, deadline.EndUnknown: 1, deadline.EndKnown: 2, deadline.EndOpen: 3}[end.State]
	}
	if a.State == deadline.EndKnown && b.State == deadline.EndKnown {
		return a.At.Before(b.At)
	}
	return rank(a) < rank(b)
}
