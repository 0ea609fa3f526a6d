package software_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

func TestSitesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, says string }{
		"empty":          {" \n", "is empty"},
		"no column site": {"name,Server\na,nginx\n", "has no column site; its columns are name, Server"},
		"many columns":   {"a,b,c,d,e,f,g,h\n", "its columns are a, b, c, d, e, f and 2 more"},
		// security.md 4: a file that was named by mistake is not quoted.
		"an environment":      {"TOKEN=abc\x00HOME=/root,x\n", "has no column site; its first line holds no headings. Every"},
		"a command for a CI":  {"name,\"\n::error::x\"\n", "its first line holds no headings"},
		"a long secret":       {"name," + strings.Repeat("s", 31) + "\n", "its first line holds no headings"},
		"a line without site": {"site,Server\n,nginx\n", "line 2 of the file sites names no site"},
		"a site twice":        {"site,Server\na,nginx\nb,x\na,y\n", `the site "a" stands on line 2 and on line 4`},
		"too many cells":      {"site,Server\na,nginx,more\n", "line 2 of the file sites has 3 cells, but there are 2 columns"},
		"a quote left open":   {"site,Server\na,\"nginx\n", "is no CSV"},
		"JSON cut off":        {`{"a": {"url": "https://x"}`, "no JSON"},
		"JSON of wrong type":  {`{"a": {"url": 3}}`, "url is a number, but a string is wanted"},
		"JSON of unknown key": {`{"a": {"uri": "https://x"}}`, "url, protocol, banner, headers, as_of"},
		"JSON without name":   {`[{"url": "https://x"}]`, "site number 1 of the file sites has no name of its own"},
		"JSON name twice":     {`[{"name": "a"}, {"name": "a"}]`, "site number 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := software.ParseSites("sites", []byte(test.content))
			var fault *software.SitesError
			if !errors.As(err, &fault) || !strings.Contains(fault.Message, test.says) {
				t.Errorf("got %v", err)
			}
		})
	}
	directory := t.TempDir()
	for path, says := range map[string]string{filepath.Join(directory, "gone"): "there is no file", directory: "is not a file"} {
		if _, err := software.ReadSites(t.Context(), path); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestSites(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"csv":  "\ufeffSite,AS_OF,Server,X-Powered-By,Protocol,Banner\r\nshop,2013-09-30,\"Apache/2.2.15 (CentOS)\",PHP/5.3.3\r\nmail,,,,smtp,220 mail ESMTP\r\n",
		"list": `[{"name":"shop","as_of":"2013-09-30","headers":{"Server":"Apache/2.2.15 (CentOS)","X-Powered-By":"PHP/5.3.3"}},{"name":"mail","protocol":"smtp","banner":"220 mail ESMTP"}]`,
		"map":  `{"mail":{"protocol":"smtp","banner":"220 mail ESMTP"},"shop":{"as_of":"2013-09-30","headers":{"Server":"Apache/2.2.15 (CentOS)","X-Powered-By":"PHP/5.3.3"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "sites")
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			sites, err := software.ReadSites(t.Context(), file)
			if err != nil || len(sites) != 2 {
				t.Fatalf("%v %v", sites, err)
			}
			for _, site := range sites {
				switch site.Name {
				case "shop":
					if site.AsOf != "2013-09-30" || site.Headers["Server"] != "Apache/2.2.15 (CentOS)" || site.Headers["X-Powered-By"] != "PHP/5.3.3" || site.Banner != "" {
						t.Errorf("%+v", site)
					}
				case "mail":
					if site.Protocol != "smtp" || site.Banner != "220 mail ESMTP" || len(site.Headers) != 0 {
						t.Errorf("%+v", site)
					}
				default:
					t.Errorf("%+v", site)
				}
			}
		})
	}
}

// Whatever is read has names of its own; nothing else comes without an error.
func FuzzParseSites(f *testing.F) {
	f.Add([]byte("site,Server\na,nginx\n"))
	f.Add([]byte(`[{"name":"a","headers":{"Server":"x"}}]`))
	f.Add([]byte(`{"a":{"url":"https://x"}}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		sites, err := software.ParseSites("sites", content)
		var fault *software.SitesError
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("%T", err)
		}
		seen := map[string]bool{}
		for _, site := range sites {
			if site.Name == "" || seen[site.Name] {
				t.Fatalf("%q has no name of its own", site.Name)
			}
			seen[site.Name] = true
		}
	})
}
