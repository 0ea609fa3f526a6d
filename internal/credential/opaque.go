package credential

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// opaquePrefixes are how issuers mark tokens that only they can read. None of
// them carries a date.
var opaquePrefixes = []struct{ prefix, what string }{
	{"github_pat_", "a GitHub personal access token"},
	{"ghp_", "a GitHub personal access token"},
	{"gho_", "a GitHub OAuth token"},
	{"ghu_", "a GitHub App user token"},
	{"ghs_", "a GitHub App installation token"},
	{"ghr_", "a GitHub refresh token"},
	{"glpat-", "a GitLab access token"},
	{"gldt-", "a GitLab deploy token"},
	{"glrt-", "a GitLab runner token"},
	{"glptt-", "a GitLab trigger token"},
	{"glcbt-", "a GitLab job token"},
	{"xoxb-", "a Slack bot token"},
	{"xoxp-", "a Slack user token"},
	{"xapp-", "a Slack app token"},
	{"npm_", "an npm token"},
	{"pypi-", "a PyPI token"},
	{"dop_v1_", "a DigitalOcean token"},
	{"hvs.", "a Vault token"},
	{"hvb.", "a Vault batch token"},
	{"sk_live_", "a Stripe key"},
	{"AKIA", "the id of a lasting AWS access key"},
	{"ASIA", "the id of a temporary AWS access key"},
	{"dckr_pat_", "a Docker access token"},
	{"atlasv1.", "a token of HCP Terraform"},
}

const declareInstead = "carries no end: ask its issuer when it ends, and declare that"

// readOpaque names what nobody but its issuer can read.
func readOpaque(name, text string) Credential {
	what := "an opaque token"
	for _, known := range opaquePrefixes {
		if strings.HasPrefix(text, known.prefix) || strings.Contains(text, ".atlasv1.") && known.prefix == "atlasv1." {
			what = known.what
			break
		}
	}
	return unread(KindOpaque, name, source.Unsupported, what+" "+declareInstead)
}

// oneWord says that a text could be a token at all.
func oneWord(text string) bool {
	if len(text) < 8 || len(text) > 16<<10 {
		return false
	}
	for i := range len(text) {
		if text[i] <= ' ' || text[i] >= 0x7f || strings.IndexByte("<>\"'`{}", text[i]) >= 0 {
			return false
		}
	}
	return true
}

// readToken reads a text that is one token. File names and words are not taken for
// tokens: ok is false.
func readToken(name, text string, options Options) (token Credential, ok bool) {
	if parts, header, shaped := compactParts(text); shaped {
		token = readCompact(parts, header, options)
		token.Name = name
		return token, true
	}
	if strings.HasPrefix(text, "eyJ") { // {" in base64: what is left of a token
		return unread(KindJWT, name, source.Malformed, "the token is cut short or damaged: its header is not JSON in base64"), true
	}
	if !oneWord(text) {
		return Credential{}, false
	}
	return readOpaque(name, text), true
}

// unwrapped takes a token out of what is written around it: white space, quotation
// marks, the words of an HTTP header, line breaks within.
func unwrapped(text string) string {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if len(text) > 1 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] {
		text = text[1 : len(text)-1]
	}
	for _, word := range []string{"Authorization:", "Bearer", "Token"} {
		if len(text) > len(word) && strings.EqualFold(text[:len(word)], word) && (word[len(word)-1] == ':' || text[len(word)] == ' ' || text[len(word)] == '\t') {
			text = strings.TrimSpace(text[len(word):])
		}
	}
	return text
}
