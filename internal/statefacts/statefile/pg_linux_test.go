package statefile_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/daemontest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

func database(t testing.TB, connection string, environment map[string]string, denied ...string) statefile.Database {
	t.Helper()
	networks, err := network.ParseNetworks("denied_networks", denied)
	if err != nil {
		t.Fatal(err)
	}
	dialer, err := network.New(network.Config{Timeout: 5 * time.Second, DeniedNetworks: networks})
	if err != nil {
		t.Fatal(err)
	}
	return statefile.Database{Connection: connection, Dialer: dialer, Getenv: func(name string) string { return environment[name] }}
}

func TestDatabaseWrongSettings(t *testing.T) {
	t.Parallel()
	for name, connection := range map[string]string{
		"none": "", "another scheme": "mysql://u:" + marker + "@h/d", "no port": "postgres://u:" + marker + "@h:x/d", "not pairs": marker, "a missing authority": "postgres://u:" + marker + "@h/d?sslmode=verify-full&sslrootcert=/nowhere",
		"an unknown mode": "host=h password=" + marker + " sslmode=maybe",
	} {
		t.Log(name)
		_, err := database(t, connection, nil).Sources(t.Context())
		refused(t, err, statefile.BadAddress, "PG_CONN_STR")
		discreet(t, nil, err)
	}
}

// Who cannot be asked is one source with its problem.
func TestDatabaseUnreachable(t *testing.T) {
	t.Parallel()
	address := certtest.Refusing(t)
	connection := "postgres://reader:" + marker + "@" + address + "/terraform"
	for _, c := range []struct {
		database statefile.Database
		reason   statefile.Reason
	}{{database(t, connection, nil), statefile.Unreachable}, {database(t, "", map[string]string{statefile.EnvConnection: connection}, "127.0.0.0/8"), statefile.Denied}} {
		sources, err := c.database.Sources(t.Context())
		if err != nil || len(sources) != 1 {
			t.Fatalf("%v %v", sources, err)
		}
		outcome := statefile.ReadMany(t.Context(), sources, statefile.Limits{}, nil)[0]
		refused(t, outcome.Err, c.reason, "database terraform, schema terraform_remote_state")
		discreet(t, outcome, outcome.Err)
	}
}

