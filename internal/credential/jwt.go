package credential

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// unchecked stands in the reason of every token that is read: see the package.
const unchecked = "its signature was not checked"

// compactParts takes a text apart that has the shape of a JWT (RFC 7515, 7516):
// parts joined by dots, of which the first is a JSON object in base64.
func compactParts(text string) (parts []string, header source.Object, shaped bool) {
	parts = strings.Split(text, ".")
	if len(parts) < 2 || len(parts) > 5 {
		return nil, source.Object{}, false
	}
	raw, ok := decodePart(parts[0])
	if !ok || len(raw) == 0 || raw[0] != '{' {
		return nil, source.Object{}, false
	}
	header, err := source.ReadObject(raw)
	return parts, header, err == nil
}

// decodePart reads base64url; padding and the letters of plain base64 are taken
// too, since some tools write them.
func decodePart(part string) ([]byte, bool) {
	part = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(part, "="))
	raw, err := base64.RawURLEncoding.DecodeString(part)
	return raw, err == nil
}

// readCompact reads a token of parts.
func readCompact(parts []string, header source.Object, options Options) Credential {
	switch {
	case header.Twice:
		return unread(KindJWT, "", source.Malformed, "its header names something twice, and readers differ in which they take")
	case len(parts) == 5 || header.Has("enc"):
		return unread(KindJWT, "", source.Encrypted, "the token is encrypted (JWE): only its recipient can see when it ends")
	case len(parts) != 3:
		return unread(KindJWT, "", source.Malformed, "the token is cut short: it has "+plural(len(parts), "part", "parts")+" of three")
	}
	payload, ok := decodePart(parts[1])
	if !ok {
		return unread(KindJWT, "", source.Malformed, "the token's payload is not base64")
	}
	if _, ok := decodePart(parts[2]); !ok {
		return unread(KindJWT, "", source.Malformed, "the token's signature is not base64")
	}
	return readSigned(payload, header, parts[2] == "", options)
}

// readSigned reads the payload of a signed token, in whichever serialisation it
// came.
func readSigned(payload []byte, header source.Object, unsigned bool, options Options) Credential {
	algorithm := header.Text("alg")
	switch {
	case algorithm == "":
		return unread(KindJWT, "", source.Malformed, "the token's header names no algorithm")
	case string(header.Raw("b64")) == "false":
		return unread(KindJWT, "", source.Unsupported, "the token's payload is not encoded (RFC 7797), which is not read")
	case strings.EqualFold(header.Text("cty"), "JWT"):
		return unread(KindJWT, "", source.Unsupported, "the token is nested: it holds another token, whose end is not read")
	}
	claims, err := source.ReadObject(payload)
	if err != nil {
		return unread(KindJWT, "", source.Malformed, "the token's payload is no JSON object")
	}
	if claims.Has("nextUpdate") && claims.Has("entries") && !claims.Has("exp") {
		return unread(KindJWT, "", source.Unsupported, "it is a list of authenticators (FIDO metadata), no credential; expiry_document reads its end")
	}
	token := readClaims(claims, options)
	if token.Unread == nil && strings.EqualFold(algorithm, "none") {
		token.find(deadline.RuleWeakKey, `its algorithm is "none": nobody signed it, so anybody can have written its end`)
	} else if token.Unread == nil && unsigned {
		return unread(KindJWT, "", source.Malformed, "the token names an algorithm and has no signature")
	}
	if algorithm == "ES256" && token.End.State == deadline.EndOpen && applePush(claims) {
		token.because("if it is for Apple's push service, that refuses it from " + deadline.FormatInstant(token.IssuedAt.Add(time.Hour)) + " on, an hour after its issue")
	}
	return token
}

// applePush says that a token has no more than Apple's push service asks for: who
// made it, and when.
func applePush(claims source.Object) bool {
	return claims.Len() == 2 && len(claims.Text("iss")) == 10 && claims.Has("iat")
}

// readClaims reads the claims of RFC 7519, section 4.1.
func readClaims(claims source.Object, options Options) Credential {
	malformed := func(clause string) Credential { return unread(KindJWT, "", source.Malformed, clause) }
	if claims.Twice {
		return malformed("a claim stands in the token twice, and verifiers differ in which they take")
	}
	var dates [3]time.Time
	for i, name := range []string{"exp", "nbf", "iat"} {
		if claims.Misspelt(name) {
			return malformed("a claim is written like " + name + " in other letters, and verifiers differ in whether they take it")
		}
		if !claims.Has(name) {
			continue
		}
		at, wrong := numericDate(claims.Raw(name))
		if wrong != "" {
			return malformed("its " + name + " " + wrong)
		}
		dates[i] = at
	}
	expires, begins, issued := dates[0], dates[1], dates[2]
	if !expires.IsZero() {
		for i, name := range []string{"nbf", "iat"} {
			if !dates[i+1].Before(expires) {
				return malformed("its exp is not after its " + name + ", so it never was valid")
			}
		}
	}
	token := Credential{
		Kind: KindJWT, Subject: shown(claims.Text("sub")), Issuer: shownIssuer(claims.Text("iss")),
		IssuedAt: issued, Cause: unchecked,
	}
	for _, audience := range claims.Texts("aud") {
		token.Audience = append(token.Audience, shown(audience))
	}
	if !begins.IsZero() {
		token.begins(begins, options.Now)
	}
	if !issued.IsZero() && !options.Now.IsZero() && options.Now.Before(issued) && !options.Now.Before(begins) {
		token.find(deadline.RuleNotYetValid, "it says that it is issued on "+deadline.FormatInstant(issued)+", which is still to come")
	}
	token.ends(expires, claims)
	token.lives()
	return token
}

func (c *Credential) ends(expires time.Time, claims source.Object) {
	switch {
	case !expires.IsZero():
		if c.End = deadline.EndsAt(expires); c.End.State == deadline.EndOpen {
			c.never("its exp is the year 9999, which stands for no end")
		}
	case claims.Has("kubernetes.io/serviceaccount/secret.name"):
		c.never("it is a service account's token of the old kind: it works until its Secret is deleted")
	default:
		c.never("it has no exp: it works until its issuer takes it back")
	}
	// Kubernetes hands out a year in place of the hour asked for, to those who do not
	// renew, and asks for renewal by this claim.
	if cluster, ok := claims.Object("kubernetes.io"); ok && cluster.Has("warnafter") {
		if at, wrong := numericDate(cluster.Raw("warnafter")); wrong == "" {
			c.RenewAfter = at
			c.because("Kubernetes wants it renewed from " + deadline.FormatInstant(at) + " on")
		}
	}
}

func plural(n int, one, many string) string {
	word := many
	if n == 1 {
		word = one
	}
	return [...]string{"no", "one", "two", "three", "four", "five"}[min(n, 5)] + " " + word
}
