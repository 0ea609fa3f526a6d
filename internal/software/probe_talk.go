package software

import (
	"net"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
)

// Bounds on what a server may say before it is asked no further. The largest
// honest heads of HTTP answers are some 32 kB; a greeting has a few lines.
const (
	maxHeard     = 1 << 20
	maxHead      = 256 << 10
	maxSaid      = 64 << 10
	maxSaidLine  = 8 << 10
	maxSaidLines = 200
)

// bounds are of a protocol of talking.
var bounds = dialogue.Bounds{Line: maxSaidLine, Lines: maxSaidLines, Bytes: maxSaid}

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
		return 0, dialogue.ErrTooLong
	}
	n, err := w.Conn.Read(b)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.first = dialogue.Remember(w.first, b[:n])
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
