package provider_test

import "testing"

// An entry that is null is what an expression found nothing for: it is refused with
// its place, not told as a fault of the provider, and never passed over.
func TestNullEntries(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"files":         {fleetSource(`files = ["www.pem", null]`), []string{"Entry without a value", "Entry 2 of files is null"}},
		"exclude":       {fleetSource("files = [\"*.pem\"]\nexclude = [null]"), []string{"Entry 1 of exclude is null"}},
		"key_types":     {fleetSource("endpoints = [\"127.0.0.1:1\"]\nkey_types = [\"rsa\", \"ecdsa\", null]"), []string{"Entry 3 of key_types is null"}},
		"password_envs": {fleetSource("files = [\"*.pem\"]\npassword_envs = { a = null }"), []string{`The entry "a" of password_envs is null`}},
		"tokens":        {`data "expiry_tokens" "x" { files = [null] }`, []string{"Entry 1 of files is null"}},
		"token exclude": {"data \"expiry_tokens\" \"x\" {\nfiles = [\"*\"]\nexclude = [null]\n}", []string{"Entry 1 of exclude is null"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(test.config, test.says...))
		})
	}
}
