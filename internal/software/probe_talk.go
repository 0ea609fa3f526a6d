package software

import (
	"errors"
	"io"
	"net"
	"sync"
)

// Bounds on what a server may say before it is asked no further. The largest
// honest heads of HTTP answers are some 32 kB; a greeting has a few lines.
const (
	maxHeard      = 1 << 20
	maxHead       = 256 << 10
	maxSaid       = 64 << 10
	maxSaidLine   = 8 << 10
	maxSaidLines  = 200
	rememberBytes = 256
)

// errTooMuch: the server says more than any honest greeting has.
var errTooMuch = errors.New("the server says too much")

// wire is a connection that remembers how it began and ends after maxHeard
// bytes. HTTP reads it in the background, hence the lock.
type wire struct {
	net.Conn

	mutex sync.Mutex
	first []byte
	total int
	// held, if set, is closed by the first write: until then nothing is read.
	held    chan struct{}
	release func()
}

// hold lets nothing be read before something was written. net/http takes what a
// server says before it was asked for a fault of its own and logs it.
func (w *wire) hold() {
	w.held = make(chan struct{})
	w.release = sync.OnceFunc(func() { close(w.held) })
}

// Write ends the holding.
func (w *wire) Write(b []byte) (int, error) {
	if w.release != nil {
		defer w.release()
	}
	return w.Conn.Write(b)
}

// Close ends the holding too.
func (w *wire) Close() error {
	if w.release != nil {
		defer w.release()
	}
	return w.Conn.Close()
}

// Read keeps the first bytes and counts all.
func (w *wire) Read(b []byte) (int, error) {
	if w.held != nil {
		<-w.held
	}
	if w.received() >= maxHeard {
		return 0, errTooMuch
	}
	n, err := w.Conn.Read(b)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.first = remember(w.first, b[:n])
	w.total += n
	return n, err
}

func (w *wire) received() int {
	if w == nil {
		return 0
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.total
}

// beginning is what the server said first.
func (w *wire) beginning() string {
	if w == nil {
		return ""
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return string(w.first)
}

// remember adds to the first bytes until there are enough.
func remember(first, more []byte) []byte {
	return append(first, more[:max(0, min(len(more), rememberBytes-len(first)))]...)
}

// talker reads a line protocol within bounds.
type talker struct {
	conn  net.Conn
	buf   []byte
	first []byte
	said  int
	lines int
}

// line reads one line without its end; a bare line feed ends it too.
func (t *talker) line() (string, error) {
	if t.lines++; t.lines > maxSaidLines {
		return "", errTooMuch
	}
	for {
		for i, c := range t.buf {
			if c != '\n' {
				continue
			}
			line := t.buf[:i]
			t.buf = t.buf[i+1:]
			if i > 0 && line[i-1] == '\r' {
				line = line[:i-1]
			}
			return string(line), nil
		}
		if len(t.buf) > maxSaidLine || t.said > maxSaid {
			return "", errTooMuch
		}
		if err := t.fill(); err != nil {
			return "", err
		}
	}
}

// bytes reads exactly n bytes.
func (t *talker) bytes(n int) ([]byte, error) {
	if n > maxSaid {
		return nil, errTooMuch
	}
	for len(t.buf) < n {
		if err := t.fill(); err != nil {
			return nil, err
		}
	}
	b := t.buf[:n]
	t.buf = t.buf[n:]
	return b, nil
}

// fill waits for more. The end of a connection in the middle is unexpected.
func (t *talker) fill() error {
	var chunk [4096]byte
	n, err := t.conn.Read(chunk[:])
	t.said += n
	t.first = remember(t.first, chunk[:n])
	t.buf = append(t.buf, chunk[:n]...)
	if n > 0 {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (t *talker) send(text string) error {
	_, err := io.WriteString(t.conn, text)
	return err
}
