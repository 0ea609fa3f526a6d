// Package software tells which software a server runs, for how long that is
// supported and whether its newest patch is applied. What a greeting names
// (recognise, header, banner), what a live server says (probe) and what the
// catalog knows of it (version, support) are apart, so that recorded answers are
// judged like live ones.
package software

import "strings"

// Role says what a product does in the answer that named it.
type Role string

// The roles a recognised product can have.
const (
	// RoleServer answers the client: Apache httpd, OpenSSH, Exim.
	RoleServer Role = "server"
	// RoleComponent runs inside the server or behind it: OpenSSL, PHP, mod_perl.
	RoleComponent Role = "component"
	// RoleProxy passed the answer on: what Via names, Varnish, Squid.
	RoleProxy Role = "proxy"
	// RoleSystem is the operating system, where a build number tells it.
	RoleSystem Role = "system"
)

// Recognised is one product that a greeting names.
type Recognised struct {
	// Product is endoflife.date's slug where it has one, else a name of the same
	// style ("thttpd", "mod_perl"). Never empty.
	Product string
	// Version is the upstream version as the release calendar writes it: "4.84.2"
	// for Exim 4.84_2, "10.3.22" for 5.5.5-10.3.22-MariaDB. It may be partial
	// ("2.4"), a cycle ("2019") or no release at all ("1.3.3.7"); empty when the
	// greeting does not tell.
	Version string
	// Distro is the distributor in endoflife.date's spelling ("debian",
	// "rocky-linux"), empty when unknown.
	Distro string
	// DistroRelease is the distributor's release ("12", "22.04") where the
	// package revision or a code name tells it, else empty.
	DistroRelease string
	// DistroAssumed says that Distro was read off the server in the same answer
	// and not off this product: the product may come from elsewhere.
	DistroAssumed bool
	// Package is the distributor's package version as far as it is told
	// ("1:9.2p1-2+deb12u2"; without an epoch where the greeting tells none).
	Package string
	// ThirdParty says that the package comes from somebody else's repository for
	// that distribution (deb.sury.org, Remi, MariaDB's own): the distributor does
	// not support it.
	ThirdParty bool
	// Role is what the product does in this answer.
	Role Role
	// Evidence is where it was read and what was read, fit for printing:
	// "Server: Apache/2.2.15", "banner: ESMTP Exim 4.96".
	Evidence string
}

// NoticeKind is the kind of something worth saying that is no product.
type NoticeKind string

// The kinds of notices.
const (
	// NoticeEdge: a content network or load balancer answered, not the origin.
	NoticeEdge NoticeKind = "edge"
	// NoticeSilent: the server tells nothing of its software.
	NoticeSilent NoticeKind = "silent"
	// NoticeHidden: a product is named without its version.
	NoticeHidden NoticeKind = "version-hidden"
	// NoticeSpecification: a version that is not the product's own (Servlet/3.1).
	NoticeSpecification NoticeKind = "specification"
	// NoticeDerivative: a vendor's derivative, whose upstream dates do not decide.
	NoticeDerivative NoticeKind = "vendor-derivative"
	// NoticeThirdParty: packaged by somebody other than the distributor.
	NoticeThirdParty NoticeKind = "third-party-package"
	// NoticeRefused: the server refused to tell (login needed, host not allowed).
	NoticeRefused NoticeKind = "refused"
	// NoticeUnrecognised: a text that names nothing known.
	NoticeUnrecognised NoticeKind = "unrecognised"
	// NoticeTruncated: the greeting was longer than is read.
	NoticeTruncated NoticeKind = "truncated"
	// NoticeOutside: a module or component that no release calendar is about.
	NoticeOutside NoticeKind = "outside-catalog"
	// NoticeOtherProtocol: a greeting of another protocol than the one asked for.
	NoticeOtherProtocol NoticeKind = "other-protocol"
)

// Notice is something worth saying about a greeting that is no product.
type Notice struct {
	Kind NoticeKind
	// Message is one sentence for a person.
	Message string
	// Evidence is where it was read and what was read; empty for silence.
	Evidence string
}

