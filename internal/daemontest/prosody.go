//go:build linux

package daemontest

import "testing"

// ProsodyHost is the one host Prosody serves.
const ProsodyHost = "chat.example.test"

// Prosody serves "xmpp-client" and "xmpp-server" for ProsodyHost and, with TLS,
// "xmpps-client" and "xmpps-server" (XEP-0368).
func Prosody(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "prosody", "prosody")
	findFile(t, "/usr/lib/*/lua/5.*/ssl.so", "lua-sec")
	r := newRoom(t)
	r.keyPair(opts)
	r.folder("data")
	addresses := freeAddresses(t, "xmpp-client", "xmpp-server")
	names := map[string]string{"C2S": port(addresses["xmpp-client"]), "S2S": port(addresses["xmpp-server"]), "C2STLS": "", "S2STLS": "", "SSL": "", "TLS": "", "HOST": ProsodyHost}
	if opts.tls() {
		addresses["xmpps-client"], addresses["xmpps-server"] = freeAddress(t), freeAddress(t)
		names["C2STLS"], names["S2STLS"] = port(addresses["xmpps-client"]), port(addresses["xmpps-server"])
		names["SSL"] = `ssl = { certificate = "` + r.path("chain.pem") + `", key = "` + r.path("key.pem") + `" }`
		names["TLS"] = `; "tls"`
	}
	conf := r.config("prosody.cfg.lua", `
data_path = "$DIR/data"
pidfile = "$DIR/prosody.pid"
plugin_paths = {}
interfaces = { "127.0.0.1" }
c2s_ports = { $C2S }
s2s_ports = { $S2S }
c2s_direct_tls_ports = { $C2STLS }
s2s_direct_tls_ports = { $S2STLS }
modules_enabled = { "saslauth"; "dialback" $TLS }
modules_disabled = { "posix", "http", "offline" }
c2s_require_encryption = false
s2s_require_encryption = false
log = { info = "$DIR/prosody.log" }
$SSL
VirtualHost "$HOST"
$SSL
`, names)
	return r.run(launch{path: path, args: []string{"-F", "--config", conf}}, addresses)
}
