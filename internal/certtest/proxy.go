package certtest

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
)

// Proxy is a proxy server for tests.
type Proxy struct {
	// Username and Password are demanded if Username is set.
	Username, Password string
	// Hosts are connected to instead of what is asked for: "host:port" to
	// "host:port". What is not in it is refused.
	Hosts map[string]string

	mutex sync.Mutex
	asked []string
}

// Asked are the targets that clients asked for.
func (p *Proxy) Asked() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return slices.Clone(p.asked)
}

func (p *Proxy) dial(target string) (net.Conn, error) {
	p.mutex.Lock()
	p.asked = append(p.asked, target)
	p.mutex.Unlock()
	address, known := p.Hosts[target]
	if !known {
		return nil, fmt.Errorf("%s is not known here", target)
	}
	return net.Dial("tcp", address) //nolint:noctx // ends with the connection
}

// HTTP serves one connection with CONNECT.
func (p *Proxy) HTTP(conn net.Conn) {
	in := bufio.NewReader(conn)
	request, err := http.ReadRequest(in)
	if err != nil || request.Method != http.MethodConnect {
		_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n")
		return
	}
	login := "Basic " + base64.StdEncoding.EncodeToString([]byte(p.Username+":"+p.Password))
	if p.Username != "" && request.Header.Get("Proxy-Authorization") != login {
		_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n")
		return
	}
	target, err := p.dial(request.Host)
	if err != nil {
		_, _ = io.WriteString(conn, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
		return
	}
	defer target.Close()
	// What the target says first goes out in one packet with the answer, as
	// proxies may do.
	early := make([]byte, 512)
	n := 0
	if port := request.URL.Port(); port == "25" {
		n, _ = target.Read(early)
	}
	_, _ = conn.Write(append([]byte("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"), early[:n]...))
	relay(conn, target)
}

// HTTPS is HTTP inside TLS.
func (p *Proxy) HTTPS(certificate tls.Certificate) func(net.Conn) {
	return func(conn net.Conn) {
		p.HTTP(tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{certificate}}))
	}
}

// SOCKS5 serves one connection with RFC 1928 and RFC 1929.
func (p *Proxy) SOCKS5(conn net.Conn) {
	in := bufio.NewReader(conn)
	methods, err := counted(in, 1)
	if err != nil {
		return
	}
	want := byte(0)
	if p.Username != "" {
		want = 2
	}
	if !slices.Contains(methods, want) {
		_, _ = conn.Write([]byte{5, 0xff})
		return
	}
	_, _ = conn.Write([]byte{5, want})
	if want == 2 {
		user, _ := counted(in, 1)
		password, err := counted(in, 0)
		if err != nil || string(user) != p.Username || string(password) != p.Password {
			_, _ = conn.Write([]byte{1, 1})
			return
		}
		_, _ = conn.Write([]byte{1, 0})
	}
	address, err := socksTarget(in)
	if err != nil {
		return
	}
	target, err := p.dial(address)
	if err != nil {
		_, _ = conn.Write([]byte{5, 4, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	defer target.Close()
	_, _ = conn.Write([]byte{5, 0, 0, 3, 4, 'h', 'e', 'r', 'e', 0, 1})
	relay(conn, target)
}

func socksTarget(in *bufio.Reader) (string, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(in, head); err != nil {
		return "", err
	}
	var host string
	switch head[3] {
	case 1, 4:
		address := make([]byte, map[byte]int{1: 4, 4: 16}[head[3]])
		if _, err := io.ReadFull(in, address); err != nil {
			return "", err
		}
		host = net.IP(address).String()
	default:
		name, err := counted(in, 0)
		if err != nil {
			return "", err
		}
		host = string(name)
	}
	port := make([]byte, 2)
	_, err := io.ReadFull(in, port)
	return net.JoinHostPort(host, strconv.Itoa(int(port[0])<<8|int(port[1]))), err
}

// counted reads skip bytes, a length, and so many bytes.
func counted(in *bufio.Reader, skip int) ([]byte, error) {
	if _, err := in.Discard(skip); err != nil {
		return nil, err
	}
	length, err := in.ReadByte()
	if err != nil {
		return nil, err
	}
	content := make([]byte, length)
	_, err = io.ReadFull(in, content)
	return content, err
}

func relay(client, target net.Conn) {
	go func() {
		_, _ = io.Copy(target, client)
		_ = target.Close()
	}()
	_, _ = io.Copy(client, target)
}
