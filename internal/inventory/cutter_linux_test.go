package inventory_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// cut is when a connection breaks: before the server has a message, in the middle
// of it, or after it, with the answer lost.
type cut int

const (
	before cut = iota
	during
	after
)

func (c cut) String() string { return []string{"before", "during", "after"}[c] }

// cutter stands between a store and its server and breaks the connection at one
// message, which is a statement or the end of some (PostgreSQL documentation,
// "Message Formats": Execute, Query, Sync).
type cutter struct {
	address, target string

	mutex sync.Mutex
	left  int // messages until it cuts; none where it is not armed
	how   cut
	fired atomic.Bool
}

func newCutter(t *testing.T, s *server) *cutter {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	c := &cutter{address: listener.Addr().String(), target: fmt.Sprintf("127.0.0.1:%d", s.port)}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go c.serve(context.WithoutCancel(t.Context()), conn)
		}
	}()
	return c
}

// through is the ledger as seen through the cutter.
func (c *cutter) through(l ledger) ledger {
	l.url, l.owner = strings.Replace(l.url, c.target, c.address, 1), strings.Replace(l.owner, c.target, c.address, 1)
	return l
}

// arm cuts at the nth message from now on, once.
func (c *cutter) arm(n int, how cut) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.left, c.how = n, how
	c.fired.Store(false)
}

// due says whether to cut at this message.
func (c *cutter) due(kind byte) (bool, cut) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.left == 0 || kind != 'E' && kind != 'Q' && kind != 'S' {
		return false, 0
	}
	c.left--
	if c.left == 0 {
		c.fired.Store(true)
	}
	return c.left == 0, c.how
}

func (c *cutter) serve(ctx context.Context, client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := new(net.Dialer).DialContext(ctx, "tcp", c.target)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	var lost atomic.Bool
	answered := make(chan struct{})
	go func() {
		defer func() { _ = client.Close() }()
		buffer := make([]byte, 1<<16)
		for {
			n, err := server.Read(buffer)
			if lost.Load() {
				close(answered)
				return
			}
			if err != nil {
				return
			}
			_, _ = client.Write(buffer[:n])
		}
	}()
	for kind := byte(0); ; kind = 1 {
		message, err := nextMessage(client, kind == 0)
		if err != nil {
			return
		}
		now, how := c.due(message[0])
		if kind == 0 || !now {
			_, _ = server.Write(message)
			continue
		}
		switch how {
		case before:
		case during:
			_, _ = server.Write(message[:len(message)/2])
		case after:
			lost.Store(true)
			_, _ = server.Write(message)
			if message[0] != 'E' { // whose answer waits for the Sync
				<-answered
			}
		}
		return
	}
}

// nextMessage reads one message; the first of a connection has no kind.
func nextMessage(from io.Reader, first bool) ([]byte, error) {
	head := make([]byte, 5)
	if first {
		head = head[:4]
	}
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(head[len(head)-4:])
	if length < 4 || length > 1<<28 {
		return nil, errors.New("no message")
	}
	message := append(head, make([]byte, length-4)...)
	_, err := io.ReadFull(from, message[len(head):])
	return message, err
}
