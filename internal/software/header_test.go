package software_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

func TestRecogniseHeadersTogether(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		headers map[string][]string
		want    []string
		notices []string
	}{
		{
			name:    "nothing told",
			headers: map[string][]string{"Content-Type": {"text/html"}, "X-Version": {"1.2.3"}},
			notices: []string{"silent"},
		},
		{
			name:    "no headers at all",
			notices: []string{"silent"},
		},
		{
			name:    "names in any case",
			headers: map[string][]string{"server": {"Apache/2.2.15 (CentOS)"}, "x-powered-by": {"PHP/5.3.3"}},
			want:    []string{"apache-http-server 2.2.15 distro=centos", "php 5.3.3 distro=centos~ role=component"},
		},
		{
			name:    "the same product twice is one, with all that is told",
			headers: map[string][]string{"Server": {"Apache/2.4.7 (Ubuntu) PHP/5.5.9"}, "X-Powered-By": {"PHP/5.5.9-1ubuntu4.29"}},
			want: []string{
				"apache-http-server 2.4.7 distro=ubuntu",
				"php 5.5.9 distro=ubuntu package=5.5.9-1ubuntu4.29 role=component",
			},
		},
		{
			name:    "the longer version wins",
			headers: map[string][]string{"Server": {"Apache/2.4 PHP/5.3"}, "X-Powered-By": {"PHP/5.3.29"}},
			want:    []string{"apache-http-server 2.4", "php 5.3.29 role=component"},
		},
		{
			name:    "two versions stay two",
			headers: map[string][]string{"X-Powered-By": {"PHP/5.3.29", "PHP/7.4.33"}},
			want:    []string{"php 5.3.29 role=component", "php 7.4.33 role=component"},
		},
		{
			name:    "ASP.NET behind IIS",
			headers: map[string][]string{"Server": {"Microsoft-IIS/8.5"}, "X-Powered-By": {"ASP.NET"}, "X-Aspnet-Version": {"4.0.30319"}},
			want:    []string{"iis 8.5", "aspnet 4.0.30319 role=component"},
		},
		{
			name:    "a foreign package does not become the distributor's",
			headers: map[string][]string{"Server": {"nginx/1.18.0 (Ubuntu)"}, "X-Powered-By": {"PHP/5.3.29-1~dotdeb.0"}},
			want:    []string{"nginx 1.18.0 distro=ubuntu", "php 5.3.29 package=5.3.29-1~dotdeb.0 third-party role=component"},
		},
		{
			name:    "a proxy in front does not inherit",
			headers: map[string][]string{"Server": {"Apache/2.4.62 (Debian)"}, "Via": {"1.1 cache (squid/5.7)"}, "X-Varnish": {"1 2"}},
			want:    []string{"apache-http-server 2.4.62 distro=debian", "squid 5.7 role=proxy", "varnish ? role=proxy"},
		},
		{
			name:    "an edge in front",
			headers: map[string][]string{"Server": {"cloudflare"}, "CF-Ray": {"7d4f-NRT"}, "X-Powered-By": {"PHP/8.2.7"}},
			want:    []string{"php 8.2.7 role=component"},
			notices: []string{"edge"},
		},
		{
			name:    "Jenkins and its fixed number",
			headers: map[string][]string{"X-Hudson": {"1.395"}, "X-Jenkins": {"2.426.1"}, "Server": {"Jetty(10.0.18)"}},
			want:    []string{"eclipse-jetty 10.0.18", "jenkins 2.426.1 role=component"},
			notices: []string{"specification"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for range 20 {
				found, notices := software.RecogniseHeaders(test.headers)
				if got := products(found); !slices.Equal(got, test.want) {
					t.Fatalf("got %q, want %q", got, test.want)
				}
				if got := kinds(notices); !slices.Equal(got, test.notices) {
					t.Fatalf("got notices %q, want %q", got, test.notices)
				}
				checkAnswer(t, found, notices)
			}
		})
	}
}

func TestRecogniseServerIsTheServerHeader(t *testing.T) {
	t.Parallel()
	const value = "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/5.4.16"
	direct, _ := software.RecogniseServer(value)
	header, _ := software.RecogniseHeaders(http.Header{"Server": {value}})
	if !slices.Equal(direct, header) {
		t.Errorf("got %+v and %+v", direct, header)
	}
	if want := "Server: OpenSSL/1.0.2k-fips"; direct[1].Evidence != want {
		t.Errorf("evidence is %q, want %q", direct[1].Evidence, want)
	}
}

