package judge

import (
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// timestamps reads a SignedCertificateTimestampList (RFC 6962 3.3): when public
// logs saw the certificate. Nil if it is damaged.
func timestamps(value []byte) []time.Time {
	input := cryptobyte.String(value)
	var octets, list cryptobyte.String
	if !input.ReadASN1(&octets, asn1.OCTET_STRING) || !input.Empty() || !octets.ReadUint16LengthPrefixed(&list) || !octets.Empty() {
		return nil
	}
	var times []time.Time
	for !list.Empty() {
		var one cryptobyte.String
		var version uint8
		var milliseconds uint64
		if !list.ReadUint16LengthPrefixed(&one) || !one.ReadUint8(&version) {
			return nil
		}
		if version != 0 { // of a version to come
			continue
		}
		if !one.Skip(32) || !one.ReadUint64(&milliseconds) || milliseconds > 1<<46 {
			return nil
		}
		times = append(times, time.UnixMilli(int64(milliseconds)).UTC())
	}
	return times
}
