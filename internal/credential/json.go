package credential

import (
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// parseJSON tells by its members what an object is.
func parseJSON(text []byte, options Options) (Bundle, *source.Failure) {
	top, err := source.ReadObject(text)
	if err != nil {
		if looksLikeKubeconfig(text) { // YAML in braces
			return parseKubeconfig(text, options)
		}
		return Bundle{}, source.Fail(source.Malformed, "it looks like JSON and is none, or is cut short")
	}
	one := func(c Credential) (Bundle, *source.Failure) {
		return Bundle{Format: "json", Credentials: []Credential{c}}, nil
	}
	if top.Twice {
		return Bundle{}, source.Fail(source.Malformed, "it names something twice, and readers differ in which they take")
	}
	status, _ := top.Object("status")
	switch {
	case top.Has("ciphertext"):
		return one(unread(KindJWT, "", source.Encrypted, "the token is encrypted (JWE): only its recipient can see when it ends"))
	case top.Has("payload") && (top.Has("signatures") || top.Has("protected")):
		return one(readJWSObject(top, options))
	case top.Has("keys"):
		return readJWKS(top, options)
	case top.Has("access_token"), top.Has("id_token"), top.Has("refresh_token"):
		return readOAuth(top, options)
	case top.Has("Credentials"), top.Has("SecretAccessKey"), top.Has("AccessKeyId"):
		return one(readAWS(top))
	case top.Text("type") == "service_account" && top.Has("private_key_id"):
		key := Credential{Kind: KindGCP, Subject: shown(top.Text("client_email"))}
		key.never("a service account's key carries no end: it works until somebody deletes it")
		return one(key)
	case top.Text("kind") == "ExecCredential", top.Text("kind") == "TokenRequest":
		return one(readTokenStatus(status, options))
	case looksLikeKubeconfig(text):
		return parseKubeconfig(text, options)
	case top.Has("private_key"), top.Has("d"):
		return Bundle{}, source.Fail(source.Unsupported, "it holds a private key, which carries no end and is not to be given")
	}
	return Bundle{}, source.Fail(source.Unsupported, "it is JSON of no kind that is read; "+accepted)
}

// readJWSObject reads the JSON serialisations of RFC 7515, section 7.2.
func readJWSObject(top source.Object, options Options) Credential {
	payload, ok := decodePart(top.Text("payload"))
	protected, signature := top.Text("protected"), top.Text("signature")
	if list := top.List("signatures"); len(list) > 0 {
		first, err := source.ReadObject(list[0])
		if err != nil || first.Twice {
			return unread(KindJWT, "", source.Malformed, "the token's first signature is damaged")
		}
		protected, signature = first.Text("protected"), first.Text("signature")
	}
	raw, decoded := decodePart(protected)
	header, err := source.ReadObject(raw)
	if !ok || !decoded || err != nil {
		return unread(KindJWT, "", source.Malformed, "the token's payload or header is not JSON in base64")
	}
	if header.Twice {
		return unread(KindJWT, "", source.Malformed, "its header names something twice, and readers differ in which they take")
	}
	return readSigned(payload, header, signature == "", options)
}

// readJWKS reads a set of public keys (RFC 7517). Keys have no end; a certificate
// beside one has, in plain base64.
func readJWKS(top source.Object, options Options) (Bundle, *source.Failure) {
	bundle := Bundle{Format: "json"}
	for i, raw := range top.List("keys") {
		name := "key " + strconv.Itoa(i+1)
		key, err := source.ReadObject(raw)
		if err != nil || key.Twice || key.Text("kty") == "" {
			bundle.Credentials = append(bundle.Credentials, unread(KindJWK, name, source.Malformed, name+" of the set is damaged"))
			continue
		}
		one := Credential{Kind: KindJWK, Name: name}
		if chain := key.Texts("x5c"); key.Has("x5c") {
			one = certificateEnd(KindJWK, name, first(chain), options.Now)
		} else {
			one.never(name + " of the set carries no end: it is gone when its issuer takes it out")
		}
		one = one.endOfKey(name, key)
		bundle.Credentials = append(bundle.Credentials, one)
	}
	if len(bundle.Credentials) == 0 {
		return Bundle{}, source.Fail(source.Empty, "it is a set of keys without a key")
	}
	return bundle, nil
}

// endOfKey reads what sets of keys of the past say of each (OpenID Federation 1.0,
// section 8.7.2): exp, and that it is revoked.
func (c Credential) endOfKey(name string, key source.Object) Credential {
	switch {
	case c.Unread != nil:
	case key.Has("revoked") && string(key.Raw("revoked")) != "null" && string(key.Raw("revoked")) != "false":
		return Credential{Kind: KindJWK, Name: name, End: deadline.End{State: deadline.EndedUnknownDay}, Cause: name + " of the set is revoked"}
	case key.Has("exp"):
		at, wrong := numericDate(key.Raw("exp"))
		if wrong != "" {
			return unread(KindJWK, name, source.Malformed, "the exp of "+name+" "+wrong)
		}
		if c.End.State != deadline.EndKnown || at.Before(c.End.At) {
			c = Credential{Kind: KindJWK, Name: name, End: deadline.EndsAt(at)}
		}
	}
	return c
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// certificateEnd reads the end of a certificate in base64.
func certificateEnd(kind Kind, name, text string, now time.Time) Credential {
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return unread(kind, name, source.Malformed, "the certificate in it is not base64")
	}
	return derEnd(kind, name, der, now)
}

func derEnd(kind Kind, name string, der []byte, now time.Time) Credential {
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return unread(kind, name, source.Malformed, "the certificate in it cannot be read")
	}
	c := Credential{
		Kind: kind, Name: name, Subject: shown(certificate.Subject.String()), Issuer: shown(certificate.Issuer.String()),
		Cause: "whether its certificate is trusted is judged by expiry_certificate",
	}
	c.begins(certificate.NotBefore, now)
	// notAfter itself is still valid (RFC 5280, section 4.1.2.5).
	if c.End = deadline.EndsAt(certificate.NotAfter.Add(time.Second)); c.End.State == deadline.EndOpen || certificate.NotAfter.Year() >= 9999 {
		c.never("its certificate ends in the year 9999, which stands for no end")
	}
	c.lives()
	return c
}

