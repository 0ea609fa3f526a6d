package software_test

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// greeting is one entry of testdata/greetings.txt.
type greeting struct {
	line             int
	protocol, header string
	text             string
	products         []string
	notices          []string
}

func readGreetings(t testing.TB, file string) []greeting {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []greeting
	for i, line := range strings.Split(string(data), "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "  = "):
			last := &all[len(all)-1]
			last.products = append(last.products, line[4:])
		case strings.HasPrefix(line, "  ! "):
			last := &all[len(all)-1]
			last.notices = append(last.notices, line[4:])
		default:
			head, text, found := strings.Cut(line, ": ")
			if !found {
				t.Fatalf("%s:%d has no greeting", file, i+1)
			}
			if strings.HasPrefix(text, `"`) {
				if text, err = strconv.Unquote(text); err != nil {
					t.Fatalf("%s:%d: %v", file, i+1, err)
				}
			}
			protocol, header, _ := strings.Cut(head, " ")
			all = append(all, greeting{line: i + 1, protocol: protocol, header: header, text: text})
		}
	}
	return all
}

func (g greeting) recognise(t testing.TB) ([]software.Recognised, []software.Notice) {
	t.Helper()
	if g.header != "" {
		return software.RecogniseHeaders(map[string][]string{g.header: {g.text}})
	}
	found, notices, err := software.RecogniseBanner(g.protocol, g.text)
	if err != nil {
		t.Fatal(err)
	}
	return found, notices
}

// product writes a recognised product as testdata/greetings.txt does.
func product(r software.Recognised) string {
	text := r.Product + " "
	if r.Version == "" {
		text += "?"
	}
	text += r.Version
	if r.Distro != "" {
		text += " distro=" + r.Distro
	}
	if r.DistroRelease != "" {
		text += ":" + r.DistroRelease
	}
	if r.DistroAssumed {
		text += "~"
	}
	if r.Package != "" {
		text += " package=" + r.Package
	}
	if r.ThirdParty {
		text += " third-party"
	}
	if r.Role != software.RoleServer {
		text += " role=" + string(r.Role)
	}
	return text
}

func products(found []software.Recognised) []string {
	var texts []string
	for _, r := range found {
		texts = append(texts, product(r))
	}
	return texts
}

// kinds leaves out the notices that follow from the products.
func kinds(notices []software.Notice) []string {
	var texts []string
	for _, n := range notices {
		if n.Kind != software.NoticeHidden && n.Kind != software.NoticeThirdParty {
			texts = append(texts, string(n.Kind))
		}
	}
	return texts
}

func TestRecogniseRealGreetings(t *testing.T) {
	t.Parallel()
	checkGreetings(t, "testdata/greetings.txt", 500)
}

// Issue 14: greetings of our own making, in the forms that servers use; what names
// no product is taken for none.
func TestRecogniseMadeGreetings(t *testing.T) {
	t.Parallel()
	checkGreetings(t, "testdata/made-greetings.txt", 600)
	seen := map[string]bool{}
	for _, file := range []string{"testdata/greetings.txt", "testdata/made-greetings.txt"} {
		for _, g := range readGreetings(t, file) {
			key := g.protocol + g.header + g.text
			if seen[key] && file == "testdata/made-greetings.txt" {
				t.Errorf("%s:%d %q stands there twice", file, g.line, g.text)
			}
			seen[key] = true
		}
	}
}

func checkGreetings(t *testing.T, file string, fewest int) {
	t.Helper()
	all := readGreetings(t, file)
	if len(all) < fewest {
		t.Fatalf("only %d greetings were read", len(all))
	}
	for _, g := range all {
		found, notices := g.recognise(t)
		if got := products(found); !slices.Equal(got, g.products) {
			t.Errorf("%s:%d %q\n got %q\nwant %q", file, g.line, g.text, got, g.products)
		}
		if got := kinds(notices); !slices.Equal(got, g.notices) && !slices.Equal(g.notices, []string{"?"}) {
			t.Errorf("%s:%d %q\n got notices %q\nwant %q", file, g.line, g.text, got, g.notices)
		}
		checkAnswer(t, found, notices)
	}
}

// checkAnswer holds for every answer, whatever was read.
func checkAnswer(t *testing.T, found []software.Recognised, notices []software.Notice) {
	t.Helper()
	if len(found) == 0 && len(notices) == 0 {
		t.Error("neither a product nor a notice: silence must be said")
	}
	if len(found) > 64 || len(notices) > 200 {
		t.Errorf("%d products and %d notices: not bounded", len(found), len(notices))
	}
	for _, r := range found {
		if r.Product == "" || r.Role == "" || r.Evidence == "" {
			t.Errorf("incomplete: %+v", r)
		}
		for _, text := range []string{r.Product, r.Version, r.Distro, r.DistroRelease, r.Package} {
			if len(text) > 200 || strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' }) {
				t.Errorf("not clean: %q in %+v", text, r)
			}
		}
		if r.Version == "" && !slices.ContainsFunc(notices, func(n software.Notice) bool { return n.Kind == software.NoticeHidden }) {
			t.Errorf("nothing says that the version of %s is hidden", r.Product)
		}
		checkPrintable(t, r.Evidence)
	}
	for _, n := range notices {
		if n.Kind == "" || !strings.HasSuffix(n.Message, ".") {
			t.Errorf("not a sentence: %+v", n)
		}
		checkPrintable(t, n.Evidence)
	}
}

func checkPrintable(t *testing.T, text string) {
	t.Helper()
	if len(text) > 250 {
		t.Errorf("%d bytes of evidence", len(text))
	}
	for _, c := range text {
		if c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) {
			t.Errorf("%U in evidence %q", c, text)
		}
	}
}

func TestRecogniseTraps(t *testing.T) {
	t.Parallel()
	// What looks like a version and is none must not become one.
	for _, g := range []greeting{
		{header: "Server", text: "Apache-Coyote/1.1"},
		{header: "X-Powered-By", text: "Servlet/3.1"},
		{header: "Server", text: "Microsoft-HTTPAPI/2.0"},
		{header: "X-Hudson", text: "1.395"},
		{header: "Server", text: "nginx + Phusion Passenger 5.1.11"},
		{header: "Server", text: "GFE/1.3"},
		{header: "Server", text: "Lotus-Domino/0"},
		{header: "Via", text: "1.1 varnish, 1.1 varnish"},
		{protocol: "imap", text: "* OK Courier-IMAP ready. Copyright 1998-2018 Double Precision, Inc."},
		{protocol: "smtp", text: "220 mail.example.test ESMTP Exim Mon, 10 Jul 2023 19:39:15 +0300"},
		{protocol: "ssh", text: "SSH-2.0-Cisco-1.25"},
	} {
		found, _ := g.recognise(t)
		for _, r := range found {
			if r.Version != "" && r.Product != "passenger" {
				t.Errorf("%q was taken for %s", g.text, product(r))
			}
		}
	}
}

func TestRecogniseBannerUnknownProtocol(t *testing.T) {
	t.Parallel()
	_, _, err := software.RecogniseBanner("gopher\u202e", "x")
	if _, ok := errors.AsType[*software.UnknownProtocolError](err); !ok {
		t.Fatalf("got %v", err)
	}
	for _, protocol := range software.Protocols() {
		if !strings.Contains(err.Error(), protocol) {
			t.Errorf("%q does not list %s", err, protocol)
		}
	}
	if strings.Contains(err.Error(), "\u202e") {
		t.Errorf("%q is not fit for printing", err)
	}
}
