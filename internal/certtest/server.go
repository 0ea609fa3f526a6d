package certtest

import (
	"crypto/tls"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// TB is what the helpers need of a test or benchmark. Package testing is not
// imported, so that the demo can use this package too.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// ServerOptions describe a server. Either Config or Handle is set.
type ServerOptions struct {
	// Address to listen on; "" is a free port of 127.0.0.1.
	Address string
	// Config makes a server that completes the handshake, waits for the client
	// to end the connection, and says nothing.
	Config *tls.Config
	// Handle serves one raw connection, which is closed behind it.
	Handle func(net.Conn)
	// Delay is waited before anything is said or read.
	Delay time.Duration
}

// Server listens on loopback until it is closed.
type Server struct {
	// Addr is "host:port".
	Addr string

	options     ServerOptions
	listener    net.Listener
	connections atomic.Int64
	group       sync.WaitGroup
	mutex       sync.Mutex
	open        map[net.Conn]bool
}

// Start makes a server. The caller closes it.
func Start(options ServerOptions) (*Server, error) {
	if options.Address == "" {
		options.Address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", options.Address) //nolint:noctx // it listens on loopback and returns at once
	if err != nil {
		return nil, err
	}
	s := &Server{Addr: listener.Addr().String(), options: options, listener: listener, open: make(map[net.Conn]bool)}
	s.group.Go(s.accept)
	return s, nil
}

// Serve makes a server for the time of a test.
func Serve(t TB, options ServerOptions) *Server {
	t.Helper()
	server, err := Start(options)
	if err != nil {
		t.Fatalf("no test server: %v", err)
	}
	t.Cleanup(server.Close)
	return server
}

// ServeTLS makes a TLS server for the time of a test and gives its address.
func ServeTLS(t TB, config *tls.Config) string {
	t.Helper()
	return Serve(t, ServerOptions{Config: config}).Addr
}

// Raw makes a server that does whatever handle does, for the time of a test, and
// gives its address.
func Raw(t TB, handle func(net.Conn)) string {
	t.Helper()
	return Serve(t, ServerOptions{Handle: handle}).Addr
}

// Connections is how many connections the server has taken.
func (s *Server) Connections() int { return int(s.connections.Load()) }

// Close ends the server and its connections.
func (s *Server) Close() {
	_ = s.listener.Close()
	s.mutex.Lock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.open = nil
	s.mutex.Unlock()
	s.group.Wait()
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mutex.Lock()
		if s.open == nil {
			s.mutex.Unlock()
			_ = conn.Close()
			return
		}
		s.open[conn] = true
		s.mutex.Unlock()
		s.connections.Add(1)
		s.group.Go(func() { s.serve(conn) })
	}
}

func (s *Server) serve(conn net.Conn) {
	defer func() {
		_ = conn.Close()
		s.mutex.Lock()
		delete(s.open, conn)
		s.mutex.Unlock()
	}()
	if s.options.Delay > 0 {
		time.Sleep(s.options.Delay)
	}
	if s.options.Handle != nil {
		s.options.Handle(conn)
		return
	}
	secure := tls.Server(conn, s.options.Config)
	// The first read makes the handshake; what clients say is not of interest.
	for scratch := make([]byte, 512); ; {
		if _, err := secure.Read(scratch); err != nil {
			return
		}
	}
}
