package software_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// nameServer answers over UDP and TCP on the same port of 127.0.0.1 with
// whatever reply makes of the question.
func nameServer(t *testing.T, udp, tcp func(dnsmessage.Message) [][]byte) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	packets, err := config.ListenPacket(t.Context(), "udp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = listener.Close(), packets.Close() })
	go func() {
		for message := make([]byte, 4096); ; {
			n, from, err := packets.ReadFrom(message)
			if err != nil {
				return
			}
			var question dnsmessage.Message
			if udp == nil || question.Unpack(message[:n]) != nil {
				continue
			}
			for _, reply := range udp(question) {
				_, _ = packets.WriteTo(reply, from)
			}
		}
	}()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			var head [2]byte
			var question dnsmessage.Message
			if _, err := io.ReadFull(conn, head[:]); err == nil {
				message := make([]byte, binary.BigEndian.Uint16(head[:]))
				if _, err := io.ReadFull(conn, message); err == nil && question.Unpack(message) == nil {
					for _, reply := range tcp(question) {
						_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
					}
				}
			}
			_ = conn.Close()
		}
	}()
	return listener.Addr().String()
}

// reply makes an answer with the text to the question.
func reply(t *testing.T, question dnsmessage.Message, text string, change func(*dnsmessage.Message)) []byte {
	t.Helper()
	answer := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: question.ID, Response: true},
		Questions: question.Questions,
	}
	if text != "" {
		answer.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: question.Questions[0].Name, Class: dnsmessage.ClassCHAOS},
			Body:   &dnsmessage.TXTResource{TXT: []string{text}},
		}}
	}
	if change != nil {
		change(&answer)
	}
	packed, err := answer.Pack()
	if err != nil {
		t.Error(err)
	}
	return packed
}

func TestProbeDNS(t *testing.T) {
	t.Parallel()
	refused := func(m *dnsmessage.Message) { m.RCode = dnsmessage.RCodeRefused }
	cut := func(m *dnsmessage.Message) { m.Truncated = true }
	foreign := func(m *dnsmessage.Message) { m.ID++ }
	question := func(m *dnsmessage.Message) { m.Response = false }
	for _, test := range []struct {
		name     string
		udp, tcp func(dnsmessage.Message) [][]byte
		want     []string
		kinds    []string
	}{
		{
			name: "told",
			udp: func(q dnsmessage.Message) [][]byte {
				if q.Questions[0].Name.String() != "version.bind." || q.Questions[0].Class != dnsmessage.ClassCHAOS {
					return nil
				}
				return [][]byte{reply(t, q, "9.18.49-1~deb12u3-Debian", nil)}
			},
			want: []string{"bind 9.18.49 distro=debian:12 package=9.18.49-1~deb12u3"},
		},
		{
			name:  "refused",
			udp:   func(q dnsmessage.Message) [][]byte { return [][]byte{reply(t, q, "", refused)} },
			kinds: []string{"silent"},
		},
		{
			name:  "no text",
			udp:   func(q dnsmessage.Message) [][]byte { return [][]byte{reply(t, q, "", nil)} },
			kinds: []string{"silent"},
		},
		{
			name: "garbage and answers to others before",
			udp: func(q dnsmessage.Message) [][]byte {
				return [][]byte{
					{},
					[]byte("garbage"), reply(t, q, "9.1.1", foreign), reply(t, q, "9.1.1", question),
					reply(t, q, "dnsmasq-2.90", nil),
				}
			},
			want: []string{"dnsmasq 2.90"},
		},
		{
			name: "cut, then over TCP",
			udp:  func(q dnsmessage.Message) [][]byte { return [][]byte{reply(t, q, "", cut)} },
			tcp:  func(q dnsmessage.Message) [][]byte { return [][]byte{reply(t, q, "unbound 1.17.1", nil)} },
			want: []string{"unbound 1.17.1"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			address := nameServer(t, test.udp, test.tcp)
			answer, err := software.Probe(within(t), dial, software.Target{Protocol: "dns", Address: address})
			if err != nil {
				t.Fatal(err)
			}
			found, notices := answer.Recognise()
			if got := products(found); !slices.Equal(got, test.want) || !slices.Equal(kinds(notices), test.kinds) {
				t.Errorf("got %q %q, want %q %q", got, kinds(notices), test.want, test.kinds)
			}
		})
	}
}

func TestProbeDNSWithoutUDP(t *testing.T) {
	t.Parallel()
	address := nameServer(t, nil, func(q dnsmessage.Message) [][]byte { return [][]byte{reply(t, q, "NSD 4.6.1", nil)} })
	throughProxy := func(ctx context.Context, network, address string) (net.Conn, error) {
		if network != "tcp" {
			return nil, errors.New("the proxy cannot carry udp")
		}
		return dial(ctx, network, address)
	}
	answer, err := software.Probe(within(t), throughProxy, software.Target{Protocol: "dns", Address: address})
	if err != nil || answer.Banner != "NSD 4.6.1" {
		t.Errorf("got %q, %v", answer.Banner, err)
	}
}

func TestProbeDNSFailures(t *testing.T) {
	t.Parallel()
	silent := nameServer(t, func(dnsmessage.Message) [][]byte { return nil }, nil)
	_, err := software.Probe(impatient(t), dial, software.Target{Protocol: "dns", Address: silent})
	var failure *software.ProbeError
	if !errors.As(err, &failure) || failure.Reason != "timeout" {
		t.Errorf("got %v", err)
	}
	strange := nameServer(t, func(q dnsmessage.Message) [][]byte {
		return [][]byte{reply(t, q, "", func(m *dnsmessage.Message) { m.Truncated = true })}
	}, func(dnsmessage.Message) [][]byte { return [][]byte{[]byte(strings.Repeat("x", 40))} })
	_, err = software.Probe(within(t), dial, software.Target{Protocol: "dns", Address: strange})
	if !errors.As(err, &failure) || failure.Reason != "wrong_protocol" {
		t.Errorf("got %v", err)
	}
}
