package wire

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// Bounds of what is read from one server. A chain of 60 certificates has 60 to
// 130 KiB; crypto/tls has the same bound for a Certificate message.
const (
	maxMessageBytes   = 256 << 10
	maxHandshakeBytes = 512 << 10
	// maxRecord is the longest payload of a record (RFC 5246 section 6.2.3).
	maxRecord = 1<<14 + 2048
	// maxUseless is how many records in a row may bring nothing: empty ones and
	// warnings.
	maxUseless = 16
)

const (
	recordChangeCipher = 20
	recordAlert        = 21
	recordHandshake    = 22
	recordApplication  = 23
)

var (
	errTooLarge = errors.New("larger than any handshake")
	errNotTLS   = errors.New("not a TLS record")
)

// malformedError says what about a handshake is not as it should be.
type malformedError string

func (e malformedError) Error() string { return string(e) }

// handshakeReader takes handshake messages out of records that are not
// encrypted, however they are split and joined.
type handshakeReader struct {
	in io.Reader
	// record holds input; record[start:end] is not used yet.
	record     [5 + maxRecord]byte
	start, end int
	// message holds handshake bytes; message[used:] is not used yet.
	message []byte
	used    int
	total   int
	useless int
	// open decrypts records of TLS 1.3; nil before there are keys.
	open func(header, sealed []byte) ([]byte, error)
	// skipChangeCipher passes over change_cipher_spec before there are keys, which
	// servers of TLS 1.3 send behind a request for another hello.
	skipChangeCipher bool
}

var handshakeReaders = sync.Pool{New: func() any { return new(handshakeReader) }}

func newHandshakeReader(in io.Reader) *handshakeReader {
	r, _ := handshakeReaders.Get().(*handshakeReader)
	r.skipChangeCipher = false
	r.in, r.open, r.start, r.end, r.used, r.total, r.useless = in, nil, 0, 0, 0, 0, 0
	r.message = r.message[:0]
	return r
}

// release gives the reader's memory back. What next returned is then invalid.
func (r *handshakeReader) release() {
	r.in, r.open = nil, nil
	if cap(r.message) > 2*maxRecord {
		r.message = nil
	}
	handshakeReaders.Put(r)
}

// next gives the next message, valid until the call after. Its errors are
// errNotTLS, errTooLarge, an alertError, a malformedError or the connection's.
func (r *handshakeReader) next() (kind byte, body []byte, err error) {
	for {
		rest := r.message[r.used:]
		if len(rest) >= 4 {
			length := int(rest[1])<<16 | int(rest[2])<<8 | int(rest[3])
			if length > maxMessageBytes {
				return 0, nil, errTooLarge
			}
			if len(rest) >= 4+length {
				r.used += 4 + length
				return rest[0], rest[4 : 4+length], nil
			}
		}
		r.message, r.used = append(r.message[:0], rest...), 0
		if err := r.more(); err != nil {
			return 0, nil, err
		}
	}
}

// more reads one record and keeps what it holds of the handshake.
func (r *handshakeReader) more() error {
	if err := r.fill(5); err != nil {
		return err
	}
	header := r.record[r.start : r.start+5]
	kind, length := header[0], int(header[3])<<8|int(header[4])
	if kind < 20 || kind > 23 || header[1] != 3 {
		if r.total > 0 {
			return malformedError("bytes that are no TLS record among its records")
		}
		return errNotTLS
	}
	if length > maxRecord {
		return malformedError(fmt.Sprintf("a record of %d bytes, %d more than TLS allows", length, length-maxRecord))
	}
	if r.total += 5 + length; r.total > maxHandshakeBytes {
		return errTooLarge
	}
	if err := r.fill(5 + length); err != nil {
		return err
	}
	header = r.record[r.start : r.start+5]
	payload := r.record[r.start+5 : r.start+5+length]
	r.start += 5 + length
	if r.open != nil {
		if kind == recordChangeCipher { // sent for the sake of middleboxes
			return r.count(true)
		}
		var err error
		if kind, payload, err = r.unseal(header, payload); err != nil {
			return err
		}
	}
	switch kind {
	case recordChangeCipher:
		if r.skipChangeCipher {
			return r.count(true)
		}
		return malformedError(fmt.Sprintf("a record of type %d before its certificate", kind))
	case recordHandshake:
		r.message = append(r.message, payload...)
		return r.count(len(payload) == 0)
	case recordAlert:
		return r.alert(payload)
	default:
		return malformedError(fmt.Sprintf("a record of type %d before its certificate", kind))
	}
}

// unseal gives what is inside an encrypted record (RFC 8446 section 5.2).
func (r *handshakeReader) unseal(header, sealed []byte) (kind byte, payload []byte, err error) {
	if header[0] != recordApplication {
		return header[0], sealed, nil
	}
	inner, err := r.open(header, sealed)
	if err != nil {
		return 0, nil, malformedError("a record that cannot be decrypted")
	}
	for len(inner) > 0 && inner[len(inner)-1] == 0 {
		inner = inner[:len(inner)-1]
	}
	if len(inner) == 0 {
		return 0, nil, malformedError("an encrypted record without content")
	}
	return inner[len(inner)-1], inner[:len(inner)-1], nil
}

func (r *handshakeReader) alert(payload []byte) error {
	if len(payload) != 2 {
		return malformedError("an alert that is not two bytes long")
	}
	description := alertError(payload[1])
	switch {
	case description == alertCloseNotify:
		return io.EOF
	case payload[0] == 1: // a warning, such as unrecognized_name before a default certificate
		return r.count(true)
	default:
		return description
	}
}

func (r *handshakeReader) count(useless bool) error {
	if !useless {
		r.useless = 0
		return nil
	}
	if r.useless++; r.useless > maxUseless {
		return malformedError("one record after the other that brings nothing")
	}
	return nil
}

// fill reads until n bytes from start on are there.
func (r *handshakeReader) fill(n int) error {
	if r.end-r.start < n && r.start > 0 {
		r.end = copy(r.record[:], r.record[r.start:r.end])
		r.start = 0
	}
	for r.end-r.start < n {
		got, err := r.in.Read(r.record[r.end:])
		r.end += got
		if err != nil && r.end-r.start < n {
			if errors.Is(err, io.EOF) && r.end > r.start {
				return io.ErrUnexpectedEOF
			}
			return err
		}
	}
	return nil
}