// readOAuth reads what a token endpoint answers (RFC 6749, section 5.1).
func readOAuth(top source.Object, options Options) (Bundle, *source.Failure) {
	bundle := Bundle{Format: "json"}
	var aside []string
	for _, name := range []string{"access_token", "id_token", "refresh_token"} {
		text := unwrapped(top.Text(name))
		if text == "" {
			if top.Has(name) {
				bundle.Credentials = append(bundle.Credentials, unread(KindOAuth, name, source.Malformed, "its "+name+" is empty or no text"))
			}
			continue
		}
		if parts, header, shaped := compactParts(text); shaped {
			token := readCompact(parts, header, options)
			if name == "access_token" {
				token = token.handedOut(top)
			}
			token.Name = name
			bundle.Credentials = append(bundle.Credentials, token)
			continue
		}
		if name != "access_token" && len(bundle.Credentials) > 0 {
			aside = append(aside, name)
			continue
		}
		token := readOpaque(name, text)
		if name == "access_token" {
			token = readRelative(top, options)
		}
		token.Name = name
		bundle.Credentials = append(bundle.Credentials, token)
	}
	for _, name := range aside {
		bundle.Credentials[0].find(deadline.RuleUnreadBeside, "the "+name+" beside it is opaque: when that ends is not known")
	}
	return bundle, nil
}

// readRelative reads the end of an opaque access token from what stands beside it.
func readRelative(top source.Object, options Options) Credential {
	token := Credential{Kind: KindOAuth}
	if at, found, wrong := statedEnd(top); wrong != "" {
		return unread(KindOAuth, "", source.Malformed, wrong)
	} else if found {
		token.End, token.Cause = deadline.EndsAt(at), "that is what stands beside the token, which is opaque itself"
		return token
	}
	if !top.Has("expires_in") {
		return unread(KindOAuth, "", source.Unsupported, "the access token is opaque, and nothing beside it says when it ends")
	}
	seconds, err := strconv.ParseInt(strings.Trim(string(top.Raw("expires_in")), `"`), 10, 64)
	switch {
	case err != nil, seconds <= 0, seconds > 100*366*86400:
		return unread(KindOAuth, "", source.Malformed, "its expires_in is no number of seconds")
	case options.ObtainedAt.IsZero():
		return unread(KindOAuth, "", source.Unsupported, "its expires_in counts from when it was got, which it does not say")
	}
	token.IssuedAt = options.ObtainedAt.UTC()
	token.End = deadline.EndsAt(token.IssuedAt.Add(time.Duration(seconds) * time.Second))
	token.lives()
	return token
}

