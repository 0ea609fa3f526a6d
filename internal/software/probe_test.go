package software_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	return dialer.DialContext(ctx, network, address)
}

// within bounds a probe of a server that answers.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// impatient bounds a probe of a server that never answers.
func impatient(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

// script is a server that says its greeting and then answers each line that
// begins with a key. It hands over all that the client said.
func script(greeting string, answers map[string]string, said chan<- string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, greeting)
		all := ""
		for lines := bufio.NewReader(conn); ; {
			line, err := lines.ReadString('\n')
			all += line
			for start, answer := range answers {
				if strings.HasPrefix(line, start) {
					_, _ = io.WriteString(conn, answer)
				}
			}
			if err != nil || strings.HasPrefix(strings.ToUpper(line), "QUIT") || strings.Contains(line, "LOGOUT") {
				said <- all
				return
			}
		}
	}
}

func mysqlPacket(payload string) string {
	return string([]byte{byte(len(payload)), byte(len(payload) >> 8), 0, 0}) + payload
}

func TestProbeIsPolite(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		protocol, greeting string
		answers            map[string]string
		want               []string
		said               string
	}{
		{
			protocol: "smtp", greeting: "220-mail.example.test ESMTP Exim 4.96\r\n220 no junk\r\n",
			answers: map[string]string{"QUIT": "221 bye\r\n"}, want: []string{"exim 4.96"}, said: "QUIT\r\n",
		},
		{
			protocol: "lmtp", greeting: "220 mail.example.test Dovecot (Debian) ready.\r\n",
			answers: map[string]string{"QUIT": "221 bye\r\n"}, want: []string{"dovecot ? distro=debian"}, said: "QUIT\r\n",
		},
		{
			protocol: "ftp", greeting: "220-Welcome\r\n dear users\r\n220 (vsFTPd 3.0.3)\r\n",
			answers: map[string]string{"QUIT": "221 bye\r\n"}, want: []string{"vsftpd 3.0.3"}, said: "QUIT\r\n",
		},
		{
			protocol: "nntp", greeting: "200 news.example.test InterNetNews NNRP server INN 2.7.1 ready (posting ok)\r\n",
			answers: map[string]string{"QUIT": "205 bye\r\n"}, want: []string{"inn 2.7.1"}, said: "QUIT\r\n",
		},
		{
			protocol: "imap", greeting: "* OK [CAPABILITY IMAP4rev1 ID] ready\r\n",
			answers: map[string]string{
				"a ID":     "* ID (\"name\" \"Cyrus IMAPD\" \"version\" \"v2.4.17-Debian-2.4.17+nocaldav-0+deb8u1\")\r\na OK done\r\n",
				"z LOGOUT": "* BYE\r\nz OK\r\n",
			},
			want: []string{"cyrus-imap 2.4.17 distro=debian:8 package=2.4.17+nocaldav-0+deb8u1"}, said: "a ID NIL\r\nz LOGOUT\r\n",
		},
		{
			protocol: "imap", greeting: "* OK Dovecot ready.\r\n",
			answers: map[string]string{"z LOGOUT": "* BYE\r\nz OK\r\n"}, want: []string{"dovecot ?"}, said: "z LOGOUT\r\n",
		},
		{
			protocol: "pop3", greeting: "+OK ready\r\n",
			answers: map[string]string{"CAPA": "+OK\r\nTOP\r\nIMPLEMENTATION Cyrus POP3 server v2.3.7\r\n.\r\n", "QUIT": "+OK\r\n"},
			want:    []string{"cyrus-imap 2.3.7"}, said: "CAPA\r\nQUIT\r\n",
		},
		{
			protocol: "pop3", greeting: "+OK Dovecot (Debian) ready.\r\n",
			answers: map[string]string{"CAPA": "-ERR unknown\r\n", "QUIT": "+OK\r\n"},
			want:    []string{"dovecot ? distro=debian"}, said: "CAPA\r\nQUIT\r\n",
		},
		{
			protocol: "redis",
			answers:  map[string]string{"INFO": "$47\r\n# Server\r\nredis_version:7.0.15\r\nos:Linux x86_64\r\n\r\n", "QUIT": "+OK\r\n"},
			want:     []string{"redis 7.0.15"}, said: "INFO server\r\nQUIT\r\n",
		},
		{
			protocol: "redis", answers: map[string]string{"INFO": "-NOAUTH Authentication required.\r\n", "QUIT": "+OK\r\n"},
			want: []string{"redis ?"}, said: "INFO server\r\nQUIT\r\n",
		},
		{
			protocol: "memcached", answers: map[string]string{"version": "VERSION 1.6.18\r\n"},
			want: []string{"memcached 1.6.18"}, said: "version\r\nquit\r\n",
		},
		{
			protocol: "mysql", greeting: mysqlPacket("\x0a5.5.5-10.11.6-MariaDB-0+deb12u1\x00" + strings.Repeat("x", 60)),
			want: []string{"mariadb 10.11.6 distro=debian:12 package=10.11.6-0+deb12u1"},
		},
		{
			protocol: "mysql", greeting: mysqlPacket("\xff\x6a\x04Host '192.0.2.1' is not allowed to connect to this MariaDB server"),
			want: []string{"mariadb ?"},
		},
		{
			protocol: "mysql", greeting: mysqlPacket("\xff\x10\x04#08004Too many connections to MySQL"),
			want: []string{"mysql ?"},
		},
	} {
		t.Run(test.protocol, func(t *testing.T) {
			t.Parallel()
			said := make(chan string, 1)
			address := certtest.Raw(t, script(test.greeting, test.answers, said))
			answer, err := software.Probe(within(t), dial, software.Target{Protocol: test.protocol, Address: address})
			if err != nil {
				t.Fatal(err)
			}
			found, notices := answer.Recognise()
			if got := products(found); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q from %q", got, test.want, answer.Banner)
			}
			checkAnswer(t, found, notices)
			if got := <-said; got != test.said {
				t.Errorf("the client said %q, want %q", got, test.said)
			}
		})
	}
}

