package credential

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// sshLine is one line of a public key, an authorized_keys or a known_hosts file.
type sshLine struct {
	number  int
	options string // before the key
	kind    string // the key's type, as written
	blob    string // its base64
}

// looksLikeSSH says that some line names a type of SSH key.
func looksLikeSSH(text []byte) bool {
	for line := range bytes.Lines(text) {
		if _, ok := splitSSH(string(line)); ok {
			return true
		}
	}
	return false
}

func sshType(word string) bool {
	switch {
	case strings.HasPrefix(word, "ssh-"), strings.HasPrefix(word, "ecdsa-sha2-"), strings.HasPrefix(word, "sk-ssh-"), strings.HasPrefix(word, "sk-ecdsa-"):
		return len(word) < 80
	}
	return false
}

// splitSSH finds the key in a line: the first word outside quotation marks that is
// a type of key and has a blob behind it.
func splitSSH(line string) (sshLine, bool) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return sshLine{}, false
	}
	start, quoted := 0, false
	for i := 0; i <= len(line); i++ {
		switch {
		case i < len(line) && line[i] == '\\' && quoted && i+1 < len(line):
			i++
		case i < len(line) && line[i] == '"':
			quoted = !quoted
		case !quoted && (i == len(line) || line[i] == ' ' || line[i] == '\t'):
			if sshType(line[start:i]) {
				blob, _, _ := strings.Cut(strings.TrimSpace(line[i:]), " ")
				if strings.HasPrefix(blob, "AAAA") {
					return sshLine{options: strings.TrimSpace(line[:start]), kind: line[start:i], blob: strings.TrimSpace(blob)}, true
				}
			}
			start = i + 1
		}
	}
	return sshLine{}, false
}

// parseSSH reads certificates (id-cert.pub), and authorized_keys whose lines end
// by their option expiry-time. A key alone has no end, and is refused: a
// certificate was meant.
func parseSSH(text string, options Options) (Bundle, *source.Failure) {
	bundle := Bundle{Format: "ssh"}
	var plain []sshLine
	ending, number := false, 0
	for line := range strings.Lines(text) {
		number++
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		key, ok := splitSSH(line)
		key.number = number
		name := "line " + strconv.Itoa(number)
		switch {
		case !ok:
			bundle.Credentials = append(bundle.Credentials, unread(KindSSHKey, name, source.Malformed, name+" holds no SSH key"))
		case strings.Contains(key.kind, "-cert-v01@"):
			bundle.Credentials = append(bundle.Credentials, readSSHCertificate(name, key, options).earlierBy(name, key, options))
		case hasOption(key.options, "expiry-time"):
			ending = true
			bundle.Credentials = append(bundle.Credentials, readSSHExpiry(name, key, options))
		default:
			plain = append(plain, key)
		}
	}
	for _, key := range plain {
		name := "line " + strconv.Itoa(key.number)
		if _, err := parseSSHKey(key); err != nil {
			bundle.Credentials = append(bundle.Credentials, unread(KindSSHKey, name, source.Malformed, "the SSH key in "+name+" is damaged"))
		} else if ending || len(bundle.Credentials) > 0 {
			c := Credential{Kind: KindSSHKey, Name: name}
			c.never("the key in " + name + " carries no end")
			bundle.Credentials = append(bundle.Credentials, c)
		}
	}
	if len(bundle.Credentials) == 0 {
		return Bundle{}, source.Fail(source.Unsupported, "it is an SSH key, not a certificate: a key carries no end; give the certificate made for it, like id_ed25519-cert.pub")
	}
	return bundle, nil
}

// parseSSHKey reads the key of a line; what the line calls it must be what it is.
func parseSSHKey(line sshLine) (ssh.PublicKey, error) {
	blob, err := base64.StdEncoding.DecodeString(line.blob)
	if err != nil {
		return nil, err
	}
	key, err := ssh.ParsePublicKey(blob)
	if err == nil && key.Type() != line.kind {
		err = errOtherType
	}
	return key, err
}

var errOtherType = errors.New("a key of another type")

// readSSHCertificate reads a certificate of OpenSSH (PROTOCOL.certkeys). Its
// signature is checked against the authority's key in it; whether a server trusts
// that key is not known here.
func readSSHCertificate(name string, line sshLine, options Options) Credential {
	kind := KindSSHUser
	key, err := parseSSHKey(line)
	certificate, ok := key.(*ssh.Certificate)
	switch {
	case err != nil || !ok:
		return unread(kind, name, source.Malformed, "the SSH certificate in "+name+" is damaged")
	case certificate.CertType == ssh.HostCert:
		kind = KindSSHHost
	case certificate.CertType != ssh.UserCert:
		return unread(kind, name, source.Unsupported, "the SSH certificate in "+name+" is neither for a user nor for a host")
	}
	if !authentic(certificate) {
		return unread(kind, name, source.Malformed, "the SSH certificate in "+name+" was altered, or its signature cannot be checked: its authority's key does not answer for it")
	}
	c := Credential{
		Kind: kind, Name: name, Subject: shown(certificate.KeyId), KeyID: ssh.FingerprintSHA256(certificate.Key),
		Issuer: ssh.FingerprintSHA256(certificate.SignatureKey),
	}
	for _, principal := range certificate.ValidPrincipals {
		c.Audience = append(c.Audience, shown(principal))
	}
	if certificate.ValidBefore <= certificate.ValidAfter {
		return unread(kind, name, source.Malformed, "the SSH certificate in "+name+" ends before it begins, so it never was valid")
	}
	if certificate.ValidAfter > endOfYears {
		return unread(kind, name, source.Malformed, "the SSH certificate in "+name+" begins beyond the year 9999")
	}
	if certificate.ValidAfter > 0 {
		c.begins(time.Unix(int64(certificate.ValidAfter), 0), options.Now)
	}
	// Valid while now < ValidBefore; all bits set is for ever.
	if certificate.ValidBefore <= endOfYears {
		c.End = deadline.EndsAt(time.Unix(int64(certificate.ValidBefore), 0))
	} else if certificate.ValidBefore != ssh.CertTimeInfinity {
		return unread(kind, name, source.Malformed, "the SSH certificate in "+name+" ends beyond the year 9999")
	} else {
		c.End = deadline.OpenEnded
	}
	if c.End.State == deadline.EndOpen {
		c.never("the SSH certificate is valid for ever")
	}
	c.lives()
	return c
}

