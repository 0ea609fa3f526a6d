package starttls

import (
	"encoding/binary"
	"io"
	"net"
)

// mysqlPluginAuth says that the login names its authentication plugin.
const mysqlPluginAuth = 0x080000

// Leave ends what protocol expects after the TLS handshake on conn,
// where hanging up does harm. conn must end by itself when time is over; no
// error is of interest any more.
//
// MySQL and MariaDB count a client that leaves before it has logged in as a
// connection error, and after max_connect_errors of them (100) block its
// address, and with it whatever else connects from there ("Host is blocked",
// error 1129). A login that is turned down does not count.
func Leave(conn net.Conn, protocol string) {
	if protocol != "mysql" {
		return
	}
	// The number goes on from the SSLRequest's.
	if _, err := conn.Write(mysqlPacket(2, mysqlLogin())); err != nil {
		return
	}
	// The server may ask to log in by another plugin, which no data fails too.
	for range 2 {
		var head [5]byte
		if _, err := io.ReadFull(conn, head[:]); err != nil {
			return
		}
		length := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
		if head[4] != mysqlAuthSwitch || length < 1 || length > maxTalkLine {
			return
		}
		if _, err := io.CopyN(io.Discard, conn, int64(length-1)); err != nil {
			return
		}
		if _, err := conn.Write(mysqlPacket(head[3]+1, nil)); err != nil {
			return
		}
	}
}

// mysqlAuthSwitch is the first byte of a request for another plugin.
const mysqlAuthSwitch = 0xfe

// mysqlLogin is the login of a user whom no server has, without a password.
func mysqlLogin() []byte {
	login := mysqlClient(mysqlPluginAuth)
	login = append(login, neutralName...)
	login = append(login, 0, 0)
	login = append(login, "mysql_native_password"...)
	return append(login, 0)
}

// mysqlClient is what an SSLRequest and a login begin with: capabilities,
// largest packet, character set (utf8mb4_general_ci) and 23 zeros.
func mysqlClient(more uint32) []byte {
	payload := make([]byte, 32)
	binary.LittleEndian.PutUint32(payload, mysqlProtocol41|mysqlSSL|mysqlSecureConnection|more)
	binary.LittleEndian.PutUint32(payload[4:], 1<<24)
	payload[8] = 45
	return payload
}

// mysqlPacket puts length and number before a payload of under 64 KiB.
func mysqlPacket(number byte, payload []byte) []byte {
	return append([]byte{byte(len(payload)), byte(len(payload) >> 8), 0, number}, payload...)
}