func TestRecogniseHostileText(t *testing.T) {
	t.Parallel()
	megabyte := strings.Repeat("A", 1<<20)
	for name, text := range map[string]string{
		"one word":            megabyte,
		"many products":       strings.Repeat("PHP/5.3.3 ", 1<<17),
		"many modules":        modules(5000),
		"open comments":       strings.Repeat("(", 1<<20),
		"closed comments":     strings.Repeat(")", 1<<20),
		"deep comments":       "Apache/2.4.1 " + strings.Repeat("(", 5000) + "x" + strings.Repeat(")", 5000),
		"long version":        "Apache/" + strings.Repeat("9", 1<<20),
		"dotted version":      "Apache/" + strings.Repeat("1.", 1<<19),
		"slashes":             strings.Repeat("/", 1<<20),
		"quoted pairs":        "(" + strings.Repeat(`\`, 1<<20),
		"control characters":  "Apache/2.4.1\x00\x1b]0;title\x07 (\x1b[31mUbuntu)\r\nX: y",
		"bidirectional marks": "nginx/1.2.3 \u202egnp.exe\u2066 \u200b",
		"invalid UTF-8":       "nginx/1.2.3 \xff\xfe\xc0\xaf (\x80\x81)",
		"wide text":           strings.Repeat("証明書", 1<<17),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, notices := software.RecogniseServer(text)
			checkAnswer(t, found, notices)
			if len(text) > 1<<16 && !slices.ContainsFunc(notices, func(n software.Notice) bool { return n.Kind == software.NoticeTruncated }) {
				t.Error("nothing says that the value was cut")
			}
			found, notices = software.RecogniseHeaders(map[string][]string{"Via": {text}, "X-Powered-By": {text}, "X-Jenkins": {text}, text: {text}})
			checkAnswer(t, found, notices)
			for _, protocol := range software.Protocols() {
				for _, start := range []string{"", "220 ", "* OK ", "+OK ", "SSH-2.0-", "SSH-2.0-OpenSSH_", "5.5.5-10.1.1-MariaDB-", "9.18.1-", "redis_version:", "VERSION ", "HTTP/1.1 200\r\nServer: "} {
					found, notices, err := software.RecogniseBanner(protocol, start+text)
					if err != nil {
						t.Fatal(err)
					}
					checkAnswer(t, found, notices)
				}
			}
		})
	}
}

func modules(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("mod_" + strings.Repeat("x", i%40) + "/1.2 ")
	}
	return b.String()
}

func FuzzRecogniseServer(f *testing.F) {
	for _, g := range readGreetings(f, "testdata/greetings.txt") {
		if g.header != "" && g.line%7 == 0 {
			f.Add(g.text)
		}
	}
	f.Fuzz(func(t *testing.T, value string) {
		found, notices := software.RecogniseServer(value)
		checkAnswer(t, found, notices)
		found, notices = software.RecogniseHeaders(map[string][]string{"Via": {value}, "X-Powered-By": {value}})
		checkAnswer(t, found, notices)
	})
}

func FuzzRecogniseBanner(f *testing.F) {
	protocols := software.Protocols()
	for _, g := range readGreetings(f, "testdata/greetings.txt") {
		if g.header == "" && g.line%5 == 0 {
			f.Add(slices.Index(protocols, g.protocol), g.text)
		}
	}
	f.Fuzz(func(t *testing.T, protocol int, banner string) {
		if protocol < 0 || protocol >= len(protocols) {
			return
		}
		found, notices, err := software.RecogniseBanner(protocols[protocol], banner)
		if err != nil {
			t.Fatal(err)
		}
		checkAnswer(t, found, notices)
	})
}

func BenchmarkRecogniseServer(b *testing.B) {
	for _, bench := range []struct{ name, value string }{
		{"short", "nginx/1.22.1"},
		{"distributor", "Apache/2.2.15 (CentOS)"},
		{"components", "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.30 mod_perl/2.0.11 Perl/v5.16.3"},
		{"longest", "Apache/1.3.37 (Unix) PHP/5.2.0 mod_jk/1.2.14 mod_auth_passthrough/1.8 mod_log_bytes/1.2 mod_bwlimited/1.4 PHP/4.4.3-x86_64 FrontPage/5.0.2.2634a mod_ssl/2.8.28 OpenSSL/0.9.7a"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				software.RecogniseServer(bench.value)
			}
		})
	}
}

func BenchmarkRecogniseHeaders(b *testing.B) {
	headers := http.Header{
		"Server": {"Apache/2.2.15 (CentOS)"}, "X-Powered-By": {"PHP/5.3.3"}, "Date": {"Mon, 01 Jan 2026 00:00:00 GMT"},
		"Content-Type": {"text/html"}, "Cache-Control": {"no-cache"}, "Connection": {"close"},
	}
	b.ReportAllocs()
	for b.Loop() {
		software.RecogniseHeaders(headers)
	}
}
