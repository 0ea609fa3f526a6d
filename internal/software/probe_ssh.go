package software

import (
	"context"
	"encoding/binary"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
)

// askSSH reads the server's identification, gives one and disconnects in the
// protocol's own way (RFC 4253, sections 4.2 and 11.1), before any keys.
func askSSH(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "SSH-2.0-terraform_provider_expiry\r\n"+sshDisconnect(), func(t *dialogue.Talk) (Answer, error) {
		for lines := 1; ; lines++ {
			line, err := t.Line()
			if err != nil {
				return Answer{}, err
			}
			if strings.HasPrefix(line, "SSH-") {
				return Answer{Banner: line}, nil
			}
			// Lines before the identification are allowed, but another protocol's
			// greeting is none.
			if other := protocolOf(line); other != "" || lines > 50 {
				return Answer{}, &strangeError{line}
			}
		}
	})
}

// sshDisconnect is the message SSH_MSG_DISCONNECT "by application" as a packet
// without encryption: its length, padding to eight bytes, and the payload.
func sshDisconnect() string {
	const text = "only the greeting was read"
	payload := []byte{1}
	payload = binary.BigEndian.AppendUint32(payload, 11)
	payload = binary.BigEndian.AppendUint32(payload, uint32(len(text)))
	payload = append(payload, text...)
	payload = binary.BigEndian.AppendUint32(payload, 0)
	padding := 8 - (5+len(payload))%8
	if padding < 4 {
		padding += 8
	}
	packet := binary.BigEndian.AppendUint32(nil, uint32(1+len(payload)+padding))
	packet = append(packet, byte(padding))
	packet = append(packet, payload...)
	return string(append(packet, make([]byte, padding)...))
}