func TestDatabase(t *testing.T) {
	t.Parallel()
	address := daemontest.Database(t).Address("postgres")
	admin := "postgres://postgres:" + marker + "@" + address + "/postgres"
	plain := admin + "?sslmode=disable"
	execute := func(statement string, arguments ...any) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), plain)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
		if _, err := conn.Exec(t.Context(), statement, arguments...); err != nil {
			t.Fatal(err)
		}
	}
	awaitDatabase(t, plain)
	problem := func(d statefile.Database, reason statefile.Reason, says ...string) {
		t.Helper()
		sources, err := d.Sources(t.Context())
		if err == nil {
			if len(sources) != 1 {
				t.Fatalf("%d sources", len(sources))
			}
			err = statefile.ReadMany(t.Context(), sources, statefile.Limits{}, nil)[0].Err
		}
		refused(t, err, reason, says...)
		discreet(t, nil, err)
	}
	problem(database(t, admin, nil), statefile.Untrusted, "sslmode=disable")
	problem(database(t, plain, nil), statefile.NoTable, "terraform_remote_state")
	problem(database(t, strings.Replace(plain, "/postgres?", "/nowhere?", 1), nil), statefile.NotFound, "no such database")
	problem(database(t, strings.Replace(plain, "postgres:"+marker, "nobody:"+marker, 1), nil), statefile.Unauthorised, "PGPASSWORD")

	// As Terraform's pg backend makes them.
	execute(`CREATE SCHEMA terraform_remote_state`)
	execute(`CREATE TABLE terraform_remote_state.states (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text UNIQUE, data text)`)
	problem(database(t, plain, nil), statefile.NoMatch, "empty")
	long := state(thing("long", `{"attributes":{"a":"`+strings.Repeat("ü€😀", 3<<20)+`"}}`), thing("z", instance("")))
	for name, content := range map[string]any{"default": documents["state"], "prod-a": long, "prod-b": documents["state, sorted"], "broken": "", "none": nil} {
		execute(`INSERT INTO terraform_remote_state.states (name, data) VALUES ($1, $2)`, name, content)
	}
	execute(`CREATE ROLE reader LOGIN`)
	reader := strings.Replace(plain, "postgres:"+marker, "reader:"+marker, 1)
	problem(database(t, reader, nil), statefile.Forbidden, "SELECT")
	execute(`GRANT USAGE ON SCHEMA terraform_remote_state TO reader; GRANT SELECT ON terraform_remote_state.states TO reader`)

	// A user who may only read is enough.
	sources, err := database(t, "", map[string]string{statefile.EnvConnection: reader}).Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	counts := make([]int, len(sources))
	outcomes := statefile.ReadMany(t.Context(), sources, statefile.Limits{Options: statefile.Options{MaxResourceBytes: 1 << 20}}, func(source int, _ statefile.Resource) error {
		counts[source]++
		return nil
	})
	var got []string
	for i, outcome := range outcomes {
		text := fmt.Sprintf("%s %d", outcome.Name, counts[i])
		if own, ok := errors.AsType[*statefile.Error](outcome.Err); ok {
			text += " " + string(own.Reason)
		} else if outcome.Age.By != statefile.ByDatabase || outcome.Age.At.IsZero() || outcome.Header.Serial != 7 {
			t.Errorf("%+v", outcome)
		}
		got = append(got, text)
		discreet(t, outcome, outcome.Err)
	}
	same(t, got, []string{"broken 0 empty", "default 12", "none 0 empty", "prod-a 2", "prod-b 1"})
	if outcomes[3].Header.Bytes != int64(len(long)) || outcomes[3].Header.Counts.Unreadable != 1 {
		t.Errorf("%+v of %d bytes", outcomes[3].Header, len(long))
	}
	for _, outcome := range statefile.ReadMany(t.Context(), sources[3:4], statefile.Limits{Options: statefile.Options{MaxBytes: 1000}}, nil) {
		refused(t, outcome.Err, statefile.TooLarge, "workspace prod-a")
	}

	filtered := database(t, reader, nil)
	filtered.Workspaces = []string{"prod-*", "default"}
	if sources, err = filtered.Sources(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, statefile.Names(sources), []string{"default", "prod-a", "prod-b"})
	filtered.Workspaces = []string{"prod-*", "Default"}
	problem(filtered, statefile.NoMatch, `"Default"`, "There are 5")
	filtered.Workspaces = []string{"[a"}
	problem(filtered, statefile.BadPattern, `"[a"`)

	// A schema with a name that wants quotation, and another table in it.
	execute(`CREATE SCHEMA "we""ird; x"; CREATE TABLE "we""ird; x".states (workspace text)`)
	other := database(t, plain, nil)
	other.Schema = `we"ird; x`
	problem(other, statefile.NoTable, "no columns name and data")
	problem(database(t, plain, map[string]string{statefile.EnvSchema: "nowhere"}), statefile.NoTable, "schema nowhere")

	// A table that lost its index.
	execute(`CREATE SCHEMA twice; CREATE TABLE twice.states (name text, data text); INSERT INTO twice.states VALUES ('a', '{}'), ('a', '{}')`)
	other.Schema = "twice"
	problem(other, statefile.Contradicted, "two rows")
	execute(`ALTER TABLE terraform_remote_state.states RENAME TO gone`)
	for _, outcome := range statefile.ReadMany(t.Context(), sources[:1], statefile.Limits{}, nil) {
		refused(t, outcome.Err, statefile.NoTable, "workspace default")
	}
}

// awaitDatabase waits until a server that listens also takes connections.
func awaitDatabase(t testing.TB, connection string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, connection)
		if err == nil {
			_ = conn.Close(ctx)
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("PostgreSQL does not start: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
