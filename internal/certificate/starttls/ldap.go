package starttls

import (
	"bytes"
	"fmt"
)

// oidStartTLS names the extended operation (RFC 4511 section 4.14);
// oidDisconnection the notice with which a server leaves (section 4.4.1).
const (
	oidStartTLS      = "1.3.6.1.4.1.1466.20037"
	oidDisconnection = "1.3.6.1.4.1.1466.20036"
)

// LDAP result codes (RFC 4511 appendix A).
const (
	ldapSuccess       = 0
	ldapProtocolError = 2
)

// BER tags of the messages used here (RFC 4511 section 4).
const (
	berInteger      = 0x02
	berOctetString  = 0x04
	berEnumerated   = 0x0a
	berSequence     = 0x30
	ldapExtended    = 0x78
	ldapExtendedOID = 0x8a
)

// talkLDAP sends the StartTLS extended request. The client speaks first.
func talkLDAP(t *talk) error {
	const head = "\x30\x1d" + // message
		"\x02\x01\x01" + // id 1
		"\x77\x18" + // extended request
		"\x80\x16" // its name
	if err := t.Send(head + oidStartTLS); err != nil {
		return err
	}
	message, err := t.ldapMessage()
	if err != nil {
		return err
	}
	answer, ok := parseLDAPExtended(message)
	switch {
	case !ok:
		return t.wrongProtocol(string(message))
	case answer.id == 0 && answer.oid == oidDisconnection:
		return t.refused("ended the session", answer.said())
	case answer.id != 1, answer.oid != "" && answer.oid != oidStartTLS:
		return t.wrongProtocol(string(message))
	case answer.code == ldapProtocolError:
		// So says a server that does not know the operation (section 4.12).
		return t.absent(answer.said())
	case answer.code != ldapSuccess:
		return t.refused("knows StartTLS but refused it", answer.said())
	}
	return nil
}

// ldapMessage reads one message's content.
func (t *talk) ldapMessage() ([]byte, error) {
	var head [2]byte
	if err := t.Fill(head[:1]); err != nil {
		return nil, err
	}
	if head[0] != berSequence {
		return nil, t.wrongProtocol(string(head[:1]) + t.Pending())
	}
	if err := t.Fill(head[1:]); err != nil {
		return nil, err
	}
	length := uint32(head[1])
	// The long form: OpenLDAP uses it from 128 bytes on, Active Directory always,
	// with four bytes.
	if head[1] >= 0x80 {
		more := make([]byte, head[1]&0x7f)
		if len(more) == 0 || len(more) > 4 {
			return nil, t.wrongProtocol(string(head[:]))
		}
		if err := t.Fill(more); err != nil {
			return nil, err
		}
		length = 0
		for _, b := range more {
			length = length<<8 | uint32(b)
		}
	}
	if length > maxTalkBytes {
		return nil, errTalkTooLong
	}
	message := make([]byte, length)
	return message, t.Fill(message)
}

// ldapAnswer is an extended response.
type ldapAnswer struct {
	id, code   int
	diagnostic string
	// oid is empty where the server leaves it out, as RFC 4511 allows.
	oid string
}

func (a ldapAnswer) said() string { return fmt.Sprintf("result %d %s", a.code, a.diagnostic) }

// parseLDAPExtended parses the content of a message with an extended response:
// id, result code, matched name, diagnostic text, then fields with tags.
func parseLDAPExtended(message []byte) (answer ldapAnswer, ok bool) {
	id, message, ok := berValue(message, berInteger)
	if !ok {
		return answer, false
	}
	body, _, ok := berValue(message, ldapExtended)
	if !ok {
		return answer, false
	}
	code, body, ok := berValue(body, berEnumerated)
	if !ok || len(code) != 1 || len(id) != 1 {
		return answer, false
	}
	_, body, ok = berValue(body, berOctetString)
	if !ok {
		return answer, false
	}
	diagnostic, body, ok := berValue(body, berOctetString)
	if !ok {
		return answer, false
	}
	answer = ldapAnswer{id: int(id[0]), code: int(code[0]), diagnostic: string(bytes.Trim(diagnostic, "\x00\r\n "))}
	for len(body) > 0 {
		tag := body[0]
		var value []byte
		if value, body, ok = berValue(body, tag); !ok {
			return answer, false
		}
		if tag == ldapExtendedOID {
			answer.oid = string(value)
		}
	}
	return answer, true
}

// berValue cuts off the first element, which must have the tag, and gives its
// value and what follows. Lengths are definite, in the short form or in the long
// form of up to four bytes with or without leading zeros.
func berValue(data []byte, tag byte) (value, rest []byte, ok bool) {
	if len(data) < 2 || data[0] != tag {
		return nil, nil, false
	}
	length, data := uint32(data[1]), data[2:]
	if length >= 0x80 {
		size := int(length & 0x7f)
		if size == 0 || size > 4 || size > len(data) {
			return nil, nil, false
		}
		length = 0
		for _, b := range data[:size] {
			length = length<<8 | uint32(b)
		}
		data = data[size:]
	}
	if uint64(length) > uint64(len(data)) {
		return nil, nil, false
	}
	return data[:length], data[length:], true
}
