package judge

import (
	"crypto/sha256"
	"crypto/x509"
	_ "embed" // the facts
	"encoding/hex"
	"encoding/json"
	"sync"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// distrustJSON are roots whose end a program has announced, by fingerprint.
//
//go:embed distrust.json
var distrustJSON []byte

type distrustFile struct {
	Announcements []struct {
		Program string    `json:"program"`
		After   time.Time `json:"after"`
		Source  string    `json:"source"`
		Roots   []struct {
			Name        string `json:"name"`
			Fingerprint string `json:"sha256"`
		} `json:"roots"`
	} `json:"announcements"`
}

// KnownPrograms are the announcements known when this provider was built: those of
// the facts file, and what Mozilla's list says of the roots in it.
func KnownPrograms(fingerprint [32]byte) []Distrust { return knownPrograms()[fingerprint] }

var knownPrograms = sync.OnceValue(func() map[[32]byte][]Distrust {
	known := map[[32]byte][]Distrust{}
	var file distrustFile
	if err := json.Unmarshal(distrustJSON, &file); err != nil {
		panic("the embedded facts on roots: " + err.Error())
	}
	for _, announcement := range file.Announcements {
		for _, root := range announcement.Roots {
			var id [32]byte
			if n, err := hex.Decode(id[:], []byte(root.Fingerprint)); err != nil || n != len(id) {
				panic("the embedded facts on roots: " + root.Name)
			}
			known[id] = append(known[id], Distrust{Program: announcement.Program, After: announcement.After.UTC(), Source: announcement.Source})
		}
	}
	for root := range bundle.Roots() {
		cert, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			continue
		}
		id := sha256.Sum256(root.Certificate)
		if root.Constraint != nil {
			known[id] = append(known[id], Distrust{Program: mozilla, After: acceptedUntil(root.Constraint), Source: "Mozilla's list of roots (distrust-after)"})
			continue
		}
		known[id] = append(known[id], Distrust{Program: mozilla, Removal: removalOf(cert.NotBefore), Source: "Mozilla Root CA Lifecycles", Approximate: true})
	}
	return known
})

const mozilla = "Mozilla"

// removalOf is when Mozilla takes the website trust bit from a root, by the day on
// which its key was made (Mozilla Root CA Lifecycles).
func removalOf(made time.Time) time.Time {
	april := func(year int) time.Time { return time.Date(year, time.April, 15, 0, 0, 0, 0, time.UTC) }
	switch {
	case made.Year() < 2008:
		return april(2026)
	case made.Year() < 2010:
		return april(2027)
	case made.Year() < 2012:
		return april(2028)
	case made.Before(april(2014)):
		return april(2029)
	}
	return made.UTC().AddDate(15, 0, 0)
}

// acceptedUntil finds the instant that a constraint of the bundle keeps to itself,
// by asking of ever fewer days.
func acceptedUntil(constraint func([]*x509.Certificate) error) time.Time {
	accepts := func(at time.Time) bool { return constraint([]*x509.Certificate{{NotBefore: at}}) == nil }
	low, high := time.Date(1990, time.January, 1, 0, 0, 0, 0, time.UTC), time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC)
	for high.Sub(low) > time.Second {
		if middle := low.Add(high.Sub(low) / 2).Truncate(time.Second); accepts(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// MozillaAnchors is the trust store of Mozilla, as known when this provider was
// built. Its roots count as public.
func MozillaAnchors() *Anchors { return mozillaAnchors() }

var mozillaAnchors = sync.OnceValue(func() *Anchors {
	var certs []*x509.Certificate
	for root := range bundle.Roots() {
		if cert, err := x509.ParseCertificate(root.Certificate); err == nil {
			certs = append(certs, cert)
		}
	}
	return (&Anchors{}).with(certs, true)
})
