//go:build linux

package daemontest

import (
	"os"
	"os/user"
	"strconv"
	"testing"
)

// Postfix serves "smtp" and, with TLS, "smtps". Its master runs as root only.
func Postfix(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "master", "postfix")
	if os.Geteuid() != 0 {
		missing(t, "run as root: Postfix refuses to run otherwise")
	}
	r := newRoom(t)
	r.keyPair(opts)
	addresses, secure, chain := freeAddresses(t, "smtp"), "", ""
	if opts.tls() {
		addresses["smtps"] = freeAddress(t)
		secure = addresses["smtps"] + " inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes"
		chain = "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = $DIR/key.pem, $DIR/chain.pem"
	}
	r.folder("queue")
	must(t, os.Chmod(r.path("queue"), 0o755))
	for _, name := range []string{"queue/pid", "queue/private", "queue/public", "data"} {
		r.giveToPostfix(r.folder(name))
	}
	r.config("main.cf", `
compatibility_level = 3.6
queue_directory = $DIR/queue
data_directory = $DIR/data
maillog_file = $DIR/postfix.log
maillog_file_prefixes = $DIR
myhostname = mail.example.test
mydestination =
alias_maps =
alias_database =
inet_protocols = ipv4
local_recipient_maps =
`+chain+"\n", nil)
	r.config("master.cf", `
$SMTP inet n - n - - smtpd
$SMTPS
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`, map[string]string{"SMTP": addresses["smtp"], "SMTPS": secure})
	return r.run(launch{path: path, args: []string{"-d", "-c", r.dir}, env: []string{"MAIL_CONFIG=" + r.dir}, root: true}, addresses)
}

// giveToPostfix hands a folder to the user to whom Postfix's processes change.
func (r *room) giveToPostfix(path string) {
	r.t.Helper()
	who, err := user.Lookup("postfix")
	must(r.t, err)
	uid, err := strconv.Atoi(who.Uid)
	must(r.t, err)
	gid, err := strconv.Atoi(who.Gid)
	must(r.t, err)
	must(r.t, os.Chown(path, uid, gid))
}
