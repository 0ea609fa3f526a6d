package statefacts

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Suggestion is the HCL of an expiry_asset that would track a fact which goes by
// an id (state/NAME/ADDRESS). Who owns it stays to be filled in. Its end is that of
// the fact, and it tracks the id, so that what is read counts after a renewal.
func Suggestion(id string, fact Fact) string {
	type argument struct{ name, value, comment string }
	arguments, missing := []argument{{"name", quoteHCL(assetName(id)), ""}, {"kind", quoteHCL(fact.Kind), ""}}, ""
	if fact.Owner != "" {
		arguments = append(arguments, argument{"owner", quoteHCL(fact.Owner), " # from its tags: is that who renews it?"})
	} else {
		missing = "  # owner = \"FILL IN: who renews it, a person or team that can be reached\"\n"
	}
	switch fact.End.State {
	case deadline.EndKnown:
		arguments = append(arguments, argument{"expires_at", quoteHCL(deadline.FormatInstant(fact.End.At)), ""})
	case deadline.EndOpen:
		arguments = append(arguments, argument{"expires_at", `"9999-12-31T00:00:00Z"`, " # no end is known to come"})
	default:
		missing += "  # expires_on = \"FILL IN: its last day, which the state does not tell\"\n"
	}
	arguments = append(arguments, argument{"tracks", "[" + quoteHCL(id) + "]", ""})
	width := 0
	for _, one := range arguments {
		width = max(width, len(one.name))
	}
	// As terraform fmt writes it: what is commented out stands apart.
	var out strings.Builder
	fmt.Fprintf(&out, "resource \"expiry_asset\" %s {\n", quoteHCL(label(id)))
	for _, one := range arguments {
		fmt.Fprintf(&out, "  %-*s = %s%s\n", width, one.name, one.value, one.comment)
	}
	out.WriteString(missing + "}\n")
	return out.String()
}

// assetName is the key of the asset: the id less its kind. The address alone would
// be that of as many things as there are workspaces of one configuration.
func assetName(id string) string { return strings.TrimPrefix(id, "state/") }

// SuggestedID is the id of the asset that Suggestion would make.
func SuggestedID(id string) string { return "asset/" + assetName(id) }

// label is the name of the resource: letters, digits and underscores of the id.
func label(id string) string {
	text := strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, assetName(id))
	for strings.Contains(text, "__") {
		text = strings.ReplaceAll(text, "__", "_")
	}
	if text = strings.Trim(text, "_"); text == "" || text[0] >= '0' && text[0] <= '9' {
		text = "asset_" + text
	}
	return text
}

// quoteHCL writes a text as HCL reads it back, with nothing in it evaluated.
func quoteHCL(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	runes := []rune(strings.ToValidUTF8(text, "�"))
	for i, r := range runes {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case (r == '$' || r == '%') && i+1 < len(runes) && runes[i+1] == '{':
			out.WriteRune(r)
			out.WriteRune(r)
		case unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp):
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String()
}
