package definition_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/definition"
)

func TestSumsRefused(t *testing.T) {
	t.Parallel()
	h := sha("a")
	for name, c := range map[string]struct {
		text   string
		reason definition.Reason
		phrase string
	}{
		"nothing":                    {"", definition.ReasonEmpty, "did the command that writes it fail?"},
		"comments alone":             {"# none\n\n", definition.ReasonEmpty, "empty"},
		"no list":                    {"<html>log in</html>", definition.ReasonMalformed, "Line 1"},
		"on the second line":         {h + "  a\nhello\n", definition.ReasonMalformed, "Line 2"},
		"no path":                    {h + "\n", definition.ReasonMalformed, "Line 1"},
		"UTF-16":                     {"\xff\xfea\x00", definition.ReasonMalformed, "UTF-8"},
		"a digest that is shortened": {h[:40] + "0000  a\n", definition.ReasonMalformed, "shortened"},
		"MD5":                        {h[:32] + "  a\n", definition.ReasonUnsupported, "MD5"},
		"SHA-1":                      {h[:40] + "  a\n", definition.ReasonUnsupported, "SHA-1"},
		"SHA-384":                    {sha5("a")[:96] + "  a\n", definition.ReasonUnsupported, "SHA-384"},
		"MD5 of BSD":                 {"MD5 (a) = " + h[:32] + "\n", definition.ReasonUnsupported, "a second file with the same digest"},
		"BLAKE2":                     {"BLAKE2b (a) = " + sha5("a") + "\n", definition.ReasonUnsupported, "BLAKE2b"},
		"SHA3":                       {"SHA3-256 (a) = " + h + "\n", definition.ReasonUnsupported, "SHA3-256"},
		"SHA-512/256":                {"SHA512/256 (a) = " + h + "\n", definition.ReasonUnsupported, "SHA512/256"},
		"SHA-256 of another length":  {"SHA256 (a) = " + sha5("a") + "\n", definition.ReasonMalformed, "64 are needed"},
		"an absolute path":           {h + "  /etc/flow.xml\n", definition.ReasonUnsupported, "absolute"},
		"a path with a drive":        {h + "  C:/flow.xml\n", definition.ReasonUnsupported, "absolute"},
		"a path that goes up":        {h + "  ../flow.xml\n", definition.ReasonUnsupported, "goes up"},
		"a path that goes up within": {h + "  a/../b\n", definition.ReasonUnsupported, "goes up"},
		"standard input":             {h + "  -\n", definition.ReasonMalformed, "not that of a file"},
		"a folder":                   {h + "  a/\n", definition.ReasonMalformed, "not that of a file"},
		"two digests for one":        {h + "  a\n" + sha("b") + "  ./a\n", definition.ReasonMalformed, "twice"},
		"one escaped wrongly":        {`\` + h + `  a\tb` + "\n", definition.ReasonMalformed, "not escaped"},
		"one escaped and cut":        {`\` + h + `  a\` + "\n", definition.ReasonMalformed, "not escaped"},
		"signed":                     {"-----BEGIN PGP SIGNED MESSAGE-----\n\n" + h + "  a\n", definition.ReasonUnsupported, "signed"},
		"too long":                   {strings.Repeat("#", definition.MaxSumsBytes+1), definition.ReasonTooLarge, "16 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := definition.ParseSums([]byte(c.text))
			wantError(t, err, c.reason, "approved", c.phrase)
		})
	}
}

func TestSums(t *testing.T) {
	t.Parallel()
	a, b := sha("a"), sha5("b")
	for name, c := range map[string]struct{ text, want string }{
		"sha256sum":                {a + "  flows/a b.xml\n" + b + "  b\n", "b=sha512 flows/a b.xml=sha256"},
		"binary":                   {a + " *a\n", "a=sha256"},
		"one blank":                {a + " a\n", "a=sha256"},
		"a name with a star":       {a + "  *a\n", "*a=sha256"},
		"a name with a blank":      {a + "   a\n", " a=sha256"},
		"BSD":                      {"SHA256 (a (1)) = " + a + "\nSHA512 (b) = " + b + "\n", "a (1)=sha256 b=sha512"},
		"OpenSSL":                  {"SHA2-256(a)= " + a + "\nSHA256(b)= " + a + "\n", "a=sha256 b=sha256"},
		"CR LF":                    {a + "  a\r\n" + a + " *b\r\n", "a=sha256 b=sha256"},
		"a byte order mark":        {"\ufeff" + a + "  a\n", "a=sha256"},
		"no line end at its end":   {a + "  a", "a=sha256"},
		"capitals":                 {strings.ToUpper(a) + "  a\n", "a=sha256"},
		"escaped":                  {`\` + a + `  a\nb\\c\rd` + "\n", "a\nb\\c\rd=sha256"},
		"escaped, of BSD":          {`\SHA256 (a\\b) = ` + a + "\n", `a\b=sha256`},
		"a backslash, not escaped": {a + `  a\nb` + "\n", `a\nb=sha256`},
		"comments":                 {"# by hand\n\n" + a + "  a\n", "a=sha256"},
		"twice alike":              {a + "  a\n" + a + " *./a\n", "a=sha256"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			approved, err := definition.ParseSums([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, path := range approved.Paths() {
				digest := approved[path]
				if digest.Hex != a && digest.Hex != b {
					t.Errorf("%s has %s", path, digest)
				}
				got = append(got, path+"="+digest.Algorithm)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestDigests(t *testing.T) {
	t.Parallel()
	a := sha("a")
	raw, _ := hex.DecodeString(a)
	for _, text := range []string{a, "sha256:" + a, "SHA256:" + strings.ToUpper(a), " sha-256:" + a + " ", "sha256-" + base64.StdEncoding.EncodeToString(raw)} {
		if got, err := definition.ParseDigest(text); err != nil || got.String() != "sha256:"+a {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
	if got, err := definition.ParseDigest(sha5("a")); err != nil || got.Algorithm != "sha512" {
		t.Errorf("%v %v", got, err)
	}
	for text, reason := range map[string]definition.Reason{
		"": definition.ReasonEmpty, "abc": definition.ReasonMalformed, "sha256:" + a[:63]: definition.ReasonMalformed, "sha256:" + a[:62] + "zz": definition.ReasonMalformed,
		"sha256-!": definition.ReasonMalformed, "sha256-YQ==": definition.ReasonMalformed, "md5:" + a[:32]: definition.ReasonUnsupported, a[:40]: definition.ReasonUnsupported,
		"sha1-" + base64.StdEncoding.EncodeToString(raw[:20]): definition.ReasonUnsupported, "sha384-x": definition.ReasonUnsupported, "none": definition.ReasonMalformed,
	} {
		_, err := definition.ParseDigest(text)
		wantError(t, err, reason, "approved")
	}
	approved, err := definition.ApprovedMap(map[string]string{"./flows/a.xml": a})
	if err != nil || fmt.Sprint(approved.Paths()) != "[flows/a.xml]" {
		t.Errorf("%v %v", approved, err)
	}
	_, err = definition.ApprovedMap(map[string]string{"../a": a})
	wantError(t, err, definition.ReasonUnsupported, "approved", "../a")
	_, err = definition.ApprovedMap(map[string]string{"a": "x"})
	wantError(t, err, definition.ReasonMalformed, "approved", "The digest of a")
	_, err = definition.ApprovedMap(nil)
	wantError(t, err, definition.ReasonEmpty, "approved")
}

// FuzzSums checks that a list is refused with a typed error, or names paths that
// stay below the folder, with whole digests.
func FuzzSums(f *testing.F) {
	a := sha("a")
	for _, text := range []string{"", a + "  a\n", a + " *b\r\n", `\` + a + `  a\nb`, "SHA256 (a) = " + a, "MD5 (a) = " + a[:32], "\ufeff# x\n" + a + "  ./a/b", a + "  ../a", "SHA2-512(a)= " + sha5("a")} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		approved, err := definition.ParseSums(content)
		if err != nil {
			wantTyped(t, err)
			return
		}
		if len(approved) == 0 {
			t.Fatal("neither an error nor a digest")
		}
		for path, digest := range approved {
			if path == "" || strings.HasPrefix(path, "/") || strings.Contains("/"+path+"/", "/../") || len(digest.Hex) != map[string]int{"sha256": 64, "sha512": 128}[digest.Algorithm] || digest.Hex != strings.ToLower(digest.Hex) {
				t.Fatalf("%q %s", path, digest)
			}
		}
	})
}

func FuzzDigest(f *testing.F) {
	for _, text := range []string{"", sha("a"), "sha256:" + sha("a"), "sha512-YQ==", "md5:00", "sha256-"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		digest, err := definition.ParseDigest(text)
		if err != nil {
			wantTyped(t, err)
			return
		}
		if again, err := definition.ParseDigest(digest.String()); err != nil || again != digest {
			t.Fatalf("%v %v", again, err)
		}
	})
}
