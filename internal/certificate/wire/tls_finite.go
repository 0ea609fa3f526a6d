package wire

import (
	"crypto/rand"
	"math/big"
	"sync"
)

// finiteFields are the groups of RFC 7919 by the bits of their primes.
var finiteFields = map[uint16]int{0x0100: 2048, 0x0101: 3072, 0x0102: 4096, 0x0103: 6144, 0x0104: 8192}

// fieldOffsets are the X of each prime (RFC 7919 appendix A).
var fieldOffsets = map[int]int64{2048: 560316, 3072: 2625351, 4096: 5736041, 6144: 15705020, 8192: 10965728}

var finitePrimes sync.Map

// finitePrime is 2^b - 2^(b-64) + (floor(2^(b-130) e) + X) 2^64 - 1.
func finitePrime(bits int) *big.Int {
	if known, ok := finitePrimes.Load(bits); ok {
		prime, _ := known.(*big.Int)
		return prime
	}
	one := big.NewInt(1)
	// e is the sum of 1/k!, here with 64 bits more than are needed.
	term := new(big.Int).Lsh(one, uint(bits-130+64))
	sum := new(big.Int)
	for k := int64(1); term.Sign() > 0; k++ {
		sum.Add(sum, term)
		term.Quo(term, big.NewInt(k))
	}
	prime := sum.Rsh(sum, 64)
	prime.Add(prime, big.NewInt(fieldOffsets[bits])).Lsh(prime, 64)
	prime.Add(prime, new(big.Int).Lsh(one, uint(bits)))
	prime.Sub(prime, new(big.Int).Lsh(one, uint(bits-64)))
	prime.Sub(prime, one)
	finitePrimes.Store(bits, prime)
	return prime
}

// finiteExchange is a half in such a group with generator 2. Its exponent has the
// 225 bits that RFC 7919 section 5.2 asks for at least; it protects nothing.
func finiteExchange(bits int) (exchange, error) {
	prime := finitePrime(bits)
	private, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 225))
	if err != nil {
		return exchange{}, err
	}
	private.SetBit(private, 225, 1)
	size := bits / 8
	public := new(big.Int).Exp(big.NewInt(2), private, prime).FillBytes(make([]byte, size))
	return exchange{public, func(share []byte) ([]byte, error) {
		theirs := new(big.Int).SetBytes(share)
		last := new(big.Int).Sub(prime, big.NewInt(1))
		if len(share) != size || theirs.Cmp(big.NewInt(1)) <= 0 || theirs.Cmp(last) >= 0 {
			return nil, notAKey
		}
		return theirs.Exp(theirs, private, prime).FillBytes(make([]byte, size)), nil
	}}, nil
}
