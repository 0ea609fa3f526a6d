package judge

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// SystemAnchors is the operating system's trust store, read once per process.
//
// On Linux, the BSDs and Solaris it is read from the files that crypto/x509
// uses, SSL_CERT_FILE and SSL_CERT_DIR included; it may be empty, and the error
// says why none of the files could be read. On macOS and Windows the platform's
// verifier decides, and the roots it returns become anchors.
func SystemAnchors() (*Anchors, error) { return systemAnchors() }

var systemAnchors = sync.OnceValues(func() (*Anchors, error) {
	switch runtime.GOOS {
	case "windows", "darwin", "ios":
		return &Anchors{ask: verifyOnPlatform}, nil
	}
	files, dirs := certFiles(runtime.GOOS), certDirs(runtime.GOOS)
	if file := os.Getenv("SSL_CERT_FILE"); file != "" {
		files = []string{file}
	}
	if list := os.Getenv("SSL_CERT_DIR"); list != "" {
		dirs = strings.Split(list, ":")
	}
	return readAnchors(files, dirs)
})

// The places are those of crypto/x509 (root_linux.go, root_bsd.go,
// root_solaris.go), so that this provider trusts what other Go programs trust.
func certFiles(system string) []string {
	switch system {
	case "freebsd", "netbsd", "openbsd", "dragonfly":
		return []string{
			"/usr/local/etc/ssl/cert.pem", "/etc/ssl/cert.pem",
			"/usr/local/share/certs/ca-root-nss.crt", "/etc/openssl/certs/ca-certificates.crt",
		}
	case "solaris", "illumos":
		return []string{"/etc/certs/ca-certificates.crt", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cacert.pem"}
	}
	return []string{
		"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
		"/etc/pki/tls/cacert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
	}
}

func certDirs(system string) []string {
	switch system {
	case "freebsd", "netbsd", "openbsd", "dragonfly":
		return []string{"/etc/ssl/certs", "/usr/local/share/certs", "/etc/openssl/certs"}
	case "solaris", "illumos":
		return []string{"/etc/certs/CA"}
	}
	return []string{"/etc/ssl/certs", "/etc/pki/tls/certs"}
}

// readAnchors reads the first of files that can be read and everything in dirs.
func readAnchors(files, dirs []string) (*Anchors, error) {
	var failure error
	note := func(err error) {
		if failure == nil && !errors.Is(err, fs.ErrNotExist) {
			failure = err
		}
	}
	var store rootReader
	for _, file := range files {
		text, err := readRoots(file)
		if err == nil {
			store.add(text)
			break
		}
		note(err)
	}
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			note(err)
			continue
		}
		for _, entry := range entries {
			if linkWithin(dir, entry) {
				continue
			}
			if text, err := readRoots(filepath.Join(dir, entry.Name())); err == nil {
				store.add(text)
			}
		}
	}
	anchors := (&Anchors{}).with(store.certs, true)
	if anchors.Len() == 0 && failure != nil {
		return anchors, fmt.Errorf("reading the system's trust store: %w", failure)
	}
	return anchors, nil
}

// maxRootsBytes is some hundred times what a trust store takes.
const maxRootsBytes = 64 << 20

func readRoots(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	// Reading a pipe could take for ever.
	if !info.Mode().IsRegular() || info.Size() > maxRootsBytes {
		return nil, fmt.Errorf("%s is no file of certificates", path)
	}
	return os.ReadFile(path)
}

// linkWithin tells whether the entry only points to another of its directory,
// as the hashed names made by c_rehash do.
func linkWithin(dir string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return false
	}
	target, err := os.Readlink(filepath.Join(dir, entry.Name()))
	return err == nil && !strings.Contains(target, "/")
}

// rootReader collects certificates; the same one usually stands in the bundle
// and in a file of its own and is parsed once.
type rootReader struct {
	certs []*x509.Certificate
	seen  map[string]bool
}

func (r *rootReader) add(text []byte) {
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return
		}
		if block.Type != "CERTIFICATE" || len(block.Headers) != 0 || r.seen[string(block.Bytes)] {
			continue
		}
		if r.seen == nil {
			r.seen = make(map[string]bool)
		}
		r.seen[string(block.Bytes)] = true
		// A root that Go cannot parse is passed over, as crypto/x509 does.
		if cert, err := x509.ParseCertificate(block.Bytes); err == nil {
			r.certs = append(r.certs, cert)
		}
	}
}

func verifyOnPlatform(leaf *x509.Certificate, others []*x509.Certificate, at time.Time) []*x509.Certificate {
	pool := x509.NewCertPool()
	for _, other := range others {
		pool.AddCert(other)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{
		Intermediates: pool,
		CurrentTime:   at,
		// Usages are judged apart, so that a root is found for any certificate.
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return nil
	}
	var roots []*x509.Certificate
	for _, chain := range chains {
		roots = append(roots, chain[len(chain)-1])
	}
	return roots
}
