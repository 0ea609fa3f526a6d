package inventory

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// Grants is what the role of a workspace needs in PostgreSQL. One that only reads
// needs SELECT of them.
const Grants = "GRANT SELECT, INSERT, UPDATE, DELETE ON expiry_assets TO role; GRANT SELECT, INSERT, UPDATE ON expiry_readers, expiry_readings TO role; " +
	"GRANT SELECT, INSERT ON expiry_history TO role; GRANT SELECT ON expiry_schema TO role"

func (p *postgres) explain(err error) *trouble {
	var connecting *pgconn.ConnectError
	isConnecting := errors.As(err, &connecting)
	var found *trouble
	if said, ok := errors.AsType[*pgconn.PgError](err); ok {
		found = p.explainCode(said)
		// A server that refuses the connection has begun nothing.
		found.lost = found.lost && !isConnecting
		return found
	}
	switch {
	case isConnecting && strings.Contains(err.Error(), "read only connection"):
		found = p.place.trouble(ReadOnly, "None of the hosts of the inventory takes writes: all are standbys or set to read-only.", err)
		found.again = true // one of them may be about to
	case isConnecting:
		found = p.place.trouble(Unreachable, p.unreachable(err), err)
		// A certificate that is not trusted will not be on the next attempt.
		found.again, found.down = !isTLS(err), true
	case errors.Is(err, context.Canceled):
		found = p.place.trouble(Cancelled, "The call to the inventory was cancelled before it was done.", nil)
		found.lost = true
	case errors.Is(err, context.DeadlineExceeded):
		found = p.place.trouble(Unreachable, "The database of the inventory did not answer in time.", nil)
		found.lost = true
	case isScan(err):
		found = p.place.trouble(Damaged, damagedMessage, err)
	default:
		found = p.place.trouble(Unreachable, "The connection to the database of the inventory broke.", err)
		found.again, found.lost = true, true
	}
	return found
}

// explainCode reads an SQLSTATE (PostgreSQL documentation, appendix A).
func (p *postgres) explainCode(said *pgconn.PgError) *trouble {
	code, class := said.Code, said.Code[:min(2, len(said.Code))]
	cause := errors.New(said.Message + " (SQLSTATE " + code + ")")
	say := func(kind Kind, message string) *trouble { return p.place.trouble(kind, message, cause) }
	var found *trouble
	switch {
	case code == "40001", code == "40P01", code == "23505", code == "55P03", code == "42P07", code == "42710":
		// Serialisation failure, deadlock, two inserts of one row, a lock; two
		// migrations that make one table, which IF NOT EXISTS does not rule out.
		found = say(Locked, "Other writers kept the inventory busy until the time was up. Apply again.")
		found.again = true
	case code == "40003", class == "08", code == "57P01", code == "57P02", code == "57P05":
		// Statement completion unknown, connection exceptions, shutdowns.
		found = say(Unreachable, "The database of the inventory ended the connection.")
		found.again, found.lost = true, true
	case code == "57P03", code == "53300":
		found = say(Unreachable, "The database of the inventory takes no connections at the moment: it is starting, stopping or has too many.")
		found.again = true
	case code == "25006":
		found = say(ReadOnly, "The database of the inventory takes no writes: it is a standby or set to read-only. "+
			"Name the host that takes them, or all hosts separated by commas.")
		// One of many hosts that has just become a standby: ask for another.
		found.again, found.lost = p.place.manyHosts(), p.place.manyHosts()
	case class == "28":
		found = say(NoRights, "The database of the inventory refuses the login. Check user and password (PGPASSWORD or ~/.pgpass keep it out of the configuration).")
	case code == "3D000":
		found = say(SchemaMissing, "There is no such database. Create it, then run: "+p.place.migrateCommand())
	case code == "42501":
		found = say(NoRights, "The user of the inventory may not do this. A role that runs plans and applies needs: "+Grants+". One that only reads needs SELECT on them. Only migrating needs the right to create tables.")
	case code == "42P01", code == "3F000":
		found = p.place.schemaMissing()
	case code == "53100", code == "53200":
		found = say(Full, "The database of the inventory has no space left. Nothing was written.")
	case code == "57014":
		found = say(Locked, "The database of the inventory stopped the statement because it took too long. Nothing was written.")
	default:
		found = say(Failed, "The database of the inventory reported an error. Nothing was written.")
	}
	return found
}

// unreachable says why there is no connection.
func (p *postgres) unreachable(err error) string {
	who := "The database of the inventory "
	if isTLS(err) {
		return who + "did not complete a TLS handshake that can be trusted. Its certificate is verified unless the URL says otherwise: " +
			"add sslrootcert=/path/to/ca.pem for a private authority, or sslmode=disable where the server speaks no TLS."
	}
	switch network.CauseOf(err) {
	case network.Refused:
		return who + "refused the connection."
	case network.NameNotFound, network.NameFailed:
		return who + "cannot be found: its host name does not resolve."
	case network.Timeout:
		return who + "did not answer in time."
	}
	return who + "cannot be reached."
}

// isTLS knows what pgx and crypto/tls say, which have types of their own for a
// part of it only.
func isTLS(err error) bool {
	text := err.Error()
	return strings.Contains(text, "tls error") || strings.Contains(text, "tls:") || strings.Contains(text, "x509:") || strings.Contains(text, "refused TLS")
}

// isScan says that the database answered with something that is no row of ours.
func isScan(err error) bool {
	text := err.Error()
	return strings.Contains(text, "can't scan") || strings.Contains(text, "Scan error") || strings.Contains(text, "cannot scan")
}

func (p place) schemaMissing() *trouble {
	return p.trouble(SchemaMissing, "There is no inventory here yet. Plans and applies never make one; run once: "+p.migrateCommand(), nil)
}
