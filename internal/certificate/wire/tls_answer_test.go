package wire_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func TestReadClearAnswerCutShort(t *testing.T) {
	t.Parallel()
	flight := certtest.Clear{Chain: [][]byte{[]byte("leaf"), []byte("authority")}, OCSP: []byte("good")}.Flight(0x0033)
	for length := range flight {
		count := 0
		_, status, err := wire.ReadClearAnswer(bytes.NewReader(flight[:length]), func([]byte) { count++ })
		switch {
		case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			t.Errorf("%d bytes: %v", length, err)
		case err == nil && (count != 2 || status != nil && string(status) != "good"):
			t.Errorf("%d bytes: %d certificates, status %q", length, count, status)
		}
	}
}

func TestReadClearAnswerSplit(t *testing.T) {
	t.Parallel()
	chain := [][]byte{bytes.Repeat([]byte("leaf"), 500), bytes.Repeat([]byte("authority"), 300)}
	for _, fragment := range []int{0, 1, 3, 4, 5, 77, 1 << 14} {
		flight := certtest.Clear{Chain: chain, OCSP: []byte("good"), Fragment: fragment, Version: 0x0302}.Flight(0x0033)
		var got [][]byte
		version, status, err := wire.ReadClearAnswer(iotest.OneByteReader(bytes.NewReader(flight)), func(der []byte) {
			got = append(got, bytes.Clone(der))
		})
		if err != nil || version != 0x0302 || string(status) != "good" || len(got) != 2 ||
			!bytes.Equal(got[0], chain[0]) || !bytes.Equal(got[1], chain[1]) {
			t.Errorf("fragments of %d: version %#x, status %q, %d certificates, %v", fragment, version, status, len(got), err)
		}
	}
}

// Whatever comes in, reading ends, without a panic, within its bound.
func FuzzReadClearAnswer(f *testing.F) {
	f.Add(certtest.Clear{Chain: [][]byte{[]byte("leaf")}}.Flight(0x0033))
	f.Add(certtest.Clear{Chain: [][]byte{[]byte("leaf")}, OCSP: []byte("good"), Fragment: 3, Version: 0x0300}.Flight(0x0033))
	f.Add(append(certtest.Alert(1, 112), certtest.Clear{}.Flight(0x0033)...))
	f.Add(certtest.Alert(2, 40))
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
	f.Add([]byte{22, 3, 3, 0, 4, 11, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		in := &counter{in: bytes.NewReader(data)}
		total := 0
		version, status, err := wire.ReadClearAnswer(in, func(der []byte) { total += len(der) })
		if err == nil && (version < 0x0300 || version > 0x0303) {
			t.Errorf("version %#x", version)
		}
		if total+len(status) > len(data) {
			t.Errorf("%d bytes of certificates and %d of status in %d", total, len(status), len(data))
		}
		if in.read > wire.MaxHandshakeBytes+64<<10 {
			t.Errorf("%d bytes read", in.read)
		}
	})
}

type counter struct {
	in   io.Reader
	read int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.read += n
	return n, err
}

// The endpoint's parser takes whatever users paste.
func FuzzParseEndpoint(f *testing.F) {
	for _, text := range []string{"www.example.test:443", "[::1]:443", "https://user:pw@www.example.test/", "Bücher.test:1", "a:b:c", "[::1", ":", "1.2.3:4"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		endpoint, err := wire.ParseEndpoint(text)
		var input *certificate.InputError
		switch {
		case err != nil && !errors.As(err, &input):
			t.Errorf("%q: %T", text, err)
		case err == nil:
			again, err := wire.ParseEndpoint(endpoint.String())
			if err != nil || again != endpoint || endpoint.Port == 0 {
				t.Errorf("%q is %q, which is %q, %v", text, endpoint, again, err)
			}
		}
	})
}
