package provider_test

import (
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

const tokensGuide = "tokens-domains-and-documents.md.tmpl"

// sectionBlocks are the fenced blocks of one section of a guide, by language.
func sectionBlocks(t *testing.T, guide, heading string) map[string][]string {
	t.Helper()
	content, err := os.ReadFile("../../templates/guides/" + guide)
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(content), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("%s has no section %s", guide, heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := map[string][]string{}
	for _, block := range regexp.MustCompile("(?s)```(\\w+)\n(.*?)```").FindAllStringSubmatch(section, -1) {
		blocks[block[1]] = append(blocks[block[1]], block[2])
	}
	return blocks
}

// saysAll plans, which must fail, and finds every line that the guide tells of.
func saysAll(t *testing.T, w *workspace, lines string) {
	t.Helper()
	code, printed := w.run("plan")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	for line := range strings.Lines(lines) {
		if !says(strings.TrimSpace(line)).MatchString(printed) {
			t.Errorf("the plan does not say %q:\n%s", line, printed)
		}
	}
}

func TestTokensGuide(t *testing.T) {
	t.Parallel()
	blocks := sectionBlocks(t, tokensGuide, "Tokens")
	releases, _ := openPGPFor(t, 365*24*time.Hour)
	w := newWorkspace(t, map[string]string{
		"main.tf":    strings.Join(blocks["terraform"], "\n"),
		"deploy.jwt": tokenOf(`{"iat":1782820800,"exp":1796083200}`), "releases.asc": releases,
		"kubeconfig":           kubeconfigOf("admin@prod", "ci: {token: "+tokenOf(yearToken)+"}", "admin: {exec: {command: x}}"),
		"ssh/bastion-cert.pub": sshCertificateFrom(t, today.AddDate(0, -1, 0), today.AddDate(0, 0, -1)), "ssh/old-cert.pub": "left aside",
	})
	w.env = []string{"REGISTRY_TOKEN=" + tokenOf(`{"iat":1782820800}`)}
	saysAll(t, w, blocks["text"][0])

	w.env = []string{"REGISTRY_TOKEN=" + tokenOf(yearToken)}
	w.write("deploy.jwt", tokenOf(yearToken))
	w.write("ssh/bastion-cert.pub", sshCertificateUntil(t, today.AddDate(1, 0, 0)))
	w.must("plan")
}

func TestDocumentsGuide(t *testing.T) {
	t.Parallel()
	blocks := sectionBlocks(t, tokensGuide, "Documents")
	root := certtest.Root("Example VPN")
	list, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: today.AddDate(0, 0, -6), NextUpdate: today.AddDate(0, 0, 1)}, root.Certificate, root.Key)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorkspace(t, map[string]string{
		"main.tf": strings.Replace(strings.Join(blocks["terraform"], "\n"), "127.0.0.1:8080", "127.0.0.1:1", 1),
		"vpn.crl": string(list), "security.txt": securityTxt + "Expires: 2028-01-01T00:00:00Z\n",
	})
	saysAll(t, w, strings.ReplaceAll(blocks["text"][0], "127.0.0.1:8080", "127.0.0.1:1"))

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(aptRelease)) }))
	t.Cleanup(server.Close)
	w.write("main.tf", strings.Replace(strings.Join(blocks["terraform"], "\n"), "http://127.0.0.1:8080", server.URL, 1))
	w.write("security.txt", securityTxt)
	w.must("plan")
}
