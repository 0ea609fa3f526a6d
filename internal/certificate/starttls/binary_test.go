package starttls_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

const (
	sslRequest   = "\x00\x00\x00\x08\x04\xd2\x16\x2f"
	ldapRequest  = "\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"
	mysqlRequest = "\x20\x00\x00\x01"
)

func TestStartTLSPostgresFailures(t *testing.T) {
	t.Parallel()
	testFailures(t, []failure{
		{"not offered", "postgres", []step{hear(sslRequest), say("N")}, certificate.ReasonStartTLSAbsent, "does not offer"},
		{"SMTP", "postgres", []step{say("220 mail.example.test ESMTP\r\n"), hear(sslRequest)}, certificate.ReasonWrongProtocol, "looks like SMTP"},
		{"MySQL of 78 bytes", "postgres", []step{say("N\x00\x00\x00\x0a8.4.0\x00")}, certificate.ReasonWrongProtocol, "looks like MySQL"},
		{"text with an N", "postgres", []step{say("No\r\n")}, certificate.ReasonWrongProtocol, "No"},
		{"old error", "postgres", []step{hear(sslRequest), say("EFATAL:  could not fork\n\x00")}, certificate.ReasonStartTLSRefused, `"FATAL:  could not fork"`},
		{"old error, closed", "postgres", []step{hear(sslRequest), say("ESorry")}, certificate.ReasonStartTLSRefused, ""},
		{"bare E", "postgres", []step{hear(sslRequest), say("E")}, certificate.ReasonStartTLSRefused, "error"},
		{"error", "postgres", []step{hear(sslRequest), say("E\x00\x00\x00\x2dSFATAL\x00C53300\x00Mtoo many clients already\x00\x00")}, certificate.ReasonStartTLSRefused, `"too many clients already"`},
		{"error without text", "postgres", []step{hear(sslRequest), say("E\x00\x00\x00\x05\x00")}, certificate.ReasonStartTLSRefused, "error"},
		{"error cut short", "postgres", []step{hear(sslRequest), say("E\x00\x00\x00\x50SFATAL\x00")}, certificate.ReasonClosed, "closed"},
		{"error of 1 MB", "postgres", []step{hear(sslRequest), say("E\x00\x10\x00\x00SFATAL\x00")}, certificate.ReasonWrongProtocol, ""},
		{"injected", "postgres", []step{hear(sslRequest), say("SR\x00\x00\x00\x08\x00\x00\x00\x00")}, certificate.ReasonBadHandshake, "injects"},
	})
}

func TestStartTLSPostgres(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{{"S", "postgres", []step{hear(sslRequest), say("S")}}})
}

func TestStartTLSLDAPFailures(t *testing.T) {
	t.Parallel()
	testFailures(t, []failure{
		{"SMTP", "ldap", []step{say("220 mail.example.test ESMTP\r\n"), hear(ldapRequest)}, certificate.ReasonWrongProtocol, "looks like SMTP"},
		{"OpenLDAP without TLS", "ldap", []step{hear(ldapRequest), say("\x30\x2b\x02\x01\x01\x78\x26\x0a\x01\x02\x04\x00\x04\x1funsupported extended operation\x00")}, certificate.ReasonStartTLSAbsent, "unsupported extended operation"},
		{
			"Active Directory without a certificate", "ldap",
			[]step{hear(ldapRequest), say("\x30\x84\x00\x00\x00\x4d\x02\x01\x01\x78\x84\x00\x00\x00\x44\x0a\x01\x34\x04\x00\x04\x25" + "00000000: LdapErr: DSID-0C090F8A, SSL" + "\x8a\x16" + "1.3.6.1.4.1.1466.20037")},
			certificate.ReasonStartTLSRefused, "result 52 00000000: LdapErr",
		},
		{"operations error", "ldap", []step{hear(ldapRequest), say("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x01\x04\x00\x04\x00")}, certificate.ReasonStartTLSRefused, "result 1"},
		{"notice of disconnection", "ldap", []step{hear(ldapRequest), say("\x30\x24\x02\x01\x00\x78\x1f\x0a\x01\x34\x04\x00\x04\x00\x8a\x16" + "1.3.6.1.4.1.1466.20036")}, certificate.ReasonStartTLSRefused, "ended the session"},
		{"another message's id", "ldap", []step{hear(ldapRequest), say("\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00")}, certificate.ReasonWrongProtocol, ""},
		{"another operation", "ldap", []step{hear(ldapRequest), say("\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00")}, certificate.ReasonWrongProtocol, ""},
		{"another response name", "ldap", []step{hear(ldapRequest), say("\x30\x11\x02\x01\x01\x78\x0c\x0a\x01\x00\x04\x00\x04\x00\x8a\x031.3")}, certificate.ReasonWrongProtocol, ""},
		{"indefinite length", "ldap", []step{hear(ldapRequest), say("\x30\x80\x02\x01\x01")}, certificate.ReasonWrongProtocol, ""},
		{"length of 5 bytes", "ldap", []step{hear(ldapRequest), say("\x30\x85\x00\x00\x00\x00\x0c\x02\x01\x01")}, certificate.ReasonWrongProtocol, ""},
		{"length of 4 GB", "ldap", []step{hear(ldapRequest), say("\x30\x84\xff\xff\xff\xff\x02\x01\x01")}, certificate.ReasonTooLarge, ""},
		{"inner length past the end", "ldap", []step{hear(ldapRequest), say("\x30\x0c\x02\x01\x01\x78\x84\xff\xff\xff\xff\x04\x00\x04\x00")}, certificate.ReasonWrongProtocol, ""},
		{"empty", "ldap", []step{hear(ldapRequest), say("\x30\x00")}, certificate.ReasonWrongProtocol, ""},
		{"cut short", "ldap", []step{hear(ldapRequest), say("\x30\x0c\x02\x01\x01")}, certificate.ReasonClosed, "closed"},
		{"injected", "ldap", []step{hear(ldapRequest), say("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00\x30\x0c")}, certificate.ReasonBadHandshake, ""},
	})
}

