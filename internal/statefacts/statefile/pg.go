package statefile

import (
	"context"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/jackc/pgx/v5"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// What Terraform's pg backend calls things, and its environment variables.
const (
	DefaultSchema = "terraform_remote_state"
	stateTable    = "states"
	EnvConnection = "PG_CONN_STR"
	EnvSchema     = "PG_SCHEMA_NAME"
)

const (
	connectTimeout = 10 * time.Second
	// programName is what the server's administrator sees.
	programName = "terraform-provider-expiry"
	// pieceRunes of a state are fetched at a time.
	pieceRunes = 8 << 20
)

// Database is a PostgreSQL database in which Terraform's pg backend keeps states.
// Nothing is ever written to it.
type Database struct {
	// Connection is a URL or "host=… dbname=…"; "" takes PG_CONN_STR.
	Connection string
	// Schema is where the table is; "" takes PG_SCHEMA_NAME, else DefaultSchema.
	Schema string
	// Workspaces are names or patterns with *; none is all. Each must match.
	Workspaces []string
	// Dialer makes the connections.
	Dialer *network.Dialer
	// Getenv gives environment variables; nil is os.Getenv.
	Getenv func(string) string
}

// backend is a database whose settings were read.
type backend struct {
	config *pgx.ConnConfig
	schema string
	shown  string
	parts  []string
}

// Sources are the workspaces in the database, sorted by name. Where the database
// cannot be asked, that is one source with its problem. Settings that cannot be
// used, and a filter that matches no workspace, are an *Error.
func (d Database) Sources(ctx context.Context) ([]Source, error) {
	b, err := d.backend()
	if err != nil {
		return nil, err
	}
	names, wrong := b.workspaces(ctx)
	if wrong != nil {
		return []Source{{Shown: b.shown, parts: b.parts, problem: wrong}}, nil //nolint:nilerr // the source has it, and is reported with it
	}
	names, err = d.chosen(names)
	if err != nil {
		return nil, named(err, b.shown)
	}
	var sources []Source
	for i, name := range names {
		if i > 0 && names[i-1] == name {
			sources[len(sources)-1].problem = fault(Contradicted, "The table has two rows for this workspace, so that it cannot be told which counts.")
			continue
		}
		sources = append(sources, Source{
			Shown: b.shown + ", workspace " + deadline.Printable(name), parts: append(slices.Clip(b.parts), name),
			open: func(ctx context.Context, most int64) (io.ReadCloser, Age, error) { return b.open(ctx, name, most) },
		})
	}
	return sources, nil
}

// chosen keeps the workspaces that the filter names.
func (d Database) chosen(names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, fault(NoMatch, "The table of states is empty, so that nothing would be judged.")
	}
	if len(d.Workspaces) == 0 {
		return names, nil
	}
	keep := make([]bool, len(names))
	for _, pattern := range d.Workspaces {
		found := false
		for i, name := range names {
			matched, err := doublestar.Match(pattern, name)
			if err != nil {
				return nil, fault(BadPattern, "The workspace %s is no name and no pattern like \"prod-*\".", deadline.Quote(pattern))
			}
			if matched || pattern == name {
				keep[i], found = true, true
			}
		}
		if !found {
			return nil, fault(NoMatch, "No workspace is called %s. There are %d; names are compared exactly, and \"prod-*\" takes all that begin so.", deadline.Quote(pattern), len(names))
		}
	}
	var kept []string
	for i, name := range names {
		if keep[i] {
			kept = append(kept, name)
		}
	}
	return kept, nil
}

func (d Database) env(name string) string {
	if d.Getenv != nil {
		return d.Getenv(name)
	}
	return os.Getenv(name)
}

const acceptedConnection = `Accepted are a URL like "postgres://reader@db.example.test/terraform" and "host=db.example.test dbname=terraform", also in PG_CONN_STR; PGPASSWORD or ~/.pgpass keep the password out of the configuration.`

// backend reads the settings. The server's certificate is verified, unless they
// say otherwise.
func (d Database) backend() (*backend, error) {
	text := strings.TrimSpace(d.Connection)
	if text == "" {
		text = strings.TrimSpace(d.env(EnvConnection))
	}
	if text == "" {
		return nil, fault(BadAddress, "No database is named: the connection string is empty, and so is %s. %s", EnvConnection, acceptedConnection)
	}
	config, err := pgx.ParseConfig(withSSLMode(text, d.env("PGSSLMODE")))
	if err != nil {
		// The parser's own error may quote the password.
		return nil, fault(BadAddress, "The connection string, or a file that it names, cannot be read. %s", acceptedConnection)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = programName
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if d.Dialer != nil {
		// The one dialer looks names up itself; sockets are not for it.
		config.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
		config.DialFunc = func(ctx context.Context, kind, address string) (net.Conn, error) {
			if kind == "unix" {
				return new(net.Dialer).DialContext(ctx, kind, address)
			}
			return d.Dialer.DialContext(ctx, kind, address)
		}
	}
	b := &backend{config: config, schema: d.Schema}
	if b.schema == "" {
		b.schema = d.env(EnvSchema)
	}
	if b.schema == "" {
		b.schema = DefaultSchema
	}
	b.parts = []string{config.Host, config.Database, b.schema}
	b.shown = deadline.Printable("PostgreSQL " + net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port))) + ", database " + config.Database + ", schema " + b.schema)
	return b, nil
}

// withSSLMode lets the certificate be verified where nobody says otherwise.
func withSSLMode(text, environment string) string {
	isURL := strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
	switch {
	case environment != "" || strings.Contains(text, "sslmode"):
		return text
	case isURL && strings.Contains(text, "?"):
		return text + "&sslmode=verify-full"
	case isURL:
		return text + "?sslmode=verify-full"
	}
	return text + " sslmode=verify-full"
}
