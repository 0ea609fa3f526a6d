package wire

import (
	"errors"
	"fmt"
	"net"
	"reflect"
)

// alertError is a fatal alert of the server: the description's number.
type alertError uint8

// Alerts that decide what is tried next (RFC 8446 section 6, RFC 6066 section 3).
const (
	alertCloseNotify          alertError = 0
	alertHandshakeFailure     alertError = 40
	alertProtocolVersion      alertError = 70
	alertInsufficientSecurity alertError = 71
	alertUnrecognizedName     alertError = 112
)

// alertNames are the names of the TLS Alerts registry (RFC 5246, 6066, 7301,
// 8446).
var alertNames = map[alertError]string{
	0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed", 22: "record_overflow",
	30: "decompression_failure", 40: "handshake_failure", 41: "no_certificate", 42: "bad_certificate",
	43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired", 46: "certificate_unknown",
	47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied", 50: "decode_error", 51: "decrypt_error",
	60: "export_restriction", 70: "protocol_version", 71: "insufficient_security", 80: "internal_error",
	86: "inappropriate_fallback", 90: "user_canceled", 100: "no_renegotiation", 109: "missing_extension",
	110: "unsupported_extension", 111: "certificate_unobtainable", 112: "unrecognized_name",
	113: "bad_certificate_status_response", 115: "unknown_psk_identity", 116: "certificate_required",
	120: "no_application_protocol",
}

func (a alertError) Error() string {
	if name, known := alertNames[a]; known {
		return fmt.Sprintf("alert %d (%s)", uint8(a), name)
	}
	return fmt.Sprintf("alert %d", uint8(a))
}

// alertOf finds a server's alert in an error of crypto/tls, which has an
// unexported type of its own for it inside a net.OpError.
func alertOf(err error) (alertError, bool) {
	if own, ok := errors.AsType[alertError](err); ok {
		return own, true
	}
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" || op.Err == nil {
		return 0, false
	}
	if value := reflect.ValueOf(op.Err); value.Kind() == reflect.Uint8 {
		return alertError(value.Uint()), true
	}
	return 0, false
}