// statedEnd is the end that stands beside an access token, of several the earliest.
// One that is null counts only where it is alone.
func statedEnd(top source.Object) (at time.Time, found bool, wrong string) {
	null := ""
	for _, name := range []string{"expires_at", "expires_on", "expiry"} {
		if !top.Has(name) {
			continue
		}
		if string(top.Raw(name)) == "null" {
			null = name
			continue
		}
		one, ok := instantOf(top, name)
		if !ok {
			return time.Time{}, false, "its " + name + " is no instant"
		}
		if !found || one.Before(at) {
			at, found = one, true
		}
	}
	if null != "" && !found {
		return time.Time{}, false, "its " + null + " is no instant"
	}
	return at, found, ""
}

// handedOut holds a token to the end that it was handed out with: the earlier counts.
func (c Credential) handedOut(top source.Object) Credential {
	at, found, wrong := statedEnd(top)
	switch {
	case c.Unread != nil || !found && wrong == "":
	case wrong != "":
		return unread(c.Kind, "", source.Malformed, wrong)
	default:
		return c.endsBy(at)
	}
	return c
}

// endsBy takes an end that stands beside a token, where it is earlier than its own.
func (c Credential) endsBy(at time.Time) Credential {
	if c.End.State != deadline.EndKnown || at.Before(c.End.At) {
		c.End = deadline.EndsAt(at)
		c.Findings = slices.DeleteFunc(slices.Clone(c.Findings), func(f deadline.Finding) bool { return f.Rule == deadline.RuleNeverExpires })
		c.because("what it was handed out with ends first")
		c.lives()
	}
	return c
}

// instantOf is a member that is an instant: RFC 3339, or seconds since 1970 as a
// number or a text. A day alone is none: nobody says in which zone.
func instantOf(o source.Object, name string) (time.Time, bool) {
	text := o.Text(name)
	switch {
	case text == "" || digits(text):
		raw := o.Raw(name)
		if text != "" {
			raw = []byte(text)
		}
		at, wrong := numericDate(raw)
		return at, wrong == ""
	case !strings.Contains(text, "T"):
		return time.Time{}, false
	}
	at, err := deadline.ParseInstant(text, time.UTC)
	return at, err == nil && at.Year() >= 1970
}

func digits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// longestAWSSession is the longest life that AWS gives to temporary credentials
// (GetSessionToken), which do not say when theirs began.
const longestAWSSession = 36 * time.Hour

// readAWS reads what sts, credential_process and the metadata service hand out.
func readAWS(top source.Object) Credential {
	keys := top
	if top.Has("Credentials") {
		inner, ok := top.Object("Credentials")
		if !ok || inner.Twice {
			return unread(KindAWS, "", source.Malformed, "its Credentials are damaged")
		}
		keys = inner
	}
	c := Credential{Kind: KindAWS}
	temporary := keys.Has("SessionToken") || keys.Has("Token") || strings.HasPrefix(keys.Text("AccessKeyId"), "ASIA")
	switch {
	case keys.Misspelt("Expiration"):
		return unread(KindAWS, "", source.Malformed, "something in it is written like Expiration in other letters")
	case keys.Has("Expiration"):
		at, ok := instantOf(keys, "Expiration")
		if !ok {
			return unread(KindAWS, "", source.Malformed, "its Expiration is no instant")
		}
		c.End = deadline.EndsAt(at)
		if temporary && c.End.State == deadline.EndKnown {
			c.Lifetime = longestAWSSession
		}
	case temporary:
		return unread(KindAWS, "", source.Malformed, "the credentials are temporary and do not say until when")
	case !keys.Has("AccessKeyId"):
		return unread(KindAWS, "", source.Malformed, "it names no access key")
	default:
		c.never("a lasting access key carries no end: it works until somebody deletes it")
	}
	if c.End.State == deadline.EndOpen && len(c.Findings) == 0 {
		c.never("its Expiration is the year 9999, which stands for no end")
	}
	return c
}

// readTokenStatus reads what Kubernetes answers to a request for a token, and what
// programs hand to kubectl.
func readTokenStatus(status source.Object, options Options) Credential {
	token, ok := readToken("", unwrapped(status.Text("token")), options)
	if !ok {
		return unread(KindOAuth, "", source.Malformed, "its status holds no token")
	}
	if !status.Has("expirationTimestamp") {
		return token
	}
	at, ok := instantOf(status, "expirationTimestamp")
	if !ok {
		return unread(token.Kind, "", source.Malformed, "its expirationTimestamp is no instant")
	}
	if token.Unread != nil && token.Kind == KindOpaque {
		return Credential{Kind: KindOpaque, End: deadline.EndsAt(at), Cause: "that is what stands beside the token, which is opaque itself"}
	}
	if token.Unread == nil {
		token = token.endsBy(at)
	}
	return token
}
