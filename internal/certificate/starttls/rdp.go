package starttls

import "encoding/binary"

// Protocols of RDP's negotiation (MS-RDPBCGR 2.2.1.1.1): TLS, and CredSSP inside
// of TLS, with which every server of today begins.
const (
	rdpTLS    = 1
	rdpHybrid = 2
)

// talkRDP sends an X.224 connection request that asks for TLS (MS-RDPBCGR 2.2.1.1)
// and reads the confirmation.
func talkRDP(t *talk) error {
	request := []byte{
		3, 0, 0, 19, // TPKT: version 3, 19 bytes (RFC 1006 section 6)
		14, 0xe0, 0, 0, 0, 0, 0, // X.224 connection request, class 0
		1, 0, 8, 0, rdpTLS | rdpHybrid, 0, 0, 0, // RDP_NEG_REQ
	}
	if err := t.Send(string(request)); err != nil {
		return err
	}
	if err := t.Wait(); err != nil {
		return err
	}
	if seen := t.Pending(); seen[0] != 3 {
		return t.wrongProtocol(seen)
	}
	var head [4]byte
	if err := t.Fill(head[:]); err != nil {
		return err
	}
	length := int(binary.BigEndian.Uint16(head[2:]))
	if head[1] != 0 || length < 11 || length > 4+255 {
		return t.wrongProtocol(string(head[:]) + t.Pending())
	}
	confirm := make([]byte, length-4)
	if err := t.Fill(confirm); err != nil {
		return err
	}
	if confirm[1]&0xf0 != 0xd0 {
		return t.wrongProtocol(string(head[:]) + string(confirm))
	}
	// A server that knows no negotiation answers with the bare confirmation.
	if len(confirm) < 7+8 {
		return t.absent("no answer to the negotiation")
	}
	answer := confirm[7:]
	code := binary.LittleEndian.Uint32(answer[4:])
	switch {
	case answer[0] == 2 && code != 0:
		return nil
	case answer[0] == 2:
		return t.absent("RDP's own encryption is selected")
	case answer[0] == 3 && code == 2: // SSL_NOT_ALLOWED_BY_SERVER
		return t.absent("TLS is not allowed by the server")
	case answer[0] == 3:
		return t.refused("turned us away", rdpFailures[code])
	}
	return t.wrongProtocol(string(head[:]) + string(confirm))
}

// rdpFailures are the codes of RDP_NEG_FAILURE (MS-RDPBCGR 2.2.1.2.2).
var rdpFailures = map[uint32]string{
	1: "it requires TLS, which was offered", 3: "it has no certificate", 4: "inconsistent flags", 5: "it requires CredSSP, which was offered", 6: "it requires TLS with a client certificate",
}
