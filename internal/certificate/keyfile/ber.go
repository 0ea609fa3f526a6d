package keyfile

import (
	"errors"
	"slices"
)

var errBER = errors.New("malformed BER")

// toDER rewrites the first element of BER data with definite, shortest lengths
// and joins OCTET STRINGs that are sent in pieces (X.690 §8.1.3.6, §8.7.3).
// PKCS#7 and PKCS#12 files of macOS, NSS and Bouncy Castle are written so, and
// Go's ASN.1 readers take DER only. What follows the element is left out.
func toDER(ber []byte) ([]byte, error) {
	out, _, err := rewriteBER(make([]byte, 0, len(ber)), ber, 0)
	return out, err
}

// maxBERDepth is far beyond the 10 or 15 levels of real files.
const maxBERDepth = 40

func rewriteBER(out, in []byte, depth int) (done, rest []byte, err error) {
	header, contents, rest, indefinite, err := berHeader(in)
	if err != nil || depth > maxBERDepth {
		return nil, nil, errBER
	}
	if header[0]&0x20 == 0 { // primitive
		if indefinite {
			return nil, nil, errBER
		}
		return append(appendLength(append(out, header...), len(contents)), contents...), rest, nil
	}
	joined := header[0] == 0x24
	if joined {
		header = []byte{0x04}
	}
	out = append(out, header...)
	start := len(out)
	for {
		if indefinite {
			if len(contents) >= 2 && contents[0] == 0 && contents[1] == 0 {
				rest = contents[2:]
				break
			}
		} else if len(contents) == 0 {
			break
		}
		from := len(out)
		if out, contents, err = rewriteBER(out, contents, depth+1); err != nil {
			return nil, nil, err
		}
		if joined { // keep the piece without its header
			piece, body, _, _, err := berHeader(out[from:])
			if err != nil || piece[0] != 0x04 {
				return nil, nil, errBER
			}
			out = append(out[:from], body...)
		}
	}
	return slices.Insert(out, start, appendLength(nil, len(out)-start)...), rest, nil
}

// berHeader cuts an element into its tag, its contents and what follows. With
// an indefinite length the contents reach to the end of the data.
func berHeader(in []byte) (tag, contents, rest []byte, indefinite bool, err error) {
	n := 1
	if len(in) > 0 && in[0]&0x1f == 0x1f {
		for n < len(in) && n < 4 && in[n]&0x80 != 0 {
			n++
		}
		n++
	}
	if len(in) < n+1 {
		return nil, nil, nil, false, errBER
	}
	tag, first, in := in[:n], in[n], in[n+1:]
	length := int(first)
	switch {
	case first == 0x80:
		return tag, in, nil, true, nil
	case first > 0x80:
		count := int(first & 0x7f)
		if count > len(in) {
			return nil, nil, nil, false, errBER
		}
		length = 0
		for _, b := range in[:count] {
			if length = length<<8 | int(b); length > 1<<30 {
				return nil, nil, nil, false, errBER
			}
		}
		in = in[count:]
	}
	if length > len(in) {
		return nil, nil, nil, false, errBER
	}
	return tag, in[:length], in[length:], false, nil
}

func appendLength(out []byte, length int) []byte {
	if length < 0x80 {
		return append(out, byte(length))
	}
	var size byte
	for n := length; n > 0; n >>= 8 {
		size++
	}
	out = append(out, 0x80|size)
	for shift := int(size) - 1; shift >= 0; shift-- {
		out = append(out, byte(length>>(8*shift)))
	}
	return out
}
