package wire_test

import (
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"math/big"
	"net"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// certificates.md S2 3: servers with one group only. Our own hello has a share of
// P-256 and answers whoever asks for another one.
func TestReadOneGroupOnly(t *testing.T) {
	t.Parallel()
	s := testSite()
	for name, group := range map[string]tls.CurveID{
		"X25519MLKEM768": tls.X25519MLKEM768, "SecP256r1MLKEM768": tls.SecP256r1MLKEM768, "SecP384r1MLKEM1024": tls.SecP384r1MLKEM1024,
		"X25519": tls.X25519, "P-256": tls.CurveP256, "P-384": tls.CurveP384, "P-521": tls.CurveP521,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := only13(serverConfig(s.chain(s.ecdsa)))
			config.CurvePreferences = []tls.CurveID{group}
			address := certtest.ServeTLS(t, config)
			client, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			var leaf []byte
			_, err = wire.TalkEncryptedAnyGroup(client, func(der []byte) {
				if leaf == nil {
					leaf = bytes.Clone(der)
				}
			})
			_ = client.Close()
			if err != nil || !bytes.Equal(leaf, s.ecdsa.Certificate.Raw) {
				t.Errorf("own hello: %v", err)
			}
			served := readOne(t, newReader(t), wire.Target{Endpoint: address, ServerName: "www.example.test"})
			if only := readOne(t, newReader(t), wire.Target{Endpoint: address, ServerName: "www.example.test", CertificateOnly: true}); !only.Chain[0].Equal(s.ecdsa.Certificate) {
				t.Error("another leaf with the certificate alone")
			}
			if !served.HandshakeCompleted || served.Protocol != "TLS 1.3" {
				t.Errorf("completed %t (%s) with %s", served.HandshakeCompleted, served.Incomplete, served.Protocol)
			}
		})
	}
}

// The first test vector of RFC 7748 section 5.2.
func TestX448(t *testing.T) {
	t.Parallel()
	octets := func(text string) []byte {
		data, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	base := append([]byte{5}, make([]byte, 55)...)
	const want = "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239fe14fbaadeb445fc66a01b0779d98223961111e21766282f73dd96b6f"
	got := wire.X448(octets("3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c600ad3"),
		octets("06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4ef8a086"))
	if hex.EncodeToString(got) != want {
		t.Errorf("%x, want %s", got, want)
	}
	// Both sides come to one secret.
	a, b := bytes.Repeat([]byte{7}, 56), bytes.Repeat([]byte{9}, 56)
	if !bytes.Equal(wire.X448(a, wire.X448(b, base)), wire.X448(b, wire.X448(a, base))) {
		t.Error("two sides, two secrets")
	}
}

func TestFinitePrimes(t *testing.T) {
	t.Parallel()
	for _, bits := range []int{2048, 3072} {
		prime := wire.FinitePrime(bits)
		half := new(big.Int).Rsh(prime, 1)
		if prime.BitLen() != bits || !prime.ProbablyPrime(4) || !half.ProbablyPrime(4) {
			t.Errorf("%d bits: %x is no safe prime", bits, prime)
		}
	}
}
