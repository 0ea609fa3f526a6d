package software

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"net"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// versionBind is the name under which servers tell their version in the class
// CHAOS; BIND began it and the others answer to it.
const versionBind = "version.bind."

// dnsPatience is how long an answer to one datagram is waited for: datagrams get
// lost, so the question is repeated until the context ends.
const dnsPatience = 2 * time.Second

// askDNS asks for the text of version.bind over UDP, over TCP where that cannot
// be had (a proxy) or the answer was cut. A refusal is an answer: the banner is
// empty then.
func askDNS(ctx context.Context, p *probe) (Answer, error) {
	question, id, err := dnsQuestion()
	if err != nil {
		return Answer{}, err
	}
	if !p.target.TLS {
		text, cut, err := p.askOverUDP(ctx, question, id)
		if err == nil && !cut {
			return Answer{Banner: text}, nil
		}
		if err != nil && p.wire != nil {
			return Answer{}, err
		}
	}
	return p.askOverTCP(ctx, question, id)
}

func dnsQuestion() (question []byte, id uint16, err error) {
	var random [2]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, 0, err
	}
	id = binary.BigEndian.Uint16(random[:])
	message := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: id},
		Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(versionBind), Type: dnsmessage.TypeTXT, Class: dnsmessage.ClassCHAOS}},
	}
	question, err = message.Pack()
	return question, id, err
}

// askOverTCP puts the question's length before it (RFC 1035, section 4.2.2).
func (p *probe) askOverTCP(ctx context.Context, question []byte, id uint16) (Answer, error) {
	return p.converse(ctx, "", func(t *dialogue.Talk) (Answer, error) {
		length := binary.BigEndian.AppendUint16(nil, uint16(len(question)))
		if err := t.Send(string(length) + string(question)); err != nil {
			return Answer{}, err
		}
		head, err := t.Bytes(2)
		if err != nil {
			return Answer{}, err
		}
		message, err := t.Bytes(int(binary.BigEndian.Uint16(head)))
		if err != nil {
			return Answer{}, err
		}
		text, _, ours := dnsAnswer(message, id)
		if !ours {
			return Answer{}, &strangeError{}
		}
		return Answer{Banner: text}, nil
	})
}

// askOverUDP fails with p.wire unset where UDP cannot be had at all.
func (p *probe) askOverUDP(ctx context.Context, question []byte, id uint16) (text string, cut bool, err error) {
	conn, err := p.connect(ctx, "udp")
	if err != nil {
		return "", false, err
	}
	defer func() { _ = conn.Close() }()
	for {
		if _, err := conn.Write(question); err != nil {
			return "", false, err
		}
		text, cut, err := awaitDatagram(ctx, conn, id)
		if err == nil || ctx.Err() != nil || network.CauseOf(err) != network.Timeout {
			return text, cut, err
		}
	}
}

// awaitDatagram waits for an answer to the question. Other datagrams are none
// and are passed over.
func awaitDatagram(ctx context.Context, conn net.Conn, id uint16) (text string, cut bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, dnsPatience)
	defer cancel()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetReadDeadline(deadline); err != nil {
			return "", false, err
		}
	}
	for message := make([]byte, 4096); ; {
		n, err := conn.Read(message)
		if err != nil {
			return "", false, err
		}
		if text, cut, ours := dnsAnswer(message[:n], id); ours {
			return text, cut, nil
		}
	}
}

// dnsAnswer reads the text of the answer; ours says that it is one to the
// question. A refusal has no text.
func dnsAnswer(message []byte, id uint16) (text string, cut, ours bool) {
	var parser dnsmessage.Parser
	header, err := parser.Start(message)
	if err != nil || header.ID != id || !header.Response {
		return "", false, false
	}
	if header.Truncated {
		return "", true, true
	}
	if parser.SkipAllQuestions() != nil {
		return "", false, true
	}
	for range 16 {
		resource, err := parser.AnswerHeader()
		if err != nil {
			return "", false, true
		}
		if resource.Type != dnsmessage.TypeTXT {
			if parser.SkipAnswer() != nil {
				return "", false, true
			}
			continue
		}
		txt, err := parser.TXTResource()
		if err != nil {
			return "", false, true
		}
		return strings.Join(txt.TXT, ""), false, true
	}
	return "", false, true
}
