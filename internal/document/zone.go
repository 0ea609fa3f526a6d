package document

import (
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// looksLikeZone says that a text has records of a zone: a class with the type of
// its start or of a signature behind it.
func looksLikeZone(text []byte) bool {
	for _, record := range zoneRecords(string(text[:min(len(text), 64<<10)])) {
		if kind, rest := recordType(record); kind == "SOA" && len(rest) >= 3 || kind == "RRSIG" {
			return true
		}
	}
	return false
}

// zoneRecord is one record: its words, and whether it begins with its owner.
type zoneRecord struct {
	words []string
	owned bool
	open  bool // a parenthesis is not closed
}

// zoneRecords takes a master file apart (RFC 1035, section 5.1): comments, texts in
// quotation marks, records over several lines in parentheses.
func zoneRecords(text string) []zoneRecord {
	var records []zoneRecord
	var current zoneRecord
	var word strings.Builder
	depth, quoted, comment, started, fresh := 0, false, false, false, true
	flush := func() {
		if started {
			current.words = append(current.words, word.String())
			word.Reset()
			started = false
		}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\n' {
			comment = false
			if quoted {
				continue
			}
			flush()
			if depth == 0 {
				if len(current.words) > 0 {
					records = append(records, current)
				}
				current, fresh = zoneRecord{}, true
			}
			continue
		}
		if comment {
			continue
		}
		if fresh {
			current.owned = c != ' ' && c != '\t'
			fresh = false
		}
		switch {
		case c == '\\' && i+1 < len(text):
			word.WriteByte(c)
			i++
			word.WriteByte(text[i])
			started = true
		case c == '"':
			quoted, started = !quoted, true
			word.WriteByte(c)
		case quoted:
			word.WriteByte(c)
		case c == ';':
			comment = true
		case c == '(':
			flush()
			depth++
		case c == ')':
			flush()
			depth = max(depth-1, 0)
		case c == ' ' || c == '\t' || c == '\r':
			flush()
		default:
			word.WriteByte(c)
			started = true
		}
	}
	flush()
	if len(current.words) > 0 || depth > 0 || quoted {
		current.open = depth > 0 || quoted
		records = append(records, current)
	}
	return records
}

// recordType finds the type behind owner, time to live and class, in either order.
func recordType(record zoneRecord) (kind string, rest []string) {
	words := record.words
	if record.owned && len(words) > 0 {
		if strings.HasPrefix(words[0], "$") {
			return strings.ToUpper(words[0]), words[1:]
		}
		words = words[1:]
	}
	for i, word := range words {
		upper := strings.ToUpper(word)
		if i < 2 && (upper == "IN" || upper == "CH" || upper == "HS" || isClass(upper) || isTTL(upper)) {
			continue
		}
		return upper, words[i+1:]
	}
	return "", nil
}

// isClass knows a class by its number: CLASS1 is IN (RFC 3597, section 5).
func isClass(word string) bool {
	number, found := strings.CutPrefix(word, "CLASS")
	return found && number != "" && strings.Trim(number, "0123456789") == ""
}

func isTTL(word string) bool {
	return word != "" && word[0] >= '0' && word[0] <= '9' && strings.Trim(word, "0123456789WDHMS") == ""
}

// parseZone reads the signatures of a zone (RFC 4034, section 3.2). All of them:
// that of the SOA is made anew with every change, while others run out.
func parseZone(text string, options Options) (Document, *source.Failure) {
	document := Document{Kind: KindZone}
	owner, signatures, future := "", 0, time.Time{}
	signers := map[string]bool{}
	for _, record := range zoneRecords(text) {
		if record.open {
			return malformed(KindZone, "the zone is cut short: a parenthesis or a text is not closed")
		}
		kind, rest := recordType(record)
		if record.owned && !strings.HasPrefix(record.words[0], "$") {
			owner = record.words[0]
		}
		if len(rest) == 0 && kind != "APL" && !strings.HasPrefix(kind, "$") { // APL may be empty (RFC 3123)
			return malformed(KindZone, "the zone is cut short: a record has no data")
		}
		switch kind {
		case "$INCLUDE":
			document.find(deadline.RuleUnreadBeside, "the zone includes another file, which was not read")
			continue
		case "TYPE46":
			return Document{Kind: KindZone}, source.Fail(source.Unsupported, "the zone has signatures in the form of unknown records (RFC 3597), which is not read")
		case "RRSIG":
		default:
			continue
		}
		signatures++
		if len(rest) < 9 {
			return malformed(KindZone, "a signature of the zone is cut short")
		}
		ends, ok := signatureTime(rest[4], options.Now)
		begins, begun := signatureTime(rest[5], options.Now)
		if !ok || !begun || contradicts(begins, ends) {
			return malformed(KindZone, "a signature of the zone has no times like 20270331000000, or ends before it begins")
		}
		signers[rest[7]] = true
		if begins.After(future) {
			future = begins
		}
		if document.End.State != deadline.EndKnown || ends.Before(document.End.At) {
			document.endsAt(ends)
			document.IssuedAt, document.Signer = begins, shown(rest[7])
			document.Cause = "the signature over " + shown(strings.ToUpper(rest[0])) + " of " + shown(owner) + " ends first"
		}
	}
	if signatures == 0 {
		return Document{Kind: KindZone}, source.Fail(source.Unsupported, "the zone has no signatures, so that nothing in it ends")
	}
	document.because("it is the earliest of " + strconv.Itoa(signatures) + " signatures, none of which was checked")
	if len(signers) > 1 {
		document.because("several zones signed it")
	}
	if !options.Now.IsZero() && future.After(options.Now) && !document.IssuedAt.After(options.Now) {
		document.find(deadline.RuleNotYetValid, "a signature of the zone is valid only from "+deadline.FormatInstant(future))
	}
	return document, nil
}

// signatureTime reads YYYYMMDDHHmmSS in UTC, or seconds since 1970 in 32 bits,
// which start again in 2106 and are taken for the instant that is nearest to now
// (RFC 4034, section 3.1.5).
func signatureTime(text string, now time.Time) (time.Time, bool) {
	if strings.Trim(text, "0123456789") != "" {
		return time.Time{}, false
	}
	if len(text) == 14 {
		at, err := time.Parse("20060102150405", text)
		return at, err == nil && at.Year() >= 1970
	}
	seconds, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return time.Time{}, false
	}
	at := int64(seconds)
	const turn = int64(1) << 32
	for !now.IsZero() && at+turn/2 < now.Unix() {
		at += turn
	}
	return time.Unix(at, 0).UTC(), true
}
