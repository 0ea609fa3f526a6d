package wire

import (
	"crypto/ecdh"
	"crypto/mlkem"
	"crypto/rand"
	"slices"
)

// Key exchange groups (TLS Supported Groups registry).
const (
	groupP256           = 0x0017
	groupP384           = 0x0018
	groupP521           = 0x0019
	groupX25519         = 0x001d
	groupX448           = 0x001e
	groupMLKEM768       = 0x0201
	groupMLKEM1024      = 0x0202
	groupP256MLKEM768   = 0x11eb
	groupX25519MLKEM768 = 0x11ec
	groupP384MLKEM1024  = 0x11ed
)

// commonGroup is the one that every server of TLS 1.3 must have (RFC 8446 section
// 9.1). Our own hello names it alone: a server that prefers a hybrid would ask for
// its share, with which the hello has 1.4 kB.
var commonGroup = []uint16{groupP256}

// everyGroup is for servers that refuse that. The hello has a share of the first
// alone, so that it stays small; the server asks for the one it has (RFC 8446
// section 4.1.4).
var everyGroup = []uint16{
	groupP256, groupX25519, groupP384, groupP521, groupX25519MLKEM768, groupP256MLKEM768, groupP384MLKEM1024, groupMLKEM768, groupMLKEM1024,
	groupX448, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104,
}

// exchange is the client's half of a key exchange.
type exchange struct {
	// public is what is sent.
	public []byte
	// agree gives the shared secret from the server's share.
	agree func(share []byte) ([]byte, error)
}

// newExchange makes a half of a group that was named.
func newExchange(group uint16) (exchange, error) {
	switch group {
	case groupP256:
		return curveExchange(ecdh.P256())
	case groupP384:
		return curveExchange(ecdh.P384())
	case groupP521:
		return curveExchange(ecdh.P521())
	case groupX25519:
		return curveExchange(ecdh.X25519())
	case groupX448:
		return x448Exchange()
	case groupMLKEM768:
		return mlkem768Exchange()
	case groupMLKEM1024:
		return mlkem1024Exchange()
	case groupX25519MLKEM768: // the lattice stands first (RFC 9954 section 4)
		return joined(groupMLKEM768, groupX25519, mlkem.CiphertextSize768)
	case groupP256MLKEM768:
		return joined(groupP256, groupMLKEM768, 65)
	case groupP384MLKEM1024:
		return joined(groupP384, groupMLKEM1024, 97)
	}
	if bits, known := finiteFields[group]; known {
		return finiteExchange(bits)
	}
	return exchange{}, malformedError("a key exchange that was not offered")
}

const notAKey = malformedError("a key share that is no key")

func curveExchange(curve ecdh.Curve) (exchange, error) {
	private, err := curve.GenerateKey(rand.Reader)
	if err != nil {
		return exchange{}, err
	}
	return exchange{private.PublicKey().Bytes(), func(share []byte) ([]byte, error) {
		public, err := curve.NewPublicKey(share)
		if err != nil {
			return nil, notAKey
		}
		shared, err := private.ECDH(public)
		if err != nil {
			return nil, notAKey
		}
		return shared, nil
	}}, nil
}

func mlkem768Exchange() (exchange, error) {
	private, err := mlkem.GenerateKey768()
	if err != nil {
		return exchange{}, err
	}
	return exchange{private.EncapsulationKey().Bytes(), decapsulation(private.Decapsulate)}, nil
}

func mlkem1024Exchange() (exchange, error) {
	private, err := mlkem.GenerateKey1024()
	if err != nil {
		return exchange{}, err
	}
	return exchange{private.EncapsulationKey().Bytes(), decapsulation(private.Decapsulate)}, nil
}

func decapsulation(open func([]byte) ([]byte, error)) func([]byte) ([]byte, error) {
	return func(share []byte) ([]byte, error) {
		shared, err := open(share)
		if err != nil {
			return nil, notAKey
		}
		return shared, nil
	}
}

// joined is a hybrid: the shares and the secrets of two groups one behind the
// other. The server's share of the first has a fixed length.
func joined(first, second uint16, length int) (exchange, error) {
	a, err := newExchange(first)
	if err != nil {
		return exchange{}, err
	}
	b, err := newExchange(second)
	if err != nil {
		return exchange{}, err
	}
	return exchange{slices.Concat(a.public, b.public), func(share []byte) ([]byte, error) {
		if len(share) <= length {
			return nil, notAKey
		}
		one, err := a.agree(share[:length])
		if err != nil {
			return nil, err
		}
		two, err := b.agree(share[length:])
		if err != nil {
			return nil, err
		}
		return slices.Concat(one, two), nil
	}}, nil
}
