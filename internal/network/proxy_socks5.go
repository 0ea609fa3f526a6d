package network

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
)

// socksReplies are the failures of RFC 1928 section 6.
var socksReplies = []string{
	1: "general failure", 2: "not allowed by the proxy's rules", 3: "network unreachable", 4: "host unreachable",
	5: "connection refused", 6: "time to live expired", 7: "command not supported", 8: "address type not supported",
}

// socks5 speaks RFC 1928 and RFC 1929 up to the success reply.
func (p *proxy) socks5(conn net.Conn, host string, port uint16) error {
	methods := []byte{5, 1, 0}
	if p.authenticates {
		methods = []byte{5, 2, 0, 2}
	}
	var reply [4]byte
	if err := exchange(conn, methods, reply[:2]); err != nil {
		return err
	}
	switch {
	case reply[0] != 5:
		return p.failed("the proxy does not speak SOCKS5", nil)
	case reply[1] == 2 && p.authenticates:
		login := slices.Concat([]byte{1, byte(len(p.username))}, []byte(p.username), []byte{byte(len(p.password))}, []byte(p.password))
		if err := exchange(conn, login, reply[:2]); err != nil {
			return err
		}
		if reply[1] != 0 {
			return p.failed("the proxy does not accept the user name and password", nil)
		}
	case reply[1] != 0:
		return p.failed("the proxy asks for credentials", nil)
	}
	target, err := socksAddress(host)
	if err != nil {
		return err
	}
	request := slices.Concat([]byte{5, 1, 0}, target, []byte{byte(port >> 8), byte(port)})
	if err := exchange(conn, request, reply[:]); err != nil {
		return err
	}
	if code := int(reply[1]); code != 0 {
		reason := fmt.Sprintf("reply %d", code)
		if code < len(socksReplies) {
			reason = socksReplies[code]
		}
		return p.failed("the proxy could not connect to the target: "+reason, nil)
	}
	return p.skipBound(conn, reply[3])
}

// socksAddress is a target as RFC 1928 section 5 writes it.
func socksAddress(host string) ([]byte, error) {
	address, err := netip.ParseAddr(host)
	switch {
	case err == nil && address.Unmap().Is4():
		return append([]byte{1}, address.Unmap().AsSlice()...), nil
	case err == nil:
		return append([]byte{4}, address.AsSlice()...), nil
	case len(host) > 255:
		return nil, &net.AddrError{Err: "name longer than 255 bytes", Addr: host}
	default:
		return append([]byte{3, byte(len(host))}, host...), nil
	}
}

// exchange writes a message and fills reply.
func exchange(conn net.Conn, message, reply []byte) error {
	if _, err := conn.Write(message); err != nil {
		return err
	}
	_, err := io.ReadFull(conn, reply)
	return err
}

// skipBound reads past the address that the proxy connects from.
func (p *proxy) skipBound(conn net.Conn, kind byte) error {
	length := 0
	switch kind {
	case 1:
		length = net.IPv4len
	case 4:
		length = net.IPv6len
	case 3:
		var size [1]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return err
		}
		length = int(size[0])
	default:
		return p.failed("the proxy's SOCKS5 answer is malformed", nil)
	}
	_, err := io.ReadFull(conn, make([]byte, length+2))
	return err
}
