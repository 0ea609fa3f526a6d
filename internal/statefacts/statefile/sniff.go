package statefile

import (
	"bytes"
	"strings"
)

// beginnings are what other files begin with.
var beginnings = []struct {
	start   string
	reason  Reason
	message string
}{
	{"PK", BinaryPlan, `It is a ZIP archive, as "terraform plan -out" writes it. Hand over what "terraform show -json PLANFILE" says of it.`},
	{"\x1f\x8b", Compressed, "It is compressed by gzip. Unpack it first, for example with gunzip."},
	{"BZh", Compressed, "It is compressed by bzip2. Unpack it first."},
	{"\xfd7zXZ\x00", Compressed, "It is compressed by xz. Unpack it first."},
	{"\x28\xb5\x2f\xfd", Compressed, "It is compressed by Zstandard. Unpack it first."},
	{"\xff\xfe", UTF16, utf16Message},
	{"\xfe\xff", UTF16, utf16Message},
	{"{\x00", UTF16, utf16Message},
	{"\x00{", UTF16, utf16Message},
	{"\x00GITCRYPT", Encrypted, "It is encrypted by git-crypt. Unlock the repository first."},
	{"age-encryption.org/", Encrypted, "It is encrypted by age. Decrypt it first."},
	{"-----BEGIN AGE ENCRYPTED FILE-----", Encrypted, "It is encrypted by age. Decrypt it first."},
	{"-----BEGIN PGP MESSAGE-----", Encrypted, "It is encrypted by OpenPGP. Decrypt it first."},
	{"$ANSIBLE_VAULT", Encrypted, "It is encrypted by Ansible Vault. Decrypt it first."},
	{"version https://git-lfs", NotState, "It is a pointer of Git LFS, not the file itself. Fetch it with git lfs pull. " + accepted},
}

const utf16Message = `It is UTF-16, as the > of older PowerShells writes it. JSON is UTF-8: write it with Out-File -Encoding utf8.`

// sniff looks at how the document begins, takes a UTF-8 mark off (RFC 8259
// section 8.1 allows that) and leaves the scanner at the brace of an object.
func (s *scanner) sniff() error {
	for s.end < 64 && s.fill() {
	}
	if s.failed != nil {
		return s.failed
	}
	begins := string(s.buf[:min(s.end, 64)])
	if rest, marked := strings.CutPrefix(begins, "\ufeff"); marked {
		begins = rest
		s.pos += len("\ufeff")
	}
	for _, known := range beginnings {
		if strings.HasPrefix(begins, known.start) {
			return fault(known.reason, "%s", known.message)
		}
	}
	c, err := s.peek()
	switch {
	case s.failed != nil:
		return s.failed
	case err != nil:
		return fault(Empty, `It is empty. "terraform state pull" prints nothing for a workspace that has no state, and a redirection leaves an empty file where a command failed. An empty state is {"format_version":"1.0"} or has "resources": [].`)
	case c == '<':
		return s.page()
	case c != '{':
		return fault(NotState, "It is no JSON object. %s", accepted)
	}
	return nil
}

// page tells a web page from what object stores answer with.
func (s *scanner) page() error {
	for s.end-s.pos < 256 && s.fill() {
	}
	begins := bytes.ToLower(s.buf[s.pos:min(s.end, s.pos+256)])
	if bytes.HasPrefix(begins, []byte("<?xml")) && !bytes.Contains(begins, []byte("<html")) {
		return fault(Page, "It is XML, as an object store answers with instead of a state it has not or does not show. %s", accepted)
	}
	return fault(Page, "It is an HTML page, as a login or a proxy in front of the state gives it. Check the address and the credentials. %s", accepted)
}
