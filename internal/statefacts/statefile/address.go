package statefile

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// quoteKey writes a key as Terraform does in addresses: as HCL, in which ${ and
// %{ begin templates.
func quoteKey(key string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range key {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case (r == '$' || r == '%') && strings.HasPrefix(key[i+1:], "{"):
			b.WriteRune(r)
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// instanceKey reads an index: a number or text, null for none. plain is text as Go
// quotes it, which Terraform did before 0.14.
func (s *scanner) instanceKey() (index, plain string, ok bool, err error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return "", "", false, err
	case c == 'n':
		return "", "", true, s.skip()
	case c == '"':
		text, ok, err := s.string()
		return quoteKey(text), strconv.Quote(text), ok, err
	}
	index, ok, err = s.whole()
	return index, index, ok, err
}

// local is an address within its module.
func local(mode, kind, name, index string) string {
	address := kind + "." + name
	if mode == Data {
		address = "data." + address
	}
	if index != "" {
		address += "[" + index + "]"
	}
	return address
}

// moduleOf takes the local address off an absolute one.
func moduleOf(address, local string) (module string, ok bool) {
	if address == local {
		return "", true
	}
	module, ok = strings.CutSuffix(address, "."+local)
	return module, ok && isModule(module)
}

func isModule(module string) bool {
	return strings.HasPrefix(module, "module.") && len(module) > len("module.")
}

// isName says that text can be a type or a name in Terraform's language. A state
// may hold others; an address made of them would be no address.
func isName(text string) bool {
	for i, r := range text {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || r != '-' && !unicode.IsDigit(r)) {
			return false
		}
	}
	return text != ""
}

// isType says that text can be the name of a type, which begins with its provider's.
func isType(text string) bool { return isName(text) && providerOf(text) != "" }

// providerOf is the provider that a type's name begins with.
func providerOf(kind string) string {
	prefix, _, _ := strings.Cut(kind, "_")
	return prefix
}

// providerSource takes the source address out of a state's reference to a
// provider, which may stand in a module and have an alias:
// module.app.provider["registry.terraform.io/hashicorp/aws"].west. Before
// Terraform 0.13 it was provider.aws.west.
func providerSource(reference string) string {
	if _, rest, found := strings.Cut(reference, `provider["`); found {
		source, _, _ := strings.Cut(rest, `"`)
		return source
	}
	_, rest, found := strings.Cut("."+reference, ".provider.")
	if !found {
		return ""
	}
	name, _, _ := strings.Cut(rest, ".")
	return name
}
