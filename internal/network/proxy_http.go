package network

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// maxProxyReply bounds the header of a proxy's answer to CONNECT.
const maxProxyReply = 16 << 10

// httpConnect speaks CONNECT (RFC 9110 section 9.3.6) up to the success reply.
func (p *proxy) httpConnect(ctx context.Context, conn net.Conn, target string) (net.Conn, error) {
	if p.scheme == "https" {
		secure := tls.Client(conn, &tls.Config{ServerName: p.host, RootCAs: p.roots, MinVersion: tls.VersionTLS12})
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, p.failed("no TLS connection to the proxy can be made: "+err.Error(), err)
		}
		conn = secure
	}
	request := "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n"
	if p.authenticates {
		request += "Proxy-Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(p.username+":"+p.password)) + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(conn, 4<<10)
	header, err := p.replyHeader(in)
	if err != nil {
		return nil, err
	}
	reply, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(header)), &http.Request{Method: http.MethodConnect})
	if err != nil {
		return nil, p.failed("the proxy does not answer with HTTP", err)
	}
	_ = reply.Body.Close()
	switch {
	case reply.StatusCode == http.StatusProxyAuthRequired && p.authenticates:
		return nil, p.failed("the proxy does not accept the user name and password", nil)
	case reply.StatusCode == http.StatusProxyAuthRequired:
		return nil, p.failed("the proxy asks for credentials", nil)
	case reply.StatusCode < 200 || reply.StatusCode > 299:
		return nil, p.failed(fmt.Sprintf("the proxy refused to connect to %s: %d %s", target, reply.StatusCode, http.StatusText(reply.StatusCode)), nil)
	}
	return &resumed{Conn: conn, in: in}, nil
}

// replyHeader reads up to the empty line.
func (p *proxy) replyHeader(in *bufio.Reader) ([]byte, error) {
	var header []byte
	for {
		line, err := in.ReadSlice('\n')
		header = append(header, line...)
		switch {
		case len(header) > maxProxyReply:
			return nil, p.failed(fmt.Sprintf("the proxy's answer has more than %d kB of header", maxProxyReply>>10), nil)
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case err == nil && strings.TrimRight(string(line), "\r\n") == "":
			return header, nil
		}
	}
}

// resumed is a connection of which a reader already holds the first bytes: a
// target that speaks first may do so in one packet with the proxy's answer.
type resumed struct {
	net.Conn
	in *bufio.Reader
}

func (r *resumed) Read(p []byte) (int, error) {
	if r.in.Buffered() > 0 {
		return r.in.Read(p)
	}
	return r.Conn.Read(p)
}
