package statefile

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// pgFault says what went wrong in words of our own: the server's and the driver's
// repeat the user and parts of the connection string.
func pgFault(err error) *Error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	if said, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pgCode(said.Code)
	}
	text := err.Error()
	switch {
	case errors.Is(err, context.Canceled):
		return stopped(context.Canceled)
	case strings.Contains(text, "tls:"), strings.Contains(text, "x509:"), strings.Contains(text, "tls error"), strings.Contains(text, "refused TLS"):
		return fault(Untrusted, "The database did not complete a TLS handshake that can be trusted. Its certificate is verified unless the connection string says otherwise: "+
			"add sslrootcert=/path/to/ca.pem for a private authority, sslmode=require to encrypt without a proof of who answers, or sslmode=disable where it speaks no TLS.")
	}
	switch network.CauseOf(err) {
	case network.Denied:
		return fault(Denied, "The database lies in a network that the provider's configuration denies.")
	case network.Timeout:
		found := stopped(context.DeadlineExceeded)
		found.Message = "The database did not answer in time."
		return found
	case network.NameNotFound, network.NameFailed:
		return fault(Unreachable, "The database cannot be found: its host name does not resolve.")
	case network.Refused:
		return fault(Unreachable, "The database refused the connection.")
	}
	return fault(Unreachable, "The database cannot be reached, or the connection broke.")
}

// pgCode reads an SQLSTATE (PostgreSQL documentation, appendix A).
func pgCode(code string) *Error {
	class := code[:min(2, len(code))]
	switch {
	case class == "28":
		return fault(Unauthorised, "The database refuses the login (SQLSTATE %s). Check user and password: PGPASSWORD or ~/.pgpass keep them out of the configuration.", code)
	case code == "42501":
		return fault(Forbidden, "The user may not read the states. A role that reads them needs USAGE on the schema and SELECT on its table %s.", stateTable)
	case code == "42P01", code == "3F000":
		return fault(NoTable, "There is no table %s in the schema. Terraform's pg backend makes one in %s unless its schema_name says otherwise.", stateTable, DefaultSchema)
	case code == "42703", class == "42":
		return fault(NoTable, "The table %s is not one of Terraform's pg backend: it has no columns name and data as that has.", stateTable)
	case code == "3D000":
		return fault(NotFound, "The server has no such database.")
	case code == "57014":
		found := stopped(context.DeadlineExceeded)
		found.Message = "The database stopped the query because it took too long."
		return found
	case code == "53300", code == "57P03":
		return fault(Unreachable, "The database takes no connections at the moment: it is starting, stopping or has too many.")
	}
	return fault(Unreadable, "The database reported an error (SQLSTATE %s).", code)
}