// authentic checks the signature. The checker of the library also looks at the
// clock and the principal, and is told what the certificate itself says.
func authentic(certificate *ssh.Certificate) bool {
	checker := ssh.CertChecker{Clock: func() time.Time { return time.Unix(0, 0) }}
	principal := ""
	if len(certificate.ValidPrincipals) > 0 {
		principal = certificate.ValidPrincipals[0]
	}
	for option := range certificate.CriticalOptions {
		checker.SupportedCriticalOptions = append(checker.SupportedCriticalOptions, option)
	}
	if after := certificate.ValidAfter; after <= endOfYears {
		checker.Clock = func() time.Time { return time.Unix(int64(after), 0) }
	}
	return checker.CheckCert(principal, certificate) == nil
}

// readSSHExpiry reads the option expiry-time of authorized_keys (sshd(8)): a day or
// a time in the zone of the server, or with Z in UTC. Of several the earliest holds.
func readSSHExpiry(name string, line sshLine, options Options) Credential {
	key, err := parseSSHKey(line)
	if err != nil {
		return unread(KindSSHKey, name, source.Malformed, "the SSH key in "+name+" is damaged")
	}
	c := Credential{Kind: KindSSHKey, Name: name, KeyID: ssh.FingerprintSHA256(key)}
	for _, value := range optionValues(line.options, "expiry-time") {
		at, local, ok := sshTime(value, options.location())
		if !ok {
			return unread(KindSSHKey, name, source.Malformed, "the expiry-time in "+name+" is none of YYYYMMDD, YYYYMMDDHHMM and YYYYMMDDHHMMSS, with Z behind it for UTC")
		}
		if c.End.State != deadline.EndKnown || at.Before(c.End.At) {
			c.End, c.Cause = deadline.End{State: deadline.EndKnown, At: at.UTC()}, ""
			if local {
				c.Cause = "its expiry-time is read in the zone " + options.location().String() + ", and the server reads it in its own"
			}
		}
	}
	if c.End.State == deadline.EndKnown && c.End.At.Year() >= 9999 {
		c.never("the expiry-time in " + name + " is the year 9999, which stands for no end")
	}
	return c
}

// earlierBy takes what the line of a certificate says of its end: the option
// expiry-time, where that is earlier, and the marker of known_hosts that it is
// revoked.
func (c Credential) earlierBy(name string, line sshLine, options Options) Credential {
	if marker, _, _ := strings.Cut(line.options, " "); marker == "@revoked" {
		return unread(c.Kind, name, source.Unsupported, name+" says that its certificate is revoked")
	}
	if c.Unread != nil || !hasOption(line.options, "expiry-time") {
		return c
	}
	by := readSSHExpiry(name, line, options)
	switch {
	case by.Unread != nil:
		return by
	case by.End.State == deadline.EndKnown && (c.End.State != deadline.EndKnown || by.End.At.Before(c.End.At)):
		c.End, c.Cause = by.End, by.Cause
		c.lives()
	}
	return c
}

func sshTime(text string, loc *time.Location) (at time.Time, local, ok bool) {
	digitsOnly, utc := strings.CutSuffix(text, "Z")
	if utc {
		loc = time.UTC
	}
	if !digits(digitsOnly) {
		return time.Time{}, false, false
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if len(layout) == len(digitsOnly) {
			at, err := time.ParseInLocation(layout, digitsOnly, loc)
			return at, !utc, err == nil && at.Year() >= 1970
		}
	}
	return time.Time{}, false, false
}

func hasOption(options, name string) bool { return len(optionValues(options, name)) > 0 }

// optionValues gives the values of one option in a list like
// from="10.0.0.0/8",expiry-time="20270331". Names have no case.
func optionValues(options, name string) []string {
	var values []string
	start, quoted := 0, false
	for i := 0; i <= len(options); i++ {
		switch {
		case i < len(options) && options[i] == '\\' && quoted && i+1 < len(options):
			i++
		case i < len(options) && options[i] == '"':
			quoted = !quoted
		case i == len(options) || options[i] == ',' && !quoted:
			key, value, _ := strings.Cut(options[start:i], "=")
			if strings.EqualFold(strings.TrimSpace(key), name) {
				values = append(values, strings.Trim(strings.TrimSpace(value), `"`))
			}
			start = i + 1
		}
	}
	return values
}
