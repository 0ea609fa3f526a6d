package inventory_test

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// registers, S4: a reader of a SQLite inventory needed write access. The reader is
// another user where the tests run as root, who may write anything.
func TestReadOnlyReader(t *testing.T) {
	t.Parallel()
	for _, modes := range []struct{ dir, file fs.FileMode }{{0o755, 0o444}, {0o555, 0o444}, {0o555, 0o644}, {0o777, 0o444}} {
		for _, writing := range []bool{false, true} {
			t.Run(fmt.Sprintf("directory %o, file %o, writer %t", modes.dir, modes.file, writing), func(t *testing.T) {
				t.Parallel()
				dir, err := os.MkdirTemp("", "ledger")
				check(t, err)
				t.Cleanup(func() { _ = os.RemoveAll(dir) })
				path := filepath.Join(dir, "inventory.db")
				l := ledger{url: "sqlite:" + path, owner: "sqlite:" + path, granted: func(testing.TB) {}}
				l.migrate(t)
				first := l.open(t, "prod")
				mustUpsert(t, first, asset("first", 90), 0)
				if !writing {
					first.Close()
				}
				program := copyProgram(t, dir)
				check(t, os.Chmod(path, modes.file))
				check(t, os.Chmod(dir, modes.dir))
				reader := startReader(t, program, l.url)
				reader.wants(t, "asset/first")
				// What is written while it reads is seen, and the writer is not harmed.
				for i := range 3 {
					check(t, os.Chmod(path, 0o644))
					check(t, os.Chmod(dir, 0o755))
					writer := l.open(t, "prod")
					mustUpsert(t, writer, asset(fmt.Sprint(i), 91+i), 0)
					if !writing {
						writer.Close()
					}
					check(t, os.Chmod(path, modes.file))
					check(t, os.Chmod(dir, modes.dir))
					reader.wants(t, []string{"asset/first asset/0", "asset/first asset/0 asset/1", "asset/first asset/0 asset/1 asset/2"}[i])
				}
			})
		}
	}
}

// reader is a process that reads whenever it is told to.
type reader struct {
	in      io.Writer
	out     *bufio.Scanner
	errs    *strings.Builder
	command *exec.Cmd
}

func startReader(t *testing.T, program, url string) reader {
	t.Helper()
	cmd := worker(t.Context(), t, job{URL: url, Reads: true})
	cmd.Path, cmd.Dir = program, "/"
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = newNobody(t)
	}
	var errs strings.Builder
	in, err := cmd.StdinPipe()
	check(t, err)
	out, err := cmd.StdoutPipe()
	check(t, err)
	cmd.Stderr = &errs
	check(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return reader{in, bufio.NewScanner(out), &errs, cmd}
}

func (r reader) wants(t *testing.T, ids string) {
	t.Helper()
	_, err := fmt.Fprintln(r.in)
	check(t, err)
	if !r.out.Scan() {
		_ = r.command.Wait()
		t.Fatalf("the reader ended: %s", r.errs.String())
	}
	if got := r.out.Text(); got != ids {
		t.Errorf("read %q, want %q", got, ids)
	}
}

// A PostgreSQL reader needs no more than SELECT, and may be kept from writing.
func TestReadOnlyRole(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	l := postgresLedger(t, s)
	l.migrate(t)
	mustUpsert(t, l.open(t, "prod"), asset("erp", 90), 0)
	schema := schemaOf(l.url)
	role := "reader_" + schema
	l.edit(
		t, "CREATE ROLE "+role+" LOGIN PASSWORD '"+secret+"'", "GRANT USAGE ON SCHEMA "+schema+" TO "+role,
		"GRANT SELECT ON expiry_assets, expiry_history, expiry_readers, expiry_readings, expiry_schema TO "+role,
	)
	url := s.url(role, schema) + "&default_transaction_read_only=on"
	store := ledger{url: url}.open(t, "")
	if rows := collect(t, store, inventory.Filter{}); len(rows) != 1 {
		t.Errorf("%d rows", len(rows))
	}
	mustGet(t, store, "asset/erp")
	if counts, err := store.Counts(t.Context(), inventory.Filter{}, today); err != nil || counts.Total != 1 {
		t.Errorf("%+v, %s", counts, detail(err))
	}
	if entries, err := store.History(t.Context(), "asset/erp"); err != nil || len(entries) != 1 {
		t.Errorf("%+v, %s", entries, detail(err))
	}
	if things := collectThings(t, store, inventory.ThingFilter{}); len(things) != 1 {
		t.Errorf("%d things", len(things))
	}
	if found, lines := verified(t, store); lines != "" || found.Rows != 1 {
		t.Error(lines)
	}
	if m, err := inventory.Migrate(t.Context(), url); err != nil || m.From != m.To {
		t.Errorf("%+v, %s", m, detail(err))
	}
	_, err := ledger{url: url}.open(t, "prod").Upsert(t.Context(), asset("erp", 120), 1)
	wantError(t, err, inventory.ReadOnly)
	_, err = ledger{url: s.url(role, schema)}.open(t, "prod").Upsert(t.Context(), asset("erp", 120), 1)
	wantError(t, err, inventory.NoRights)
}

// Who may only read sees each transaction whole, also of writers that come and go
// while it reads.
func TestReadOnlyReaderAmongWriters(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "ledger")
	check(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	check(t, os.Chmod(dir, 0o755))
	path := filepath.Join(dir, "inventory.db")
	l := ledger{url: "sqlite:" + path, owner: "sqlite:" + path, granted: func(testing.TB) {}}
	l.migrate(t)
	l.open(t, "prod").Close()
	program := copyProgram(t, dir)
	check(t, os.Chmod(path, 0o444))
	if os.Geteuid() != 0 {
		t.Skip("only root writes what others may only read")
	}
	read := startReader(t, program, l.url)
	written := make(chan error)
	go func() {
		for i := range 60 {
			store := l.open(t, "prod")
			_, err := store.Apply(t.Context(), []inventory.Change{{Row: asset(fmt.Sprint(i), 90)}, {Row: asset(fmt.Sprintf("twin of %d", i), 90)}})
			store.Close()
			if err != nil {
				written <- err
				return
			}
		}
		close(written)
	}()
	for done, least := false, 0; !done; {
		select {
		case err := <-written:
			check(t, err)
			done = true
		default:
		}
		_, err := fmt.Fprintln(read.in)
		check(t, err)
		if !read.out.Scan() {
			_ = read.command.Wait()
			t.Fatalf("the reader ended: %s", read.errs.String())
		}
		rows := strings.Count(read.out.Text(), "asset/")
		if rows%2 != 0 || rows < least || done && rows != 120 {
			t.Fatalf("%d rows after %d: %s", rows, least, read.out.Text())
		}
		least = rows
	}
}
