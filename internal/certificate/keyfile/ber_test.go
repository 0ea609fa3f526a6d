package keyfile_test

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"os"
	"path/filepath"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

// toBER rewrites DER as some programs write it: indefinite lengths, and OCTET
// STRINGs in pieces. It goes into OCTET STRINGs that hold a structure, but not
// into certificates, which are signed as they stand.
func toBER(t *testing.T, der []byte) []byte {
	t.Helper()
	var out []byte
	for len(der) > 0 {
		var element asn1.RawValue
		rest, err := asn1.Unmarshal(der, &element)
		if err != nil {
			t.Fatal(err)
		}
		der = rest
		tag := element.FullBytes[0]
		switch {
		case element.IsCompound:
			if _, err := x509.ParseCertificate(element.FullBytes); err == nil {
				out = append(out, element.FullBytes...)
				continue
			}
			out = append(append(out, tag, 0x80), toBER(t, element.Bytes)...)
			out = append(out, 0, 0)
		case tag == 0x04 || tag == 0x80:
			body := element.Bytes
			if len(body) > 4 && body[0] == 0x30 {
				if _, err := x509.ParseCertificate(body); err != nil && validDER(body) {
					body = toBER(t, body)
				}
			}
			out = append(out, tag&0x80|0x20, 0x80)
			if tag == 0x04 {
				out[len(out)-2] = 0x24
			}
			for piece := range bytesIn(body, 100) {
				out = append(append(out, 0x04, byte(len(piece))), piece...)
			}
			out = append(out, 0, 0)
		default:
			out = append(out, element.FullBytes...)
		}
	}
	return out
}

func validDER(data []byte) bool {
	var element asn1.RawValue
	rest, err := asn1.Unmarshal(data, &element)
	return err == nil && len(rest) == 0
}

func bytesIn(data []byte, size int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(data) > 0 {
			n := min(size, len(data))
			if !yield(data[:n]) {
				return
			}
			data = data[n:]
		}
	}
}

func TestBER(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	for _, name := range []string{"openssl-nomac.p12", "openssl-nomac-encrypted.p12", "openssl.p7b", "keytool-nopassword.p12"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			der, err := os.ReadFile(filepath.Join("testdata", "keystores", name))
			if err != nil {
				t.Fatal(err)
			}
			ber := toBER(t, der)
			if bytes.Equal(der, ber) || ber[1] != 0x80 {
				t.Fatal("not BER")
			}
			want, got := mustParse(t, der, "changeit"), mustParse(t, ber, "changeit")
			if named(want) != named(got) || want.Format != got.Format || named(got) == "" {
				t.Errorf("%s %q, want %s %q", got.Format, named(got), want.Format, named(want))
			}
			if name == "openssl-nomac-encrypted.p12" {
				return // deriving its key a thousand times takes long
			}
			for cut := range len(ber) {
				if bundle, err := keyfile.Parse(ber[:cut], keyfile.Options{Password: "changeit"}); err == nil && len(bundle.Problems) == 0 && len(bundle.Entries) < len(want.Entries) {
					t.Fatalf("cut at %d of %d bytes, %d of %d certificates are taken for all", cut, len(ber), len(bundle.Entries), len(want.Entries))
				}
			}
		})
	}
	t.Run("integrity code over a PKCS#12 in pieces", func(t *testing.T) {
		t.Parallel()
		der, err := pkcs12.Modern2023.Encode(w.leaf.Key, w.leaf.Certificate, nil, "x")
		if err != nil {
			t.Fatal(err)
		}
		var pfx asn1.RawValue
		if _, err := asn1.Unmarshal(der, &pfx); err != nil {
			t.Fatal(err)
		}
		ber := append(append([]byte{0x30, 0x80}, pfx.Bytes...), 0, 0)
		if got := named(mustParse(t, ber, "x")); got != "=www.example.test" {
			t.Errorf("%q", got)
		}
	})
	for name, data := range map[string][]byte{
		"endless nesting":                   bytes.Repeat([]byte{0x30, 0x80}, 100_000),
		"end without a beginning":           {0x30, 0x80, 0, 0},
		"indefinite length of a primitive":  {0x30, 0x80, 0x02, 0x80, 0, 0, 0, 0},
		"pieces that are no octet strings":  {0x30, 0x80, 0x24, 0x80, 0x02, 0x01, 0x05, 0, 0, 0, 0},
		"length longer than an int":         {0x30, 0x89, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0},
		"tag of many bytes, then no length": {0x30, 0x80, 0x3f, 0xff, 0xff, 0xff},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.Parse(data, keyfile.Options{})
			wantInput(t, err, "Damaged certificate file")
		})
	}
}
