package certificate

import (
	"crypto/x509"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// beside is what stands in a file with the certificate that is judged.
type beside struct {
	neighbours []judge.Neighbour
	lists      []keyfile.RevocationList
	// revoking are all lists of the file, whomever they are from.
	revoking []keyfile.RevocationList
	// unread has an end of its own that nobody has read.
	unread []keyfile.Aside
}

func neighbour(entry keyfile.Entry) judge.Neighbour {
	return judge.Neighbour{Certificate: entry.Certificate, Where: entry.Where, Relied: entry.Relied}
}

// besideSingle is everything in a file but the one certificate.
func besideSingle(bundle keyfile.Bundle, served certificate.Served) *beside {
	b := &beside{lists: bundle.Lists, revoking: bundle.Lists}
	for _, entry := range bundle.Each() {
		if entry.Certificate == served.Chain[0] {
			continue
		}
		b.neighbours = append(b.neighbours, neighbour(entry))
		if kind, flaw := certificate.Flaw(entry.Certificate); kind != certificate.FlawNone && !slices.Contains(served.Chain, entry.Certificate) {
			b.unread = append(b.unread, keyfile.Aside{
				Where: entry.Where, What: "certificate of " + certificate.NameOf(entry.Certificate) + " until " + certificate.Instant(entry.Certificate.NotAfter), Reason: flaw,
			})
		}
	}
	for _, aside := range bundle.Aside {
		if aside.Unread {
			b.unread = append(b.unread, aside)
		}
	}
	return b
}

// besideEach shares out what stands in a file among the chains that are judged
// each for itself: authorities to whom they belong, what was not read to its own
// object of Kubernetes, else to the first.
func besideEach(bundle keyfile.Bundle, all []certificate.Served) []*beside {
	each := make([]*beside, len(all))
	entries := map[*x509.Certificate]keyfile.Entry{}
	for _, entry := range bundle.Each() {
		entries[entry.Certificate] = entry
	}
	objects := map[string]int{}
	issuers := map[string]int{}
	for i, served := range all {
		each[i] = &beside{revoking: bundle.Lists}
		for n, cert := range served.Chain {
			entry := entries[cert]
			if n > 0 {
				each[i].neighbours = append(each[i].neighbours, neighbour(entry))
			} else if object := manifestObject(entry.Where); object != "" {
				if _, known := objects[object]; !known {
					objects[object] = i
				}
			}
			if issuer := certificate.Plain(certificate.DistinguishedName(cert.RawIssuer)); issuers[issuer] == 0 {
				issuers[issuer] = i + 1
			}
		}
	}
	if len(each) == 0 {
		return nil
	}
	for _, list := range bundle.Lists {
		at := each[max(issuers[list.Issuer]-1, 0)]
		at.lists = append(at.lists, list)
	}
	for _, aside := range bundle.Aside {
		if aside.Unread {
			at := each[objects[manifestObject(aside.Where)]]
			at.unread = append(at.unread, aside)
		}
	}
	return each
}

// manifestObject is the object of Kubernetes that a place names, "" elsewhere.
func manifestObject(where string) string {
	object, _, found := strings.Cut(where, ":")
	if !found {
		return ""
	}
	return object
}

// findings are what of it a gate should see.
func (b *beside) findings(verdict judge.Verdict, now time.Time) []deadline.Finding {
	if b == nil {
		return nil
	}
	findings := verdict.ExpiredBeside(b.neighbours, now)
	for _, list := range b.lists {
		if !list.NextUpdate.IsZero() && now.After(list.NextUpdate) {
			finding := deadline.NewFinding(deadline.RuleExpiredBeside, fmt.Sprintf("the revocation list of %q at %s is out of date since %s; whoever loads it refuses every certificate of that authority",
				list.Issuer, list.Where, certificate.Instant(list.NextUpdate)))
			finding.Severity = deadline.SeverityError
			findings = append(findings, finding)
		}
		if now.Before(list.ThisUpdate) {
			findings = append(findings, deadline.NewFinding(deadline.RuleNotYetValid, fmt.Sprintf("the revocation list of %q at %s is valid only from %s; whoever loads it before refuses every certificate of that authority",
				list.Issuer, list.Where, certificate.Instant(list.ThisUpdate))))
		}
	}
	findings = append(findings, b.revocations(verdict)...)
	for _, aside := range b.unread {
		findings = append(findings, deadline.NewFinding(deadline.RuleUnreadBeside, fmt.Sprintf("beside it stands a %s (%s) that was not judged: %s", aside.What, aside.Where, aside.Reason)))
	}
	return findings
}

// revocations tells what of the chain a list in the same file revokes.
func (b *beside) revocations(verdict judge.Verdict) []deadline.Finding {
	var findings []deadline.Finding
	for _, cert := range verdict.Chain {
		for _, list := range b.revoking {
			since, revoked := list.Revokes(cert)
			if !revoked {
				continue
			}
			finding := deadline.NewFinding(deadline.RuleUntrusted, fmt.Sprintf("%s is revoked since %s by the revocation list at %s, whose signature was not checked",
				certificate.NameOf(cert), certificate.Instant(since), list.Where))
			finding.Severity = deadline.SeverityError
			findings = append(findings, finding)
			break
		}
	}
	return findings
}

// leftAside is something that was found and not judged.
type leftAside struct {
	file, place, what, reason string
	end                       time.Time
}

var leftAsideAttrTypes = map[string]attr.Type{
	"file": types.StringType, "place": types.StringType, "what": types.StringType, "reason": types.StringType, "expires_at": types.StringType,
}

var leftAsideType = types.ObjectType{AttrTypes: leftAsideAttrTypes}

var leftAsideDescriptions = map[string]string{
	"file":       "File that it stands in, null where a text was given.",
	"place":      "Where in the file, like `block 2 (line 31)`, null for a whole file.",
	"what":       "What it is: `certificate`, `private key`, `Kubernetes object`, …",
	"reason":     "Why it was not judged.",
	"expires_at": "When it ends, where that is known.",
}

func leftAsideAttribute(what string) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: face.ComputedAttributes(leftAsideAttrTypes, leftAsideDescriptions)},
		MarkdownDescription: what + " Of an authority that has expired the finding `expired-beside` tells, of something with an end of its own that was not read `unread-beside`.",
	}
}