func TestProbeSSH(t *testing.T) {
	t.Parallel()
	said := make(chan string, 1)
	address := certtest.Raw(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "Authorised users only\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n")
		all, _ := io.ReadAll(conn)
		said <- string(all)
	})
	answer, err := software.Probe(within(t), dial, software.Target{Protocol: "ssh", Address: address})
	if err != nil {
		t.Fatal(err)
	}
	found, _ := answer.Recognise()
	if got, want := products(found), []string{"openssh 9.2p1 distro=debian:12 package=1:9.2p1-2+deb12u10"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	identification, packet, _ := strings.Cut(<-said, "\r\n")
	if !strings.HasPrefix(identification, "SSH-2.0-") || strings.ContainsAny(identification[8:], "- ") {
		t.Errorf("the client called itself %q", identification)
	}
	// RFC 4253, section 6: the whole packet is a multiple of eight bytes long.
	if len(packet)%8 != 0 || len(packet) != 4+int(packet[3]) || packet[4] < 4 || packet[5] != 1 {
		t.Errorf("the client's last packet is %q", packet)
	}
}

func TestProbePostgres(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"S", "N", "EFATAL\x00"} {
		address := certtest.Raw(t, func(conn net.Conn) {
			question := make([]byte, 8)
			if _, err := io.ReadFull(conn, question); err == nil && string(question) == "\x00\x00\x00\x08\x04\xd2\x16\x2f" {
				_, _ = io.WriteString(conn, answer[:1])
				_, _ = io.Copy(io.Discard, conn)
			}
		})
		told, err := software.Probe(within(t), dial, software.Target{Protocol: "postgres", Address: address})
		if err != nil {
			t.Fatalf("%q: %v", answer, err)
		}
		found, notices := told.Recognise()
		if got := products(found); !slices.Equal(got, []string{"postgresql ?"}) || len(notices) != 1 || !strings.Contains(notices[0].Message, "only after login") {
			t.Errorf("%q: got %q and %+v", answer, got, notices)
		}
	}
}

// endless says the text over and over.
func endless(start, text string) func(net.Conn) {
	return func(conn net.Conn) {
		_, err := io.WriteString(conn, start)
		for text = strings.Repeat(text, 1+4096/len(text)); err == nil; {
			_, err = io.WriteString(conn, text)
		}
	}
}

// alert is what a TLS server does with a client that speaks plainly.
func alert(conn net.Conn) {
	_, _ = conn.Read(make([]byte, 512))
	_, _ = conn.Write(certtest.Alert(2, 70))
}

// closeAfterRequest reads what was asked and closes: with the request unread the
// kernel may reset the connection instead.
func closeAfterRequest(conn net.Conn) { _, _ = conn.Read(make([]byte, 4096)) }

