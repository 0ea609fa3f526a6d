package wire

import (
	"crypto/rand"

	"golang.org/x/crypto/cryptobyte"
)

// keyFamily is the kind of leaf key that a client hello leaves the server to
// choose from.
type keyFamily string

const (
	anyKey   keyFamily = ""
	rsaKey   keyFamily = "rsa"
	ecdsaKey keyFamily = "ecdsa" // with Ed25519, which shares its cipher suites
)

// Cipher suites that our own hello offers, by the key that signs (TLS Cipher
// Suites registry). Nothing is ever encrypted with them, so that broken ones
// cost nothing and reach servers that have no others.
var (
	ecdsaSuites = []uint16{0xc02b, 0xc02c, 0xcca9, 0xc0ac, 0xc0ae, 0xc023, 0xc024, 0xc009, 0xc00a, 0xc008, 0xc007}
	rsaSuites   = []uint16{
		0xc02f, 0xc030, 0xcca8, 0xc027, 0xc028, 0xc013, 0xc014, 0xc012, 0xc011, // ECDHE
		0x009e, 0x009f, 0xccaa, 0x0067, 0x006b, 0x0033, 0x0039, 0x0045, 0x0088, 0x0016, 0x0015, 0xc0a2, // finite-field DHE
		0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x0041, 0x0084, 0x000a, 0x0005, 0x0004, 0x0009, 0xc09c, 0xc0a0, // static RSA
	}
	dssSuites = []uint16{0x00a2, 0x0032, 0x0038, 0x0013}
)

// renegotiationInfo is TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746): some
// servers refuse clients without it.
const renegotiationInfo = 0x00ff

// helloGroups are X25519, P-256, P-384, P-521, X448, three brainpool curves and
// secp256k1.
var helloGroups = []uint16{0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x001a, 0x001b, 0x001c, 0x0016}

// helloSignatures are ECDSA, EdDSA, RSA-PSS, RSA PKCS#1 and DSA. All are offered
// whatever the key family: strict servers compare the list with the whole chain,
// and an ECDSA leaf may be signed with RSA.
var helloSignatures = []uint16{
	0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b,
	0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0402, 0x0202,
}

// clientHello gives a record with a TLS 1.2 client hello (RFC 5246 section
// 7.4.1.2). It stays below 300 bytes for names of usual length, since some
// middleboxes drop what does not fit one packet.
func clientHello(sni string, keys keyFamily) []byte {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // crypto/rand never fails
	b := cryptobyte.NewBuilder(make([]byte, 0, 512))
	b.AddUint8(recordHandshake)
	b.AddUint16(0x0301) // what old servers expect of a first record
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(messageClientHello)
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint16(0x0303)
			b.AddBytes(random)
			b.AddUint8(0) // no session to resume
			addList(b, suitesFor(keys))
			b.AddBytes([]byte{1, 0}) // no compression
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { addExtensions(b, sni) })
		})
	})
	return b.BytesOrPanic()
}

func suitesFor(keys keyFamily) []uint16 {
	suites := make([]uint16, 0, 48)
	if keys != rsaKey {
		suites = append(suites, ecdsaSuites...)
	}
	if keys != ecdsaKey {
		suites = append(suites, rsaSuites...)
	}
	if keys == anyKey {
		suites = append(suites, dssSuites...)
	}
	return append(suites, renegotiationInfo)
}

func addExtensions(b *cryptobyte.Builder, sni string) {
	addServerName(b, sni)
	addExtension(b, extensionStatusRequest, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0, 0, 0, 0}) })
	addExtension(b, 10, func(b *cryptobyte.Builder) { addList(b, helloGroups) })
	addExtension(b, 11, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0}) }) // uncompressed points
	addExtension(b, 13, func(b *cryptobyte.Builder) { addList(b, helloSignatures) })
	addExtension(b, 23, func(*cryptobyte.Builder) {}) // extended_master_secret, RFC 7627: demanded by some servers
}

// addServerName adds server_name (RFC 6066 section 3) unless there is none.
func addServerName(b *cryptobyte.Builder, sni string) {
	if sni == "" {
		return
	}
	addExtension(b, 0, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint8(0)
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(sni)) })
		})
	})
}

func addExtension(b *cryptobyte.Builder, number uint16, content cryptobyte.BuilderContinuation) {
	b.AddUint16(number)
	b.AddUint16LengthPrefixed(content)
}

func addList(b *cryptobyte.Builder, numbers []uint16) {
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, number := range numbers {
			b.AddUint16(number)
		}
	})
}