func TestStartTLSLDAP(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"short lengths", "ldap", []step{hear(ldapRequest), say("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00")}},
		{"with name", "ldap", []step{hear(ldapRequest), drip("\x30\x24\x02\x01\x01\x78\x1f\x0a\x01\x00\x04\x00\x04\x00\x8a\x161.3.6.1.4.1.1466.20037")}},
		{"Active Directory", "ldap", []step{hear(ldapRequest), drip("\x30\x84\x00\x00\x00\x28\x02\x01\x01\x78\x84\x00\x00\x00\x1f\x0a\x01\x00\x04\x00\x04\x00\x8a\x161.3.6.1.4.1.1466.20037")}},
		{"long diagnostic", "ldap", []step{hear(ldapRequest), say("\x30\x81\xd9\x02\x01\x01\x78\x81\xd3\x0a\x01\x00\x04\x00\x04\x81\xcb" + strings.Repeat("x", 203))}},
	})
}

// mysqlHello is a handshake packet with the lower capability flags.
func mysqlHello(version string, flags string) string {
	payload := "\x0a" + version + "\x00" + "\x07\x00\x00\x00" + "12345678" + "\x00" + flags + "\x2d\x02\x00\xff\xdf\x15" + strings.Repeat("\x00", 10) + "123456789012\x00" + "caching_sha2_password\x00"
	return mysqlPacket(payload)
}

func mysqlPacket(payload string) string {
	return string([]byte{byte(len(payload)), 0, 0, 0}) + payload
}

func TestStartTLSMySQLFailures(t *testing.T) {
	t.Parallel()
	testFailures(t, []failure{
		{"SMTP", "mysql", []step{say("220 mail.example.test ESMTP\r\n")}, certificate.ReasonWrongProtocol, "looks like SMTP"},
		{"X protocol", "mysql", []step{say("\x05\x00\x00\x00\x0b\x08\x05\x1a\x00")}, certificate.ReasonWrongProtocol, ""},
		{"blocked", "mysql", []step{say(mysqlPacket("\xff\x69\x04Host '192.0.2.7' is blocked; unblock with 'mysqladmin flush-hosts'"))}, certificate.ReasonStartTLSRefused, `"1129 Host '192.0.2.7' is blocked`},
		{"too many", "mysql", []step{say(mysqlPacket("\xff\x10\x04#08004Too many connections"))}, certificate.ReasonStartTLSRefused, `"1040 Too many connections"`},
		{"empty error", "mysql", []step{say("\x02\x00\x00\x00\xff\x10")}, certificate.ReasonStartTLSRefused, "turned us away"},
		{"TLS off", "mysql", []step{say(mysqlHello("8.4.0", "\xff\xf7"))}, certificate.ReasonStartTLSAbsent, "8.4.0"},
		{"version 9", "mysql", []step{say("\x09\x00\x00\x00\x093.20.32\x00")}, certificate.ReasonStartTLSAbsent, "version 9"},
		{"version not closed", "mysql", []step{say("\x07\x00\x00\x00\x0a8.4.00")}, certificate.ReasonWrongProtocol, ""},
		{"no capabilities", "mysql", []step{say("\x0c\x00\x00\x00\x0a8.4.0\x00\x01\x00\x00\x00\x00")}, certificate.ReasonWrongProtocol, ""},
		{"not the first packet", "mysql", []step{say("\x05\x00\x00\x01\x0a8.4\x00")}, certificate.ReasonWrongProtocol, ""},
		{"empty packet", "mysql", []step{say("\x00\x00\x00\x00\x0a8.4\x00")}, certificate.ReasonWrongProtocol, ""},
		{"packet of 16 MB", "mysql", []step{say("\xff\xff\xff\x00\x0a8.4\x00")}, certificate.ReasonWrongProtocol, ""},
		{"cut short", "mysql", []step{say("\x4a\x00\x00\x00\x0a8.4.0\x00")}, certificate.ReasonClosed, "closed"},
		{"injected", "mysql", []step{say(mysqlHello("8.4.0", "\xff\xff") + "\x07\x00\x00\x02\x00")}, certificate.ReasonBadHandshake, ""},
	})
}

func TestStartTLSMySQL(t *testing.T) {
	t.Parallel()
	rest := hear(mysqlRequest + "\x00\x8a\x00\x00\x00\x00\x00\x01\x2d" + strings.Repeat("\x00", 23))
	testSuccesses(t, []success{
		{"8.4", "mysql", []step{say(mysqlHello("8.4.0", "\xff\xff")), rest}},
		{"MariaDB", "mysql", []step{drip(mysqlHello("5.5.5-10.11.6-MariaDB-0+deb12u1", "\xfe\xff")), rest}},
	})
}
