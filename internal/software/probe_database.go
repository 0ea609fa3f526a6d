package software

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
)

// askMySQL reads the server's first packet: the handshake with its version, or
// the error by which it turns the client away. It does not log in, not even as
// nobody: a login that must fail would stand in the server's log as an attack.
func askMySQL(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "", func(t *dialogue.Talk) (Answer, error) {
		head, err := t.Bytes(4)
		if err != nil {
			return Answer{}, err
		}
		length := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
		if head[3] != 0 || length < 4 || length > maxSaidLine {
			return Answer{}, &strangeError{}
		}
		packet, err := t.Bytes(length)
		if err != nil {
			return Answer{}, err
		}
		return mysqlGreeting(packet)
	})
}

func mysqlGreeting(packet []byte) (Answer, error) {
	switch packet[0] {
	case 9, 10:
		if version, _, found := bytes.Cut(packet[1:], []byte{0}); found {
			return Answer{Banner: string(version)}, nil
		}
	case 0xff:
		// Error number, then from MySQL 4.1 on "#" and five letters of SQL state.
		text := packet[3:]
		if len(text) > 6 && text[0] == '#' {
			text = text[6:]
		}
		return Answer{Banner: string(text)}, nil
	}
	return Answer{}, &strangeError{}
}

// postgresSSLRequest asks whether the server has TLS: the one question that
// PostgreSQL answers before login and does not log.
const postgresSSLRequest = "\x00\x00\x00\x08\x04\xd2\x16\x2f"

// askPostgres finds out that the server speaks PostgreSQL's protocol. Its
// version it tells only after login, so the banner stays empty.
func askPostgres(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "", func(t *dialogue.Talk) (Answer, error) {
		if err := t.Send(postgresSSLRequest); err != nil {
			return Answer{}, err
		}
		answer, err := t.Bytes(1)
		if err != nil {
			return Answer{}, err
		}
		// S and N are yes and no. An E begins the error of a server that knows no
		// TLS at all; a word that begins so is another protocol's.
		if (answer[0] == 'S' || answer[0] == 'N') && t.Pending() == "" {
			return Answer{}, nil
		}
		if answer[0] == 'E' && (t.Pending() == "" || !isLetter(t.Pending()[0])) {
			return Answer{}, nil
		}
		return Answer{}, &strangeError{}
	})
}

// askRedis asks for the section of INFO that has the version.
func askRedis(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "QUIT\r\n", func(t *dialogue.Talk) (Answer, error) {
		if err := t.Send("INFO server\r\n"); err != nil {
			return Answer{}, err
		}
		line, err := t.Line()
		if err != nil {
			return Answer{}, err
		}
		switch {
		case strings.HasPrefix(line, "-"):
			return Answer{Banner: line}, nil
		case strings.HasPrefix(line, "$"):
			length, err := strconv.Atoi(line[1:])
			if err != nil || length < 0 {
				return Answer{}, &strangeError{line}
			}
			text, err := t.Bytes(length)
			return Answer{Banner: string(text)}, err
		}
		return Answer{}, &strangeError{}
	})
}

// askMemcached asks for the version.
func askMemcached(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "quit\r\n", func(t *dialogue.Talk) (Answer, error) {
		if err := t.Send("version\r\n"); err != nil {
			return Answer{}, err
		}
		line, err := t.Line()
		if err != nil {
			return Answer{}, err
		}
		if !strings.HasPrefix(line, "VERSION ") {
			return Answer{}, &strangeError{}
		}
		return Answer{Banner: line}, nil
	})
}
