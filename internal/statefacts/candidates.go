package statefacts

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Bounds of a search through a resource that the table does not know.
const (
	maxCandidates = 20
	maxDepth      = 32
)

// endNames are what ends are called, without underscores and in lower case. An
// attribute may have more before it: certificate_not_after.
var endNames = []string{
	"notafter", "validto", "validuntil", "validtill", "validityendtime", "notvalidafter", "validbefore",
	"expiresat", "expireat", "expiredat", "expireson", "expires", "expiretime", "expiredate", "expiry", "expirydate", "expirytime", "expiration", "expirationdate", "expirationtime",
	"enddate", "enddatetime", "endoflifedate", "eoldate", "timeexpires", "timeexpired", "expiringat", "inactivedate", "retirementdate", "deprecationtime", "terminationdate",
}

// endParts are in each of the names, so that most resources need not be read.
var endParts = [][]byte{[]byte("expir"), []byte("not_after"), []byte("notafter"), []byte("valid"), []byte("end_"), []byte("enddate"), []byte("eol"), []byte("inactive"), []byte("retirement"), []byte("deprecation"), []byte("termination"), []byte("currenttime")}

// Candidates are the paths of attributes that look like an end, by name and by
// value, in a resource whose type the table does not know: what nobody judges.
// Never a value, and of paths only what is like the name of an attribute.
func (t *Table) Candidates(resource Resource) []string {
	if _, known := t.Entry(resource.Mode, resource.Type); known {
		return nil
	}
	lower := bytes.ToLower(resource.Attributes)
	if !slices.ContainsFunc(endParts, func(part []byte) bool { return bytes.Contains(lower, part) }) {
		return nil
	}
	root, ok := resource.decode()
	if !ok {
		return nil
	}
	var paths []string
	visit(root, "", 0, func(name, path string, value any) bool {
		if (namedLikeEnd(name) && looksLikeEnd(value) || grantsUntil(value)) && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
		return len(paths) < maxCandidates
	})
	return paths
}

// visit goes through all values that are no lists or objects, in a stable order,
// until see says no.
func visit(at any, path string, depth int, see func(name, path string, value any) bool) bool {
	if depth > maxDepth {
		return true
	}
	switch value := at.(type) {
	case map[string]any:
		for _, name := range sortedKeys(value) {
			inner := appendStep(path, step{name: name}, true)
			switch value[name].(type) {
			case map[string]any, []any:
				if !visit(value[name], inner, depth+1, see) {
					return false
				}
			default:
				if !see(name, inner, value[name]) {
					return false
				}
			}
		}
	case []any:
		for i, element := range value {
			if !visit(element, appendStep(path, step{kind: stepIndex, index: i}, false), depth+1, see) {
				return false
			}
		}
	}
	return true
}

func namedLikeEnd(name string) bool {
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
	return slices.ContainsFunc(endNames, func(end string) bool { return strings.HasSuffix(plain, end) })
}

// looksLikeEnd says that a value is a day from 1990 on, or a count since 1970 that
// is one.
func looksLikeEnd(value any) bool {
	if text, ok := value.(string); ok {
		at, ok := parseMoment(strings.TrimSpace(text), dayRule{loc: time.UTC}, true)
		if !ok {
			date, err := deadline.ParseDate(text)
			at, ok = date.Start(time.UTC), err == nil
		}
		if ok {
			return !at.Before(earliestEpoch)
		}
	} else if _, ok := value.(json.Number); !ok {
		return false
	}
	number, ok := whole(value)
	if !ok {
		return false
	}
	const first, last = 631152000, 4102444800 // 1990 and 2100
	for _, unit := range [3]int64{1, 1e3, 1e6} {
		if number >= first*unit && number < last*unit {
			return true
		}
	}
	return false
}

// grantsUntil knows policies of IAM that grant something until a day.
func grantsUntil(value any) bool {
	text, ok := value.(string)
	return ok && strings.Contains(text, "DateLessThan") && strings.Contains(text, "aws:CurrentTime")
}

// scan has certificates read that stand in PEM in a resource of a type that the
// table does not know.
func scan(resource Resource, options Options) []Fact {
	if !bytes.Contains(resource.Attributes, []byte(pemBegins)) {
		return nil
	}
	root, ok := resource.decode()
	if !ok {
		return nil
	}
	c := &caseFile{root: root, afterApply: resource.afterApply(), options: options}
	c.subject = Fact{Address: resource.Address, Type: resource.Type, Kind: "certificate", Identity: c.identity()}
	c.subject.Name = resource.Address
	var facts []Fact
	visit(root, "", 0, func(_, path string, value any) bool {
		if text, ok := value.(string); ok && strings.HasPrefix(strings.TrimSpace(text), pemBegins) {
			fact := c.subject
			fact.Part, fact.Path = path, path
			c.material(FormatPEM, path, text, &fact)
			facts = append(facts, fact)
		}
		return len(facts) < maxCandidates
	})
	return facts
}

const pemBegins = "-----BEGIN CERTIFICATE-----"
