package ledger

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Unreachable is a register that could not be fetched: data, not wrong input.
type Unreachable struct{ Reason string }

func (u *Unreachable) Error() string { return u.Reason }

// IsURL says that a register is fetched, not opened.
func IsURL(from string) bool {
	return strings.HasPrefix(from, "https://") || strings.HasPrefix(from, "http://")
}

// ShownSource is where a register comes from in the one form in which it leaves
// the provider: of an address without user, query and fragment, which may hold a
// secret or its signature.
func ShownSource(from string) string {
	if !IsURL(from) {
		return from
	}
	return source.Redact(from)
}

// download fetches a register. Its address may hold a secret in its user or
// query, so messages tell no more than host and path.
func download(ctx context.Context, s *session.Session, address string) (name string, content []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.Dialer.Timeout())
	defer cancel()
	content, failure := source.Fetch(ctx, s.Client, address, register.MaxBytes)
	shown := deadline.Printable(ShownSource(address))
	switch {
	case failure == nil:
	case failure.Reason == source.Unsupported:
		return "", nil, &register.Error{Message: "The register's address is no URL; write it like https://files.example.test/contracts.csv."}
	case failure.Reason == source.TooLarge:
		return "", nil, &register.Error{Message: fmt.Sprintf("The register %s has more than %d bytes, the most that is read.", shown, int64(register.MaxBytes))}
	default:
		return "", nil, &Unreachable{"the register " + shown + " could not be fetched: " + failure.Clause}
	}
	where, err := url.Parse(address)
	if err != nil {
		return "", nil, &Unreachable{"the register " + shown + " could not be fetched: its address cannot be read"}
	}
	return path.Base(where.Path), content, nil
}
