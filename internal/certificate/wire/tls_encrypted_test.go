package wire_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/tls"
	"io"
	"net"
	"testing"

	"golang.org/x/crypto/cryptobyte"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// said is a connection on which a server says what it says, whatever it hears.
type said struct{ io.Reader }

func (said) Write(p []byte) (int, error) { return len(p), nil }

// A server's side of TLS 1.3, split at every place and with every byte wrong:
// there is never a certificate that was not authenticated.
func TestTalkEncryptedDamaged(t *testing.T) {
	t.Parallel()
	s := testSite()
	for damaged := 0; damaged < 1400; damaged += 37 {
		client, server := net.Pipe()
		go func() {
			_, _ = tls.Server(&damager{Conn: server, at: damaged}, only13(serverConfig(s.chain(s.ecdsa)))).Read(make([]byte, 1))
			_ = server.Close()
		}()
		var leaf []byte
		_, err := wire.TalkEncrypted(client, func(der []byte) {
			if leaf == nil {
				leaf = bytes.Clone(der)
			}
		})
		_ = client.Close()
		if err == nil && !bytes.Equal(leaf, s.ecdsa.Certificate.Raw) {
			t.Errorf("byte %d wrong: another leaf was read", damaged)
		}
		if err != nil && leaf != nil {
			t.Errorf("byte %d wrong: %v, but a leaf was given", damaged, err)
		}
	}
}

// damager changes one byte of what is sent.
type damager struct {
	net.Conn
	at, sent int
}

func (d *damager) Write(p []byte) (int, error) {
	if d.at >= d.sent && d.at < d.sent+len(p) {
		p = bytes.Clone(p)
		p[d.at-d.sent] ^= 0x55
	}
	d.sent += len(p)
	return d.Conn.Write(p)
}

func FuzzTalkEncrypted(f *testing.F) {
	key, err := ecdh.P256().NewPrivateKey(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		f.Fatal(err)
	}
	point := key.PublicKey().Bytes()
	hello := certtest.Record(0x0303, certtest.Message(2, func(b *cryptobyte.Builder) {
		b.AddUint16(0x0303)
		b.AddBytes(make([]byte, 33))
		b.AddUint16(0x1301)
		b.AddUint8(0)
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddBytes([]byte{0, 43, 0, 2, 3, 4, 0, 51, 0, 69, 0, 23, 0, 65})
			b.AddBytes(point)
		})
	}))
	f.Add(hello)
	f.Add(append(hello, 23, 3, 3, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
	f.Add(certtest.Alert(2, 40))
	f.Add(certtest.Clear{Chain: [][]byte{[]byte("leaf")}}.Flight(0x1301))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := wire.TalkEncrypted(said{bytes.NewReader(data)}, func([]byte) {}); err == nil {
			t.Error("a certificate from someone who knows no key")
		}
	})
}