func leftAsideValue(list []leftAside) types.List {
	values := make([]attr.Value, len(list))
	for i, left := range list {
		values[i] = types.ObjectValueMust(leftAsideAttrTypes, map[string]attr.Value{
			"file": attribute.Optional(filepath.ToSlash(left.file)), "place": attribute.Optional(left.place), "what": types.StringValue(left.what),
			"reason": types.StringValue(left.reason), "expires_at": attribute.InstantValue(left.end),
		})
	}
	return types.ListValueMust(leftAsideType, values)
}

// asideOf lists what of a file was not judged: what is no certificate, and the
// certificates that stand in none of the chains.
func asideOf(file string, bundle keyfile.Bundle, chains ...certificate.Served) []leftAside {
	var left []leftAside
	judged := map[*x509.Certificate]bool{}
	for _, served := range chains {
		for _, cert := range served.Chain {
			judged[cert] = true
		}
	}
	for _, entry := range bundle.Each() {
		if judged[entry.Certificate] {
			continue
		}
		reason := "it issued nothing of what was judged"
		if bundle.Profile != nil {
			reason = "the profile ends by its own date"
		}
		left = append(left, leftAside{
			file: file, place: entry.Where, what: "certificate of " + certificate.NameOf(entry.Certificate), reason: reason, end: certificate.ExpiresAt(entry.Certificate),
		})
	}
	for _, list := range bundle.Lists {
		left = append(left, leftAside{
			file: file, place: list.Where, what: "certificate revocation list (CRL) of " + list.Issuer, reason: "only its end and what it revokes are judged", end: list.NextUpdate,
		})
	}
	for _, aside := range bundle.Aside {
		if listed(bundle.Lists, aside.Where) {
			continue
		}
		left = append(left, leftAside{file: file, place: aside.Where, what: aside.What, reason: aside.Reason})
	}
	return left
}

func listed(lists []keyfile.RevocationList, where string) bool {
	for _, list := range lists {
		if list.Where == where {
			return true
		}
	}
	return false
}

// judgeProfile judges an Apple provisioning profile by its own date. Developers
// whose certificates have all expired cannot sign by it any more.
func judgeProfile(s *session.Session, c certificateCase, bundle keyfile.Bundle, diags *diag.Diagnostics) judged {
	profile := bundle.Profile
	d := c.deadline
	d.Cause = "the provisioning profile ends"
	if profile.Name != "" {
		d.Cause = fmt.Sprintf("the provisioning profile %q ends", profile.Name)
	}
	lifetime := time.Duration(0)
	if !profile.CreatedAt.IsZero() {
		lifetime = profile.ExpiresAt.Sub(profile.CreatedAt)
	}
	d.Timeline = s.Timeline("certificate", deadline.EndsAt(profile.ExpiresAt), lifetime, c.terms, diags)
	for _, entry := range bundle.Entries {
		if end := certificate.ExpiresAt(entry.Certificate); !end.IsZero() && !c.now.Before(end) {
			d.Findings = append(d.Findings, deadline.NewFinding(deadline.RuleExpiredBeside, fmt.Sprintf("%s at %s expired at %s",
				certificate.NameOf(entry.Certificate), entry.Where, certificate.Instant(end))))
		}
	}
	if n := len(d.Findings); n > 0 && n == len(bundle.Entries) {
		for i := range d.Findings {
			d.Findings[i].Severity = deadline.SeverityError
			d.Findings[i].Message += ", and no other may sign by the profile"
		}
		d.Blocked = true
	}
	// Whether a device would take it cannot be told here.
	d.Blocked = d.Blocked || c.requireTrusted
	return judged{Judgement: d.Judge(c.now, s.Location), aside: asideOf(c.file, bundle)}
}