// RecogniseServer reads the value of one Server header (RFC 9110, section
// 10.2.4). Any text may be given; it is bounded and sanitised.
func RecogniseServer(value string) ([]Recognised, []Notice) {
	var a answer
	a.server(value)
	return a.finish()
}

// maxFound bounds the products of one answer: a hostile header may name
// thousands.
const maxFound = 64

// answer gathers what one answer of a server tells.
type answer struct {
	found   []Recognised
	notices []Notice
	// distro is what the server itself was built by.
	distro mark
}

// mark is a distributor, with its release where that is told.
type mark struct{ distro, release string }

// add takes a product, or completes the one that is there already: the same
// product is often named by two headers, once with less detail.
func (a *answer) add(r Recognised) {
	r.Package = r.Package[:min(versionEnd(r.Package, ".+~:_-"), maxVersion)]
	for i := range a.found {
		old := &a.found[i]
		if old.Product != r.Product || (old.Role == RoleProxy) != (r.Role == RoleProxy) {
			continue
		}
		switch {
		case old.Version == r.Version:
			old.complete(r)
			return
		case isPartOf(r.Version, old.Version):
			return
		case isPartOf(old.Version, r.Version):
			if r.Role == RoleComponent {
				r.Role = old.Role
			}
			previous := *old
			*old = r
			old.complete(previous)
			return
		}
	}
	if len(a.found) < maxFound {
		a.found = append(a.found, r)
	}
}

// complete fills in what the same product with the same version told elsewhere.
func (r *Recognised) complete(other Recognised) {
	if r.Distro == "" {
		r.Distro, r.DistroRelease = other.Distro, other.DistroRelease
	} else if r.Distro == other.Distro && r.DistroRelease == "" {
		r.DistroRelease = other.DistroRelease
	}
	if r.Package == "" {
		r.Package, r.ThirdParty = other.Package, other.ThirdParty
	}
}

// isPartOf says that version short tells less than long does: "" and "5.3" of
// "5.3.29".
func isPartOf(short, long string) bool {
	return short == "" || (strings.HasPrefix(long, short) && len(long) > len(short) && long[len(short)] == '.')
}

// note takes a notice once, however often its cause occurs.
func (a *answer) note(kind NoticeKind, message, evidence string) {
	for _, old := range a.notices {
		if old.Kind == kind && old.Message == message {
			return
		}
	}
	if len(a.notices) < maxFound {
		a.notices = append(a.notices, Notice{Kind: kind, Message: message, Evidence: evidence})
	}
}

// finish passes the server's distributor on to what runs in it, and says what
// every reader of the answer should know.
func (a *answer) finish() ([]Recognised, []Notice) {
	if len(a.found) == 0 && len(a.notices) == 0 {
		a.note(NoticeSilent, "The answer does not tell which software runs.", "")
	}
	for i := range a.found {
		r := &a.found[i]
		if r.Distro == "" && a.distro.distro != "" && (r.Role == RoleServer || r.Role == RoleComponent) && !r.ThirdParty {
			r.Distro, r.DistroRelease = a.distro.distro, a.distro.release
			r.DistroAssumed = r.Role == RoleComponent
		}
		if r.ThirdParty {
			a.note(NoticeThirdParty, "The package of "+r.Product+" does not come from the distributor, who does not support it.", r.Evidence)
		}
		if r.Version == "" {
			a.note(NoticeHidden, hiddenMessage(r.Product), r.Evidence)
		}
	}
	return a.found, a.notices
}

// hiddenMessage explains a product without a version; some have none in any
// setting.
func hiddenMessage(product string) string {
	switch product {
	case "dovecot":
		return "Dovecot never tells its version."
	case "opensmtpd":
		return "OpenSMTPD never tells its version."
	case "postgresql":
		return "PostgreSQL tells its version only after login."
	}
	return "The answer names " + product + " without its version."
}
