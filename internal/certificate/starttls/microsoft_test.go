package starttls_test

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

const (
	// A PRELOGIN message with a version of zeros, and encryption on (MS-TDS 4.1).
	tdsRequest = "\x12\x01\x00\x1a\x00\x00\x00\x00" + "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff" + "\x00\x00\x00\x00\x00\x00\x01"
	rdpRequest = "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"
)

// tdsAnswer is what SQL Server 2022 says, with its value of ENCRYPTION.
func tdsAnswer(encryption string) string {
	payload := "\x00\x00\x10\x00\x06\x01\x00\x16\x00\x01\x02\x00\x17\x00\x01\xff" + "\x10\x00\x03\xe8\x00\x00" + encryption + "\x00"
	return "\x04\x01\x00" + string([]byte{byte(8 + len(payload))}) + "\x00\x00\x01\x00" + payload
}

// rdpConfirm is an X.224 confirmation with an answer to the negotiation.
func rdpConfirm(answer string) string {
	return "\x03\x00\x00" + string([]byte{byte(11 + len(answer))}) + string([]byte{byte(6 + len(answer))}) + "\xd0\x00\x00\x12\x34\x00" + answer
}

func TestStartTLSTDSFailures(t *testing.T) {
	t.Parallel()
	testFailures(t, []failure{
		{"not supported", "tds", []step{hear(tdsRequest), say(tdsAnswer("\x02"))}, certificate.ReasonStartTLSAbsent, "encryption is not supported"},
		{"value that does not exist", "tds", []step{hear(tdsRequest), say(tdsAnswer("\x09"))}, certificate.ReasonWrongProtocol, "SQL Server (TDS)"},
		{"MySQL", "tds", []step{say(mysqlHello("8.4.0", "\xff\xff"))}, certificate.ReasonWrongProtocol, "looks like MySQL"},
		{"without encryption", "tds", []step{say("\x04\x01\x00\x09\x00\x00\x01\x00\xff")}, certificate.ReasonWrongProtocol, ""},
		{"data past the end", "tds", []step{say("\x04\x01\x00\x0e\x00\x00\x01\x00\x01\x00\x40\x00\x01\xff")}, certificate.ReasonWrongProtocol, ""},
		{"option cut short", "tds", []step{say("\x04\x01\x00\x0b\x00\x00\x01\x00\x01\x00\x40")}, certificate.ReasonWrongProtocol, ""},
		{"empty", "tds", []step{say("\x04\x01\x00\x08\x00\x00\x01\x00")}, certificate.ReasonWrongProtocol, ""},
		{"packet of 64 kB", "tds", []step{say("\x04\x01\xff\xff\x00\x00\x01\x00")}, certificate.ReasonWrongProtocol, ""},
		{"cut short", "tds", []step{hear(tdsRequest), say(tdsAnswer("\x01")[:20])}, certificate.ReasonClosed, "closed"},
		{"injected", "tds", []step{hear(tdsRequest), say(tdsAnswer("\x01") + "\x04\x01")}, certificate.ReasonBadHandshake, "injects"},
	})
}

