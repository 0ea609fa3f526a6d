package starttls_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
)

// TestLeaveStartTLS ends whatever the server answers.
func TestLeaveStartTLS(t *testing.T) {
	t.Parallel()
	login := hear("\x46\x00\x00\x02\x00\x8a\x08\x00\x00\x00\x00\x01\x2d" + strings.Repeat("\x00", 23) + "expiry.invalid\x00\x00mysql_native_password\x00")
	again := say("\x16\x00\x00\x03\xfecaching_sha2_password")
	for _, test := range []struct {
		name, protocol string
		steps          []step
	}{
		{"nothing to say", "smtp", nil},
		{"closed", "mysql", nil},
		{"closed after the login", "mysql", []step{login}},
		{"garbage", "mysql", []step{login, sayEndlessly("x")}},
		{"longest packet", "mysql", []step{login, say("\xff\xff\xff\x03\xfe")}},
		{"denied", "mysql", []step{login, say("\x0d\x00\x00\x03\xff\x15\x04#28000Denied")}},
		{"another plugin", "mysql", []step{login, again, hear("\x00\x00\x00\x04"), say("\x0d\x00\x00\x05\xff\x15\x04#28000Denied")}},
		{"another plugin each time", "mysql", []step{login, again, hear("\x00\x00\x00\x04"), again, hear("\x00\x00\x00\x04"), sayEndlessly("\x01\x00\x00\x05\xfe")}},
	} {
		t.Run(test.protocol+"/"+test.name, func(t *testing.T) {
			t.Parallel()
			conn, wait := scripted(t, test.steps...)
			starttls.Leave(conn, test.protocol)
			conn.Close()
			if err := wait(); err != nil {
				t.Error(err)
			}
		})
	}
}
