//go:build linux

package daemontest

import "testing"

// Dovecot serves "imap", "pop3", "lmtp" and "sieve" and, with TLS, "imaps" and
// "pop3s".
func Dovecot(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "dovecot", "dovecot-core")
	for program, name := range map[string]string{"imap": "dovecot-imapd", "pop3": "dovecot-pop3d", "lmtp": "dovecot-lmtpd", "managesieve": "dovecot-managesieved"} {
		findFile(t, "/usr/lib/dovecot/"+program, name)
	}
	r := newRoom(t)
	r.keyPair(opts)
	r.folder("run")
	addresses := freeAddresses(t, "imap", "pop3", "lmtp", "sieve")
	names := map[string]string{"IMAPS": "0", "POP3S": "0", "SSL": "ssl = no"}
	if opts.tls() {
		addresses["imaps"], addresses["pop3s"] = freeAddress(t), freeAddress(t)
		names["IMAPS"], names["POP3S"] = port(addresses["imaps"]), port(addresses["pop3s"])
		names["SSL"] = "ssl = yes\nssl_cert = <" + r.path("chain.pem") + "\nssl_key = <" + r.path("key.pem")
	}
	names["IMAP"], names["POP3"], names["LMTP"], names["SIEVE"] = port(addresses["imap"]), port(addresses["pop3"]), port(addresses["lmtp"]), port(addresses["sieve"])
	// Without root there is no chroot and everything is one user's.
	conf := r.config("dovecot.conf", `
base_dir = $DIR/run
state_dir = $DIR/run
log_path = $DIR/dovecot.log
listen = 127.0.0.1
protocols = imap pop3 lmtp sieve
default_internal_user = $USER
default_internal_group = $GROUP
default_login_user = $USER
mail_location = maildir:$DIR/mail
first_valid_uid = 1
$SSL
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = home=$DIR
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = $IMAPS
    ssl = yes
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = $POP3
  }
  inet_listener pop3s {
    port = $POP3S
    ssl = yes
  }
}
service managesieve-login {
  chroot =
  inet_listener sieve {
    port = $SIEVE
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTP
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`, names)
	return r.run(launch{path: path, args: []string{"-F", "-c", conf}}, addresses)
}