func TestStartTLSRDPFailures(t *testing.T) {
	t.Parallel()
	testFailures(t, []failure{
		{"TLS not allowed", "rdp", []step{hear(rdpRequest), say(rdpConfirm("\x03\x00\x08\x00\x02\x00\x00\x00"))}, certificate.ReasonStartTLSAbsent, "not allowed"},
		{"no certificate", "rdp", []step{hear(rdpRequest), say(rdpConfirm("\x03\x00\x08\x00\x03\x00\x00\x00"))}, certificate.ReasonStartTLSRefused, "no certificate"},
		{"failure of no known kind", "rdp", []step{hear(rdpRequest), say(rdpConfirm("\x03\x00\x08\x00\x63\x00\x00\x00"))}, certificate.ReasonStartTLSRefused, "turned us away"},
		{"own encryption", "rdp", []step{hear(rdpRequest), say(rdpConfirm("\x02\x00\x08\x00\x00\x00\x00\x00"))}, certificate.ReasonStartTLSAbsent, "own encryption"},
		{"no negotiation", "rdp", []step{hear(rdpRequest), say(rdpConfirm(""))}, certificate.ReasonStartTLSAbsent, "no answer"},
		{"another answer", "rdp", []step{hear(rdpRequest), say(rdpConfirm("\x07\x00\x08\x00\x01\x00\x00\x00"))}, certificate.ReasonWrongProtocol, ""},
		{"disconnect request", "rdp", []step{hear(rdpRequest), say("\x03\x00\x00\x0b\x06\x80\x00\x00\x12\x34\x00")}, certificate.ReasonWrongProtocol, ""},
		{"length of 64 kB", "rdp", []step{say("\x03\x00\xff\xff\x06")}, certificate.ReasonWrongProtocol, ""},
		{"cut short", "rdp", []step{hear(rdpRequest), say("\x03\x00\x00\x13\x0e\xd0")}, certificate.ReasonClosed, "closed"},
	})
}

func TestStartTLSRDP(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"CredSSP", "rdp", []step{hear(rdpRequest), say(rdpConfirm("\x02\x1f\x08\x00\x02\x00\x00\x00"))}},
		{"TLS, byte by byte", "rdp", []step{hear(rdpRequest), drip(rdpConfirm("\x02\x00\x08\x00\x01\x00\x00\x00"))}},
	})
}

// packed is a server's side of the handshake inside of packets, in pieces of 100
// bytes.
type packed struct {
	net.Conn
	left int
}

func (p *packed) Read(into []byte) (int, error) {
	for p.left == 0 {
		var head [8]byte
		if _, err := io.ReadFull(p.Conn, head[:]); err != nil {
			return 0, err
		}
		p.left = int(binary.BigEndian.Uint16(head[2:])) - 8
	}
	n, err := p.Conn.Read(into[:min(len(into), p.left)])
	p.left -= n
	return n, err
}

func (p *packed) Write(from []byte) (int, error) {
	written := 0
	for len(from) > 0 {
		piece := from[:min(len(from), 100)]
		head := []byte{0x12, 1, 0, byte(8 + len(piece)), 0, 0, 0, 0}
		if _, err := p.Conn.Write(append(head, piece...)); err != nil {
			return written, err
		}
		written, from = written+len(piece), from[len(piece):]
	}
	return written, nil
}

// The handshake with SQL Server travels inside of packets.
func TestStartTLSTDS(t *testing.T) {
	t.Parallel()
	pair := certtest.SelfSigned([]string{"db.example.test"})
	for name, answer := range map[string]step{"encryption on": say(tdsAnswer("\x01")), "required, byte by byte": drip(tdsAnswer("\x03")), "for the login": say(tdsAnswer("\x00"))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, wait := scripted(t, hear(tdsRequest), answer, func(conn net.Conn) error { return handshake(pair)(&packed{Conn: conn}) })
			inner, err := start(t, conn, "tds")
			if err != nil {
				t.Fatal(err)
			}
			client := tls.Client(inner, &tls.Config{InsecureSkipVerify: true})
			if err := client.HandshakeContext(t.Context()); err != nil {
				t.Fatalf("handshake: %v", err)
			}
			if err := wait(); err != nil {
				t.Error(err)
			}
			if leaf := client.ConnectionState().PeerCertificates[0]; !leaf.Equal(pair.Certificate) {
				t.Error("another certificate")
			}
		})
	}
	t.Run("something else in the middle", func(t *testing.T) {
		t.Parallel()
		conn, _ := scripted(t, hear(tdsRequest), say(tdsAnswer("\x01")), say("HTTP/1.1 400 Bad Request\r\n"))
		inner, err := starttls.Start(t.Context(), conn, "tds", "db.example.test")
		if err == nil {
			_, err = inner.Read(make([]byte, 1))
		}
		if err == nil {
			t.Error("read")
		}
	})
}
