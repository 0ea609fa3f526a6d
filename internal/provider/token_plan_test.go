package provider_test

import "testing"

// A token, many and a document stand before a gate that lets nothing late or
// unreadable through; renewed, they pass, and an unchanged plan changes nothing.
func TestTokensAndDocumentsBehindAGate(t *testing.T) {
	t.Parallel()
	const late, renewed = `{"iat":1782820800,"exp":1796083200}`, `{"iat":1782820800,"exp":1814356800}`
	w := newWorkspace(t, map[string]string{
		"ci.jwt": tokenOf(late), "tokens/deploy.jwt": "ghp_0123456789abcdefghij", "security.txt": "Contact: mailto:security@example.net\nExpires: 2026-11-20T00:00:00Z\n",
		"main.tf": `
data "expiry_token" "ci" {
  file  = "ci.jwt"
  owner = "team-ci@example.test"
}

data "expiry_token" "text" {
  text = file("ci.jwt")
  name = "from-text"
}

data "expiry_tokens" "all" {
  files = ["tokens/*.jwt"]
}

data "expiry_document" "security" {
  file = "security.txt"
}

locals {
  deadlines = concat([data.expiry_token.ci, data.expiry_token.text, data.expiry_document.security], data.expiry_tokens.all.deadlines)
}

resource "expiry_gate" "release" {
  deadlines = local.deadlines
}
`,
	})
	code, printed := w.run("plan")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	for _, line := range []string{
		"token/ci.jwt expires at the end of 2026-11-30 UTC", "team-ci@example.test should have acted by", "its signature was not checked",
		"document/security.txt expired at the end of 2026-11-19 UTC", "it is not signed",
		"token/tokens/deploy.jwt ends at an unknown time: a GitHub personal access token carries no end",
		"token/from-text expires at the end of 2026-11-30 UTC",
	} {
		if !says(line).MatchString(printed) {
			t.Errorf("the plan does not say %q:\n%s", line, printed)
		}
	}
	w.write("ci.jwt", tokenOf(renewed))
	w.write("tokens/deploy.jwt", tokenOf(renewed))
	w.write("security.txt", securityTxt)
	w.must("apply", "-auto-approve")
	w.must("plan", "-detailed-exitcode")
}