func TestProbeFailures(t *testing.T) {
	t.Parallel()
	raw := func(handle func(net.Conn)) string { return certtest.Raw(t, handle) }
	hugeHeader := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := range 4096 {
			w.Header().Set("X-Huge-"+strconv.Itoa(i), strings.Repeat("A", 1<<10))
		}
	}))
	hugeHeader.EnableHTTP2 = true
	hugeHeader.Config.ErrorLog = log.New(io.Discard, "", 0)
	hugeHeader.StartTLS()
	t.Cleanup(hugeHeader.Close)

	for _, test := range []struct {
		name      string
		target    software.Target
		impatient bool
		reason    software.ProbeReason
		says      string
	}{
		{name: "refused", target: software.Target{Protocol: "ssh", Address: certtest.Refusing(t)}, reason: "connection_refused", says: "refused"},
		{name: "no such host", target: software.Target{Protocol: "ssh", Address: "no-such-host.invalid:22"}, reason: "name_not_found", says: "no host of the name"},
		{name: "closed at once", target: software.Target{Protocol: "smtp", Address: raw(certtest.CloseAtOnce)}, reason: "connection_closed", says: "closed"},
		{name: "HTTP closed at once", target: software.Target{Protocol: "http", Address: raw(closeAfterRequest)}, reason: "connection_closed", says: "closed"},
		{name: "silent", target: software.Target{Protocol: "ssh", Address: raw(certtest.Silent)}, impatient: true, reason: "timeout", says: "said nothing in time"},
		{name: "HTTP silent", target: software.Target{Protocol: "http", Address: raw(certtest.Silent)}, impatient: true, reason: "timeout", says: "said nothing in time"},
		{name: "TLS silent", target: software.Target{Protocol: "http", Address: raw(certtest.Silent), TLS: true}, impatient: true, reason: "timeout", says: "said nothing in time"},
		{name: "half a line", target: software.Target{Protocol: "smtp", Address: raw(certtest.Greet("220 mail"))}, impatient: true, reason: "timeout", says: "did not answer in time"},
		{name: "endless greeting", target: software.Target{Protocol: "ftp", Address: raw(endless("", "220-more\r\n"))}, reason: "too_large", says: "more than any honest"},
		{name: "a banner of a megabyte", target: software.Target{Protocol: "smtp", Address: raw(endless("220 ", "A"))}, reason: "too_large", says: "more than any honest"},
		{name: "endless lines before SSH", target: software.Target{Protocol: "ssh", Address: raw(endless("", "hello\r\n"))}, reason: "wrong_protocol", says: "does not speak ssh"},
		{name: "endless headers", target: software.Target{Protocol: "http", Address: raw(endless("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"))}, reason: "too_large", says: "more than any honest"},
		{name: "a header of 100 MB", target: software.Target{Protocol: "http", Address: raw(endless("HTTP/1.1 200 OK\r\nX-A: ", "b"))}, reason: "too_large", says: "more than any honest"},
		{name: "endless interim answers", target: software.Target{Protocol: "http", Address: raw(endless("", "HTTP/1.1 103 Early Hints\r\n\r\n"))}, reason: "too_large", says: "more than any honest"},
		{name: "HTTP/2 with 4 MB of headers", target: software.Target{Protocol: "http", Address: hugeHeader.Listener.Addr().String(), TLS: true}, reason: "too_large", says: "more than any honest"},
		{name: "Redis that says a gigabyte", target: software.Target{Protocol: "redis", Address: raw(certtest.Say("$1073741824\r\n"))}, reason: "too_large", says: "more than any honest"},
		{name: "Redis that says minus one", target: software.Target{Protocol: "redis", Address: raw(certtest.Say("$-1\r\n"))}, reason: "wrong_protocol", says: "does not speak redis"},
		{name: "TLS asked of a plain server", target: software.Target{Protocol: "smtp", Address: raw(certtest.Greet("220 mail.example.test ESMTP Postfix\r\n")), TLS: true}, reason: "not_tls", says: `it said "220 mail`},
		{name: "plain asked of a TLS server", target: software.Target{Protocol: "http", Address: raw(alert)}, reason: "wrong_protocol", says: "but tls"},
		{name: "HTTP asked of SSH", target: software.Target{Protocol: "http", Address: raw(certtest.Greet("SSH-2.0-OpenSSH_9.2p1\r\n"))}, reason: "wrong_protocol", says: "but ssh"},
		{name: "SSH asked of SMTP", target: software.Target{Protocol: "ssh", Address: raw(certtest.Greet("220 mail.example.test ESMTP Postfix\r\n"))}, reason: "wrong_protocol", says: "but smtp"},
		{name: "SMTP asked of FTP", target: software.Target{Protocol: "smtp", Address: raw(certtest.Greet("220 (vsFTPd 3.0.3)\r\n"))}, reason: "wrong_protocol", says: "but ftp"},
		{name: "FTP asked of SMTP", target: software.Target{Protocol: "ftp", Address: raw(certtest.Greet("220 ftp.example.test ESMTP Postfix\r\n"))}, reason: "wrong_protocol", says: "but smtp"},
		{name: "IMAP asked of POP3", target: software.Target{Protocol: "imap", Address: raw(certtest.Greet("+OK ready\r\n"))}, reason: "wrong_protocol", says: "but pop3"},
		{name: "POP3 asked of IMAP", target: software.Target{Protocol: "pop3", Address: raw(certtest.Greet("* OK ready\r\n"))}, reason: "wrong_protocol", says: "but imap"},
		{name: "NNTP asked of SSH", target: software.Target{Protocol: "nntp", Address: raw(certtest.Greet("SSH-2.0-x\r\n"))}, reason: "wrong_protocol", says: "but ssh"},
		{name: "MySQL asked of SSH", target: software.Target{Protocol: "mysql", Address: raw(certtest.Greet("SSH-2.0-OpenSSH_9.2p1\r\n"))}, reason: "wrong_protocol", says: "but ssh"},
		{name: "MySQL with an empty packet", target: software.Target{Protocol: "mysql", Address: raw(certtest.Greet("\x00\x00\x00\x00"))}, reason: "wrong_protocol", says: "does not speak mysql"},
		{name: "PostgreSQL asked of SSH", target: software.Target{Protocol: "postgres", Address: raw(certtest.Greet("SSH-2.0-OpenSSH_9.2p1\r\n"))}, reason: "wrong_protocol", says: "but ssh"},
		{name: "Redis asked of HTTP", target: software.Target{Protocol: "redis", Address: raw(certtest.Say("HTTP/1.1 400 Bad Request\r\n"))}, reason: "wrong_protocol", says: "but http"},
		{name: "memcached asked of Redis", target: software.Target{Protocol: "memcached", Address: raw(certtest.Say("-ERR unknown command 'version'\r\n"))}, reason: "wrong_protocol", says: "does not speak memcached"},
		{name: "garbage", target: software.Target{Protocol: "smtp", Address: raw(certtest.Greet("\x00\x1b[31m\xff\xfe\u202e\r\n"))}, reason: "wrong_protocol", says: "does not speak smtp"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			if test.impatient {
				ctx = impatient(t)
			}
			answer, err := software.Probe(ctx, dial, test.target)
			var failure *software.ProbeError
			if !errors.As(err, &failure) {
				t.Fatalf("got %+v, %v", answer, err)
			}
			if failure.Reason != test.reason || !strings.Contains(failure.Message, test.says) {
				t.Errorf("got %s %q (%v), want %s %q", failure.Reason, failure.Message, failure.Err, test.reason, test.says)
			}
			if len(failure.Message) > 500 {
				t.Errorf("%d bytes of message", len(failure.Message))
			}
			checkPrintable(t, failure.Message[max(0, len(failure.Message)-240):])
		})
	}
}

func TestProbeCancelled(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"ssh", "http", "mysql", "dns"} {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			address := certtest.Raw(t, func(conn net.Conn) {
				cancel()
				certtest.Silent(conn)
			})
			if protocol == "dns" {
				cancel()
			}
			_, err := software.Probe(ctx, dial, software.Target{Protocol: protocol, Address: address})
			var failure *software.ProbeError
			if !errors.As(err, &failure) || failure.Reason != "cancelled" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestProbeUnknownProtocol(t *testing.T) {
	t.Parallel()
	_, err := software.Probe(t.Context(), dial, software.Target{Protocol: "gopher", Address: "127.0.0.1:70"})
	if _, ok := errors.AsType[*software.UnknownProtocolError](err); !ok {
		t.Errorf("got %v", err)
	}
}
