package main

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/text/encoding/japanese"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// build writes the configurations into folders of a directory and starts the
// servers of the first.
func build(directory, provider string, now time.Time) (stop func(), err error) {
	around := func(from, to int) certtest.Option {
		return certtest.ValidBetween(now.AddDate(0, 0, from), now.AddDate(0, 0, to))
	}
	root := certtest.Root("Example Root", around(-1000, 3000))
	issuing := root.Issue("Example Issuing Authority", around(-500, 1500))

	var servers []*certtest.Server
	stop = func() {
		for _, server := range servers {
			server.Close()
		}
	}
	endpoints := map[string]string{}
	for name, world := range map[string]struct {
		from, to int
		chain    []certtest.Pair
	}{
		"www":  {-30, 60, []certtest.Pair{issuing}}, // healthy
		"shop": {-82, 8, []certtest.Pair{issuing}},  // near its end
		"mail": {-91, -1, []certtest.Pair{issuing}}, // expired
		"api":  {-30, 60, nil},                      // forgets to send its issuer
	} {
		leaf := issuing.Leaf([]string{name + ".example.test"}, around(world.from, world.to))
		server, err := certtest.Start(certtest.ServerOptions{Config: &tls.Config{Certificates: []tls.Certificate{leaf.TLS(world.chain...)}}})
		if err != nil {
			stop()
			return nil, err
		}
		servers = append(servers, server)
		endpoints[name] = server.Addr
	}
	world, fukui := filepath.Join(directory, "world"), filepath.Join(directory, "fukui")
	shiftJIS, err := japanese.ShiftJIS.NewEncoder().String(ledger)
	if err != nil {
		stop()
		return nil, err
	}
	return stop, errors.Join(
		os.Mkdir(world, 0o755), os.Mkdir(fukui, 0o755),
		writeJSON(world, "terraform.tfvars.json", map[string]any{
			"endpoints":       endpoints,
			"licence_ends_on": now.AddDate(0, 0, 45).Format(time.DateOnly),
		}),
		writeJSON(world, "cloud.json", stateOf(now)),
		write(world, "main.tf", configuration),
		write(world, "versions.tf", variables),
		write(world, "root.pem", string(root.PEM())),
		write(fukui, "main.tf", contracts),
		write(fukui, "契約台帳.csv", shiftJIS),
		write(fukui, "old-server.json", listing),
		mirror(directory, provider),
	)
}

// mirror lays the provider out as a mirror of the registry, the only place from
// which Terraform then installs.
func mirror(directory, provider string) error {
	const version = "0.0.1"
	folder := filepath.Join(directory, "mirror", "registry.terraform.io", "terraform-expiry", "expiry", version, runtime.GOOS+"_"+runtime.GOARCH)
	absolute, err := filepath.Abs(provider)
	if err != nil {
		return err
	}
	path, err := json.Marshal(filepath.ToSlash(filepath.Join(directory, "mirror")))
	if err != nil {
		return err
	}
	return errors.Join(
		os.MkdirAll(folder, 0o755),
		os.Symlink(absolute, filepath.Join(folder, "terraform-provider-expiry_v"+version)),
		write(directory, "terraformrc", "provider_installation {\n  filesystem_mirror {\n    path = "+string(path)+"\n  }\n}\n"),
	)
}

func writeJSON(directory, name string, value any) error {
	content, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return write(directory, name, string(content))
}

func write(directory, name, content string) error {
	return os.WriteFile(filepath.Join(directory, name), []byte(content), 0o600)
}
