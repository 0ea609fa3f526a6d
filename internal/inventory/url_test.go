package inventory_test

import (
	"errors"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

func TestURLs(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                "no scheme",
		"inventory.db":                    "no scheme",
		"mysql://u:geheim@db/x":           "neither of SQLite nor of PostgreSQL",
		"file:inventory.db":               "neither of SQLite nor of PostgreSQL",
		"sqlite:":                         "names no file",
		"sqlite://host/x.db":              "not a host",
		"sqlite:x.db?mode=ro":             "takes no options",
		"sqlite::memory:":                 "in memory",
		"sqlite:~/x.db":                   "no home directory",
		"postgres:u:geheim@db/x":          "no // after postgres",
		"postgres://u:geheim@db:port/x":   "cannot be read",
		"postgres://u:gehe im@[::1/x":     "cannot be read",
		"postgres://u:geheim@db/x\ny":     "control character",
		"postgres://db/x?sslmode=maybe":   "cannot be read",
		"postgres://u:geheim%zz@db/x":     "cannot be read",
		"postgres://db/x?sslrootcert=/no": "cannot be read",
	} {
		_, err := inventory.Open(inventory.Config{URL: text, Tenant: "acme"})
		var wrong *inventory.Error
		if !errors.As(err, &wrong) || wrong.Kind != inventory.BadURL || !strings.Contains(wrong.Detail(), says) {
			t.Errorf("%q: got %v, want %q", text, err, says)
		} else if strings.Contains(wrong.Detail(), "geheim") || !strings.Contains(wrong.Detail(), "sqlite:/") {
			t.Errorf("%q: the error shows the password, or no example: %s", text, wrong.Detail())
		}
	}
	for text, shown := range map[string]string{
		"sqlite:/var/lib/expiry/in ventory.db":         "sqlite:/var/lib/expiry/in ventory.db",
		"sqlite:///var/lib/inventory.db":               "sqlite:/var/lib/inventory.db",
		"SQLite:/x.db":                                 "sqlite:/x.db",
		"postgres://db.example.test/expiry":            "postgres://db.example.test/expiry",
		"postgresql://u:geheim@db/x?sslmode=disable":   "postgresql://u@db/x?sslmode=disable",
		"postgres://u:ge@heim@a:1,b:2/x":               "postgres://u@a:1,b:2/x",
		"postgres://u@db/x?password=geheim":            "postgres://u@db/x",
		"postgres:///x?host=/run&user=u&password=ge":   "postgres:///x?host=/run&user=u",
		" postgres://u:geheim@db/x?connect_timeout=1 ": "postgres://u@db/x?connect_timeout=1",
	} {
		store, err := inventory.Open(inventory.Config{URL: text, Tenant: "acme"})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if store.URL() != shown {
			t.Errorf("%q is shown as %q, want %q", text, store.URL(), shown)
		}
		store.Close()
	}
}

// newcomer.md 5: a relative path named another file in every directory, and the
// advice to make the inventory made a second one.
func TestRelativePath(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	here = filepath.ToSlash(here)
	for text, whole := range map[string]string{
		"sqlite:inventory.db":        here + "/inventory.db",
		"sqlite:./inventory.db":      here + "/inventory.db",
		"sqlite:../b/../x y.db":      path.Dir(here) + "/x y.db",
		"sqlite:a/b/c.db":            here + "/a/b/c.db",
		" SQLite:\u202einventory.db": here + "/\ufffdinventory.db",
	} {
		_, err := inventory.Open(inventory.Config{URL: text})
		var wrong *inventory.Error
		if !errors.As(err, &wrong) || wrong.Kind != inventory.BadURL || !strings.Contains(wrong.Detail(), whole+".") || !strings.Contains(wrong.Detail(), "abspath(path.root)") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// By hand a relative path is the working directory's, and the whole one is told.
func TestMigrateRelativePath(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	m, err := inventory.Migrate(t.Context(), "sqlite:inventory.db")
	if whole := "sqlite:" + filepath.ToSlash(filepath.Join(dir, "inventory.db")); err != nil || m.URL != whole {
		t.Errorf("%q, want %q: %v", m.URL, whole, err)
	}
	store, err := inventory.Open(inventory.Config{URL: m.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, _, err := store.List(t.Context(), inventory.Filter{}, nil, 0); err != nil {
		t.Error(err)
	}
}

func TestTenant(t *testing.T) {
	t.Parallel()
	_, err := inventory.Open(inventory.Config{URL: "postgres://u:geheim@db/x"})
	var wrong *inventory.Error
	if !errors.As(err, &wrong) || wrong.Kind != inventory.NoTenant || strings.Contains(wrong.Detail(), "geheim") {
		t.Errorf("PostgreSQL without a tenant: %v", err)
	}
	for _, tenant := range []string{"a\x00b", "a\xff", strings.Repeat("x", 1001)} {
		if _, err := inventory.Open(inventory.Config{URL: "sqlite:/x.db", Tenant: tenant}); !errors.As(err, &wrong) || wrong.Kind != inventory.BadRow {
			t.Errorf("tenant %.5q: %v", tenant, err)
		}
	}
	store, err := inventory.Open(inventory.Config{URL: "sqlite:/x.db"})
	if err != nil || store.Tenant() != "default" {
		t.Errorf("SQLite without a tenant: %v", err)
	}
	store.Close()
}

func TestNetworkFileSystem(t *testing.T) {
	t.Parallel()
	for _, number := range []uint32{0x6969, 0xff534d42, 0xfe534d42} {
		var wrong *inventory.Error
		if err := inventory.RefuseNetwork(number); !errors.As(err, &wrong) || wrong.Kind != inventory.NetworkFile {
			t.Errorf("%x: %v", number, err)
		}
	}
	if err := inventory.RefuseNetwork(0xef53); err != nil { // ext4
		t.Error(err)
	}
}

// FuzzURL looks for a URL whose password shows.
func FuzzURL(f *testing.F) {
	for _, password := range []string{"geheim", "a@b", "a/b?c#d", "ü%zz", "[::1]:5432"} {
		for _, rest := range []string{"db/x", "a:1,b:2/x?sslmode=disable", "", "@", "db/x?password=y", "[::1/x"} {
			f.Add(password, rest, true)
			f.Add(password, rest, false)
		}
	}
	f.Fuzz(func(t *testing.T, password, rest string, escaped bool) {
		password = "Q7z" + password + "z7Q"
		if strings.Contains(rest, "z7Q") {
			return
		}
		if escaped {
			password = url.QueryEscape(password)
		}
		text := "postgres://user:" + password + "@" + rest
		store, err := inventory.Open(inventory.Config{URL: text, Tenant: "acme"})
		var wrong *inventory.Error
		shown := ""
		switch {
		case err == nil:
			shown = store.URL()
			store.Close()
		case errors.As(err, &wrong):
			shown = wrong.Detail()
		default:
			t.Fatalf("an error of another type: %v", err)
		}
		if strings.Contains(shown, "z7Q") {
			t.Errorf("the password shows: %q", shown)
		}
	})
}
