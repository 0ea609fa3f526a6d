// Package dialogue talks with servers in lines and in bytes, and hears no more of
// them than any honest one says. The protocols are its callers'; so is the time,
// which is the connection's deadline.
package dialogue

import (
	"bufio"
	"errors"
	"io"
	"net"
)

// Bounds are what a server may say: bytes in a line, lines, and bytes in all.
type Bounds struct{ Line, Lines, Bytes int }

// ErrTooLong is the error of a server that says more than it may.
var ErrTooLong = errors.New("the server says too much")

// CutError is the error of a server that ends in the middle of a line.
type CutError struct{ Said string }

func (e *CutError) Error() string { return "the server ended in the middle of a line" }

// Unwrap is io.ErrUnexpectedEOF.
func (e *CutError) Unwrap() error { return io.ErrUnexpectedEOF }

// Talk is one conversation.
type Talk struct {
	// In is for who reads in another form than lines.
	In     *bufio.Reader
	conn   net.Conn
	ear    *ear
	bounds Bounds
	lines  int
}

// New begins to talk on a connection.
func New(conn net.Conn, bounds Bounds) *Talk {
	ear := &ear{conn: conn, left: bounds.Bytes}
	return &Talk{In: bufio.NewReaderSize(ear, bounds.Line), conn: conn, ear: ear, bounds: bounds}
}

// Line reads one line without its end. CR LF is the rule everywhere; a bare LF is
// taken too, since some servers' own texts have it.
func (t *Talk) Line() (string, error) {
	if t.lines++; t.lines > t.bounds.Lines {
		return "", ErrTooLong
	}
	line, err := t.In.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", ErrTooLong
	case errors.Is(err, io.EOF) && len(line) > 0:
		return "", &CutError{string(line)}
	case err != nil:
		return "", err
	}
	line = line[:len(line)-1]
	if len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	return string(line), nil
}

// Fill reads as many bytes as into holds.
func (t *Talk) Fill(into []byte) error {
	_, err := io.ReadFull(t.In, into)
	return err
}

// Bytes reads n bytes.
func (t *Talk) Bytes(n int) ([]byte, error) {
	if n > t.bounds.Bytes {
		return nil, ErrTooLong
	}
	bytes := make([]byte, n)
	return bytes, t.Fill(bytes)
}

// Send says something.
func (t *Talk) Send(text string) error {
	_, err := io.WriteString(t.conn, text)
	return err
}

// Wait waits for the server's next byte.
func (t *Talk) Wait() error {
	_, err := t.In.Peek(1)
	return err
}

// Pending is what has arrived and is not read yet.
func (t *Talk) Pending() string {
	rest, _ := t.In.Peek(t.In.Buffered())
	return string(rest)
}

// Began is how the server's words began, "" where it said nothing.
func (t *Talk) Began() string { return string(t.ear.began) }

// ear hears so many bytes.
type ear struct {
	conn  net.Conn
	left  int
	began []byte
}

func (e *ear) Read(into []byte) (int, error) {
	if e.left <= 0 {
		return 0, ErrTooLong
	}
	n, err := e.conn.Read(into[:min(len(into), e.left)])
	e.left -= n
	e.began = Remember(e.began, into[:n])
	return n, err
}

// Remember adds to the first bytes that were heard until there are enough to tell
// a protocol by them.
func Remember(first, more []byte) []byte {
	const enough = 256
	return append(first, more[:max(0, min(len(more), enough-len(first)))]...)
}
