package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// unreadable are files that were named by mistake: what stands in them is nobody's
// business, whatever they look like.
var unreadable = map[string]string{
	"words":     "MARKED words of somebody\n",
	"variables": "PATH=/bin\x00DB_PASSWORD=MARKED\x00",
	"a key":     "-----BEGIN PRIVATE KEY-----\nMARKED\n-----END PRIVATE KEY-----\n",
	"JSON":      `{"name":"MARKED","password":"MARKED","resources":[{"key":"MARKED"}]}`,
	"broken":    `{"version": 4, "serial": MARKED`,
	"YAML":      "password: MARKED\nkeys: [MARKED, &a MARKED]\n",
	"a table":   "user,password\nMARKED,MARKED\n",
	"a command": "MARKED::error::MARKED\n::error::MARKED\x1b[31m",
	"XML":       "<MARKED attribute=\"MARKED\">MARKED</MARKED>",
	"lines":     strings.Repeat("MARKED\n", 100),
}

// No reader of files reads out what it cannot read, in a message or a value; names of
// columns and keys, short and printable, are told
// (security.md 4, 7).
func TestNoContentOfAFileIsShown(t *testing.T) {
	t.Parallel()
	list := func(path string) tftypes.Value { return textList(path) }
	for name, attributes := range map[string]map[string]func(string) tftypes.Value{
		"expiry_backup":       {"file": str},
		"expiry_certificate":  {"file": str},
		"expiry_certificates": {"files": list},
		"expiry_contracts":    {"register": str},
		"expiry_definition":   {"approved": str},
		"expiry_document":     {"file": str},
		"expiry_lesson":       {"file": str},
		"expiry_servers":      {"sites_file": str},
		"expiry_state":        {"files": list, "own_file": str},
		"expiry_token":        {"file": str},
		"expiry_tokens":       {"files": list},
	} {
		for attribute, value := range attributes {
			t.Run(name+"."+attribute, func(t *testing.T) {
				t.Parallel()
				for of, content := range unreadable {
					path := filepath.Join(t.TempDir(), "file")
					if err := os.WriteFile(path, []byte(strings.ReplaceAll(content, "MARKED", marked)), 0o600); err != nil {
						t.Fatal(err)
					}
					config := values{attribute: value(path)}
					switch name {
					case "expiry_backup":
						config["max_age"] = str("26h")
					case "expiry_lesson":
						config["lesson"] = str("G18")
					}
					d, _ := configured(t, today, values{"report": reportValue(t.TempDir())})
					got := readOut(t, d, name, config)
					if strings.Contains(got.whole+got.said, marked) {
						t.Errorf("%s is shown:\n%s\n%s", of, got.said, got.whole)
					}
					if !got.errors && got.said == "" && got.fields["passes"] != false && got.fields["status"] != "unknown" {
						t.Errorf("%s is taken without a word: %s", of, got.whole)
					}
				}
			})
		}
	}
}
