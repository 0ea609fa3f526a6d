package credential

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
)

// The packets of a public key (RFC 9580, section 5).
const (
	tagSignature     = 2
	tagSecretKey     = 5
	tagPublicKey     = 6
	tagSecretSubkey  = 7
	tagMarker        = 10
	tagTrust         = 12
	tagUserID        = 13
	tagPublicSubkey  = 14
	tagUserAttribute = 17
	tagPadding       = 21
)

type packet struct {
	tag  byte
	body []byte
}

var errPackets = errors.New("damaged packets")

// readPackets takes packets apart (RFC 9580, section 4.2). Lengths that come in
// parts are for data, not for keys.
func readPackets(data []byte) ([]packet, error) {
	var all []packet
	for len(data) > 0 {
		head := data[0]
		if head&0x80 == 0 || len(data) < 2 {
			return nil, errPackets
		}
		var tag byte
		var length, skip int
		if head&0x40 != 0 {
			tag = head & 0x3f
			var ok bool
			if length, skip, ok = newLength(data[1:]); !ok {
				return nil, errPackets
			}
			skip++
		} else {
			tag = head >> 2 & 0x0f
			bytes := 1 << (head & 3)
			if bytes > 4 || len(data) < 1+bytes {
				return nil, errPackets
			}
			for _, b := range data[1 : 1+bytes] {
				length = length<<8 | int(b)
			}
			skip = 1 + bytes
		}
		if length > len(data)-skip {
			return nil, errPackets
		}
		all = append(all, packet{tag, data[skip : skip+length]})
		data = data[skip+length:]
	}
	return all, nil
}

// newLength reads a length of one, two or five octets, as packets and subpackets
// have them; partial ones are refused.
func newLength(data []byte) (length, size int, ok bool) {
	switch {
	case len(data) == 0:
		return 0, 0, false
	case data[0] < 192:
		return int(data[0]), 1, true
	case data[0] < 224 && len(data) >= 2:
		return (int(data[0])-192)<<8 + int(data[1]) + 192, 2, true
	case data[0] == 255 && len(data) >= 5:
		return int(binary.BigEndian.Uint32(data[1:5])), 5, true
	}
	return 0, 0, false
}

// dearmour takes the bytes of all blocks of public keys out of a text (RFC 9580,
// section 6). A block of another kind, or a sum that does not fit, is an error: a
// revocation may be what got lost.
func dearmour(text []byte) ([]byte, error) {
	const begin, end = "-----BEGIN PGP PUBLIC KEY BLOCK-----", "-----END PGP PUBLIC KEY BLOCK-----"
	var all []byte
	var body strings.Builder
	inside, headers, sum := false, false, ""
	for raw := range bytes.Lines(text) {
		line := strings.TrimSpace(string(raw))
		switch {
		case !inside && strings.HasPrefix(line, begin):
			inside, headers, sum = true, true, ""
			body.Reset()
		case !inside && (strings.HasPrefix(line, "-----") || holdsKey(line)):
			return nil, errPackets
		case !inside:
		case strings.HasPrefix(line, end) && line != end:
			return nil, errPackets // something is joined to it
		case line == end:
			data, err := base64.StdEncoding.DecodeString(body.String())
			if err != nil {
				return nil, errPackets
			}
			if check, err := base64.StdEncoding.DecodeString(sum); sum != "" && (err != nil || len(check) != 3 || crc24(data) != uint32(check[0])<<16|uint32(check[1])<<8|uint32(check[2])) {
				return nil, errPackets
			}
			all, inside = append(all, data...), false
		case headers && line == "":
			headers = false
		case headers && strings.Contains(line, ": ") || headers && strings.HasSuffix(line, ":"):
		case len(line) == 5 && line[0] == '=':
			sum = line[1:]
		default:
			headers = false
			body.WriteString(line)
		}
	}
	if inside || len(all) == 0 {
		return nil, errPackets
	}
	return all, nil
}

// holdsKey tells a line outside of blocks with a key that nobody takes for one: its
// dashes are damaged, it is quoted, or it is binary. Comments may name anything.
func holdsKey(line string) bool {
	return !strings.HasPrefix(line, "#") && strings.Contains(strings.ToUpper(line), "PGP PUBLIC KEY BLOCK-") ||
		strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' })
}

func crc24(data []byte) uint32 {
	crc := uint32(0xb704ce)
	for _, b := range data {
		crc ^= uint32(b) << 16
		for range 8 {
			if crc <<= 1; crc&0x1000000 != 0 {
				crc ^= 0x1864cfb
			}
		}
	}
	return crc & 0xffffff
}
