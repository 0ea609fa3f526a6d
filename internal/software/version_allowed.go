package software

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/go-version"
)

// Allowed says which versions somebody allows, in Terraform's syntax:
// ">= 8.2, < 9", "~> 1.24.0". hashicorp/go-version reads it; versions are compared
// in the order of this package, for go-version takes 1.1.1w for a pre-release and
// knows no packages of distributors. Those of Terraform, OpenTofu and what else is
// versioned by go-version are compared by it.
type Allowed struct {
	text   string
	parsed version.Constraints
	parts  []constraint
}

type constraint struct{ operator, version string }

// maxConstraint bounds the text of a constraint.
const maxConstraint = 200

// ParseAllowed reads a constraint. The error is a sentence for a person with an
// example.
func ParseAllowed(text string) (Allowed, error) {
	const forms = "write comparisons parted by commas, with =, !=, >, >=, <, <= and ~>, like \">= 8.2, < 9\" or \"~> 1.24.0\""
	if len(text) > maxConstraint {
		return Allowed{}, fmt.Errorf("the constraint has more than %d characters; %s", maxConstraint, forms)
	}
	parsed, err := version.NewConstraint(text)
	if err != nil {
		return Allowed{}, fmt.Errorf("%q is no version constraint; %s", text, forms)
	}
	allowed := Allowed{text: text, parsed: parsed}
	for _, one := range parsed {
		written := strings.TrimSpace(one.String())
		wanted := strings.TrimLeft(written, "=!<>~ ")
		operator := strings.TrimSpace(written[:len(written)-len(wanted)])
		if operator == "" {
			operator = "="
		}
		allowed.parts = append(allowed.parts, constraint{operator, strings.TrimPrefix(wanted, "v")})
	}
	return allowed, nil
}

// IsZero says that nothing was asked for: every version is allowed.
func (a Allowed) IsZero() bool { return len(a.parts) == 0 }

// String is the constraint as written.
func (a Allowed) String() string { return a.text }

// orderedByGoVersion are products whose own version order is go-version's.
var orderedByGoVersion = map[string]bool{"terraform": true, "opentofu": true}

// Refuses says why a version of a product is not allowed, "" where it is. What
// cannot be told is not allowed: a version that is only a part of one, or none.
func (a Allowed) Refuses(product, text string) string {
	if a.IsZero() {
		return ""
	}
	if text == "" {
		return fmt.Sprintf("Whether the version of %s is among %q cannot be told: it is not known.", product, a.text)
	}
	asked, err := readVersion(text)
	if err != nil {
		return fmt.Sprintf("Whether the version of %s is among %q cannot be told: %s", product, a.text, err)
	}
	if asked.vague {
		return fmt.Sprintf("Whether the version of %s is among %q cannot be told: %q does not name one version.", product, a.text, asked.text)
	}
	no := fmt.Sprintf("%s %s is not among the versions that are allowed, %q.", product, asked.upstream, a.text)
	if orderedByGoVersion[product] {
		exact, err := version.NewVersion(asked.upstream)
		if err != nil || !a.parsed.Check(exact) {
			return no
		}
		return ""
	}
	named := false
	for _, part := range a.parts {
		if sameKey(asked.upstream) != sameKey(part.version) && within(part.version, asked.upstream) {
			return fmt.Sprintf("Whether %s %s is among the versions that are allowed, %q, cannot be told: it is only a part of a version.", product, asked.upstream, a.text)
		}
		if !part.holds(asked.upstream) {
			return no
		}
		named = named || part.operator == "=" || strings.Contains(part.operator, "=") && sameKey(asked.upstream) == sameKey(part.version)
	}
	if asked.preRelease && !named {
		return no[:len(no)-1] + ": a pre-release is allowed only where it is named."
	}
	return ""
}

// within says that a version is a longer one than a part of it.
func within(long, part string) bool {
	rest, begun := strings.CutPrefix(long, part)
	return begun && strings.HasPrefix(rest, ".")
}

func (c constraint) holds(asked string) bool {
	order := CompareVersions(asked, c.version)
	if sameKey(asked) == sameKey(c.version) {
		order = 0
	}
	switch c.operator {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case "~>":
		next := c.next()
		return order >= 0 && (next == "" || CompareVersions(asked, next) < 0)
	default:
		return false
	}
}

// next is the first version that a pessimistic constraint leaves out: 9 for
// "~> 8.2", 8.3 for "~> 8.2.1", none for "~> 8".
func (c constraint) next() string {
	end := 0
	for end < len(c.version) && (isNumber(c.version[end]) || c.version[end] == '.') {
		end++
	}
	numbers := strings.Split(strings.Trim(c.version[:end], "."), ".")
	if len(numbers) < 2 {
		return ""
	}
	numbers = numbers[:len(numbers)-1]
	last, err := strconv.Atoi(numbers[len(numbers)-1])
	if err != nil {
		return "0" // no such number: nothing is allowed
	}
	numbers[len(numbers)-1] = strconv.Itoa(last + 1)
	return strings.Join(numbers, ".")
}
