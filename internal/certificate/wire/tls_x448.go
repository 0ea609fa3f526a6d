package wire

import (
	"crypto/rand"
	"math/big"
	"slices"
)

const x448Size = 56

// p448 is 2^448 - 2^224 - 1 (RFC 7748 section 4.2).
var p448 = func() *big.Int {
	one := big.NewInt(1)
	p := new(big.Int).Lsh(one, 448)
	p.Sub(p, new(big.Int).Lsh(one, 224))
	return p.Sub(p, one)
}()

// x448 is the function of RFC 7748 section 5. It is not made to keep its scalar
// from who measures time: ours is thrown away and protects nothing.
func x448(scalar, point []byte) []byte {
	k := reversed(scalar)
	k.SetBit(k, 0, 0).SetBit(k, 1, 0).SetBit(k, 447, 1)
	x1 := reversed(point)
	x1.Mod(x1, p448)
	mul := func(a, b *big.Int) *big.Int { c := new(big.Int).Mul(a, b); return c.Mod(c, p448) }
	add := func(a, b *big.Int) *big.Int { c := new(big.Int).Add(a, b); return c.Mod(c, p448) }
	sub := func(a, b *big.Int) *big.Int { c := new(big.Int).Sub(a, b); return c.Mod(c, p448) }
	a24 := big.NewInt(39081)
	x2, z2, x3, z3 := big.NewInt(1), big.NewInt(0), new(big.Int).Set(x1), big.NewInt(1)
	swap := uint(0)
	for t := 447; t >= 0; t-- {
		bit := k.Bit(t)
		if swap ^= bit; swap == 1 {
			x2, x3, z2, z3 = x3, x2, z3, z2
		}
		swap = bit
		a, b := add(x2, z2), sub(x2, z2)
		aa, bb := mul(a, a), mul(b, b)
		e := sub(aa, bb)
		da, cb := mul(sub(x3, z3), a), mul(add(x3, z3), b)
		plus, minus := add(da, cb), sub(da, cb)
		x3, z3 = mul(plus, plus), mul(x1, mul(minus, minus))
		x2, z2 = mul(aa, bb), mul(e, add(aa, mul(a24, e)))
	}
	if swap == 1 {
		x2, z2 = x3, z3
	}
	if inverse := new(big.Int).ModInverse(z2, p448); inverse != nil {
		x2 = mul(x2, inverse)
	} else {
		x2 = new(big.Int)
	}
	out := x2.FillBytes(make([]byte, x448Size))
	slices.Reverse(out)
	return out
}

// reversed reads a number whose lowest byte stands first.
func reversed(octets []byte) *big.Int {
	turned := slices.Clone(octets)
	slices.Reverse(turned)
	return new(big.Int).SetBytes(turned)
}

func x448Exchange() (exchange, error) {
	private, base := make([]byte, x448Size), make([]byte, x448Size)
	if _, err := rand.Read(private); err != nil {
		return exchange{}, err
	}
	base[0] = 5
	return exchange{x448(private, base), func(share []byte) ([]byte, error) {
		if len(share) != x448Size {
			return nil, notAKey
		}
		shared := x448(private, share)
		if !slices.ContainsFunc(shared, func(b byte) bool { return b != 0 }) {
			return nil, notAKey
		}
		return shared, nil
	}}, nil
}
