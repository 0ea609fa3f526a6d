package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// The domains of the guide, at a registry of our own: the gate that fails, and the
// waiver that opens it.
func TestDomainsGuide(t *testing.T) {
	t.Parallel()
	const guide = "tokens-domains-and-documents.md.tmpl"
	server := newRDAP(t, func(w http.ResponseWriter, request *http.Request) {
		switch _, name, _ := strings.Cut(request.URL.Path, "/domain/"); name {
		case "example.net":
			registered("auto renew period", "2027-11-10T09:00:00Z")(w, request)
		case "example.de":
			registered("active", "")(w, request)
		default:
			registered("active", "2028-11-21T09:00:00Z")(w, request)
		}
	})
	blocks := guideBlocks(t, guide, "terraform")
	const source = "data \"expiry_domains\" \"ours\" {\n"
	if !strings.Contains(blocks[0], source) || !strings.HasPrefix(blocks[1], "resource \"expiry_gate\" \"domains\" {") {
		t.Fatal("the blocks of the guide have changed")
	}
	config := strings.Replace(blocks[0], source, source+fmt.Sprintf("  servers = { com = %[1]q, net = %[1]q, de = %[1]q }\n", server.URL), 1)
	w := newWorkspace(t, map[string]string{"main.tf": config, "pace.tf": guideBlocks(t, guide, "hcl")[0]})
	code, output := w.run("plan")
	if code != 1 || !says("domain/example.net").MatchString(output) || strings.Count(output, "(expired)") != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	for line := range strings.Lines(guideBlocks(t, guide, "text")[0]) {
		if !says(strings.TrimSpace(line)).MatchString(output) {
			t.Errorf("the plan does not say %q:\n%s", line, output)
		}
	}
	w.write("main.tf", config[:strings.Index(config, "resource \"expiry_gate\"")]+blocks[1])
	w.write("pace.tf", strings.Replace(guideBlocks(t, guide, "hcl")[0], "2s", "0s", 1))
	if code, output = w.run("plan"); code != 0 || !says("Waived for now").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}
