package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// secrets are credentials of every kind with something marked in each place that is
// not told.
func secrets(t testing.TB) map[string]string {
	t.Helper()
	token := segment(`{"alg":"RS256","kid":"`+marked+`"}`) + "." + segment(`{"iss":"https://u:`+marked+`@idp.example.net/?k=`+marked+`","sub":"`+marked+`","aud":"`+marked+`","jti":"`+marked+`","exp":1796083200}`) + "." + segment(marked)
	return map[string]string{
		"token":      token,
		"header":     "Authorization: Bearer " + token,
		"opaque":     "glpat-" + marked,
		"damaged":    tokenOf(`{"exp":"` + marked + `"}`),
		"answer":     `{"access_token":"` + marked + `","refresh_token":"` + marked + `","expires_at":1796083200}`,
		"role":       `{"Credentials":{"AccessKeyId":"ASIA` + marked + `","SecretAccessKey":"` + marked + `","SessionToken":"` + marked + `","Expiration":"2026-11-28T00:00:00Z"}}`,
		"account":    `{"type":"service_account","client_email":"` + marked + `","private_key_id":"` + marked + `","private_key":"` + marked + `"}`,
		"kubeconfig": kubeconfigOf("ci@prod", "ci: {token: "+token+", client-key-data: "+marked+"}", "basic: {username: "+marked+", password: "+marked+"}", "sso: {exec: {command: "+marked+"}}"),
		"private":    "-----BEGIN OPENSSH PRIVATE KEY-----\n" + marked + "\n-----END OPENSSH PRIVATE KEY-----\n",
		"keys":       `command="` + marked + `",expiry-time="20261130" ` + plainSSHKey(t),
		"words":      marked,
	}
}

// shows finds what was marked, also in the coding of tokens.
func shows(text string) bool {
	for _, form := range []string{marked, segment(marked), segment(`{"alg":"RS256","kid":"` + marked)[:24], "glpat-"} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

// No state, no warning, no error and no report shows anything of a secret, whichever
// way it is given and however it is enforced.
func TestTokenStaysSecret(t *testing.T) {
	for name, secret := range secrets(t) {
		variable := "EXPIRY_TEST_" + strings.ToUpper(name)
		t.Setenv(variable, secret)
		path := onDisk(t, name, secret)
		for way, config := range map[string]values{
			"file": {"file": str(path)}, "env": {"env": str(variable)}, "text": {"text": str(secret), "name": str(name)},
			"as a path": {"file": str(secret)}, "as a variable": {"env": str(secret)}, "as a context": {"file": str(path), "context": str("other")},
		} {
			for _, enforcement := range []string{"none", "warn", "error"} {
				reports := t.TempDir()
				provider, _ := configured(t, today, values{"report": reportValue(reports)})
				config["enforcement"] = str(enforcement)
				got := readOut(t, provider, "expiry_token", config)
				if written := allFiles(t, reports); shows(got.whole + got.said + written) {
					t.Errorf("%s, %s, %s:\n%s\n%s\n%s", name, way, enforcement, got.whole, got.said, written)
				} else if enforcement == "error" && way == "file" && !got.errors && got.fields["passes"] != true {
					t.Errorf("%s does not fail: %s", name, got.whole)
				}
			}
		}
		reports := t.TempDir()
		provider, _ := configured(t, today, values{"report": reportValue(reports)})
		for _, files := range []string{path, secret} {
			got := readOut(t, provider, "expiry_tokens", values{"files": textList(files), "enforcement": str("error")})
			if written := allFiles(t, reports); shows(got.whole + got.said + written) {
				t.Errorf("%s, of many:\n%s\n%s\n%s", name, got.whole, got.said, written)
			}
		}
	}
}

func reportValue(directory string) tftypes.Value {
	kind := map[string]tftypes.Type{"directory": tftypes.String, "language": tftypes.String, "markdown_limit": tftypes.Number}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: kind}, map[string]tftypes.Value{
		"directory": str(directory), "language": tftypes.NewValue(tftypes.String, nil), "markdown_limit": tftypes.NewValue(tftypes.Number, nil),
	})
}

// allFiles are the names and contents of all files of a directory.
func allFiles(t *testing.T, directory string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(directory, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		all.WriteString(name + "\n" + string(content) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// The same with Terraform: what it prints, and what it keeps in plan and state. A text
// from a function or a file is nowhere either.
func TestTokenStaysSecretInTerraform(t *testing.T) {
	t.Parallel()
	all := secrets(t)
	w := newWorkspace(t, map[string]string{
		"ci.jwt": all["token"], "config": all["kubeconfig"], "answer.json": all["answer"], "opaque": all["opaque"], "damaged": all["damaged"],
		"main.tf": `
data "expiry_token" "file" {
  for_each = toset(["ci.jwt", "config", "answer.json", "opaque", "damaged"])
  file     = each.key
}

data "expiry_token" "variable" {
  env = "EXPIRY_TEST_SECRET"
}

data "expiry_token" "text" {
  text = file("ci.jwt")
  name = "text"
}

data "expiry_tokens" "all" {
  files   = ["*"]
  exclude = ["*.tf", "plan", "terraform.tfstate*", "report"]
}

locals {
  tokens = concat(values(data.expiry_token.file), [data.expiry_token.variable, data.expiry_token.text], data.expiry_tokens.all.deadlines)
}

resource "expiry_gate" "release" {
  deadlines = local.tokens
}

data "expiry_policy" "release" {
  deadlines_json = data.expiry_tokens.all.deadlines_json
  reports        = ["markdown", "json"]
}

output "policy" {
  value = data.expiry_policy.release.json
}
`,
	})
	w.env = []string{"EXPIRY_TEST_SECRET=" + all["token"], "EXPIRY_REPORT_DIR=" + filepath.Join(w.dir, "report")}
	code, printed := w.run("plan", "-out=plan")
	if code != 1 || !says("token/opaque").MatchString(printed) {
		t.Fatalf("exit code %d\n%s", code, printed)
	}
	w.env = append(w.env, "EXPIRY_BREAK_GLASS=TEST what is kept")
	printed += w.must("plan", "-out=plan")
	printed += w.must("show", "-json", "plan") + w.must("show", "plan")
	printed += w.must("apply", "plan")
	printed += w.must("show", "-json") + allFiles(t, filepath.Join(w.dir, "report"))
	state, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	if printed += string(state); !strings.Contains(printed, "token/ci.jwt") || !strings.Contains(printed, "token/text") {
		t.Error("nothing was kept at all")
	}
	if shows(printed) {
		for line := range strings.Lines(printed) {
			if shows(line) {
				t.Errorf("shown: %.2000s", line)
			}
		}
	}
}
