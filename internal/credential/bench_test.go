package credential_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// BenchmarkTenThousandFiles reads 10,000 files of the usual kinds.
func BenchmarkTenThousandFiles(b *testing.B) {
	folder := b.TempDir()
	texts := []string{
		jwt(`{"iss":"https://idp.example.net","sub":"robot","iat":1795860000,"exp":1806451200}`),
		sshCertificate(b, func(*ssh.Certificate) {}),
		newPGP(b).uid("a", said{created: born, lives: 3 * year, flags: 3}).binary(),
		kubeconfig("{token: " + jwt(`{"exp":1806451200}`) + "}"),
		`{"access_token":"opaque-value","expires_at":1806451200}`,
	}
	for i := range 10_000 {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%05d", i)), []byte(texts[i%len(texts)]), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		matches, lost := source.Glob(b.Context(), []string{filepath.Join(folder, "*")})
		if len(lost) > 0 || len(matches) != 10_000 {
			b.Fatal(len(matches), lost)
		}
		for _, outcome := range credential.ReadFiles(b.Context(), matches, 0, asOf) {
			if outcome.Failure != nil {
				b.Fatal(outcome.Failure)
			}
		}
	}
}
