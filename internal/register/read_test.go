package register_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	sparse := filepath.Join(directory, "large.xlsx")
	file, err := os.Create(sparse)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(file.Truncate(2<<30), file.Close()); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		"":                                   "path of the register is empty",
		directory:                            "is a directory",
		os.DevNull:                           "is not a regular file",
		filepath.Join(directory, "gone.csv"): "There is no file",
		filepath.Join(sparse, "in.csv"):      "There is no file",
		sparse:                               "has 2147483648 bytes; at most 67108864 (64 MiB) are read",
	} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			table, err := register.Read(t.Context(), path, contracts, register.Options{})
			wants(t, table, err, "", says)
			if missing := filepath.Base(path) == "gone.csv" || path == ""; missing != errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%v", err)
			}
		})
	}
	_, err = register.Parse(t.Context(), "a.csv", make([]byte, register.MaxBytes+1), contracts, register.Options{})
	wants(t, nil, err, "", "at most 67108864")
}

func TestRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "契約台帳.xlsx")
	content := book{sheets: []string{"Sheet1=" + head + `<row r="17">` + key(17, "a") + `</row>`}}.bytes(t)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := register.Read(t.Context(), path, contracts, register.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := table.Rows[0].Cell("contract").Address; got != "契約台帳.xlsx!Sheet1!A17" {
		t.Error(got)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, content := range map[string][]byte{
		"a.csv": []byte("contract\na\n"), "a.json": []byte(`[{"contract": "a"}]`), "a.yaml": []byte("- contract: a\n"),
		"a.xlsx": book{sheets: []string{"S=" + head}}.bytes(t), "b.xlsx": book{sheets: []string{"S=" + head}, strings: []string{""}}.bytes(t),
	} {
		table, err := register.Parse(ctx, name, content, contracts, register.Options{})
		wants(t, table, err, "", "was cancelled")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := register.Read(ctx, "a.csv", contracts, register.Options{})
	wants(t, nil, err, "", "was cancelled")
}

// The caller's own mistake is told as well, and the same for every file.
func TestVocabularyThatContradictsItself(t *testing.T) {
	t.Parallel()
	_, err := register.Parse(t.Context(), "a.csv", []byte("a\n"), []register.Column{{Name: "ends_on"}, {Name: "end", Headings: []string{"Ends On"}}}, register.Options{})
	wants(t, nil, err, "", "The heading Ends On is said to mean both ends_on and end.")
}

func TestTooManyRows(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"a.csv": "contract\n" + strings.Repeat("a\n", 100_001), "a.json": "[" + strings.Repeat("{},", 100_000) + "{}]",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, name, []byte(content), register.Options{}, "", "more than 100000 ")
		})
	}
}

// security.md 4: what is no register is not read out in a message.
func TestOtherFilesAreNotReadOut(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		options register.Options
		says    string
	}{
		"an environment": {"PATH=/bin:/usr/bin,AWS_SECRET=abc\n", register.Options{}, "2 that are not shown"},
		"a token":        {"hvs.CAESIJlWh0tq3\n", register.Options{}, "1 that is not shown"},
		"a user":         {"root:x:0:0:root:/root:/bin/sh\n", register.Options{}, "1 that is not shown"},
		"a key":          {"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\n", register.Options{}, "Its columns are"},
		"a long line":    {strings.Repeat("x", 31) + "\n", register.Options{}, "1 that is not shown"},
		"a word":         {"hunter\nhunter\n", register.Options{}, "1 that is not shown"},
		"some headings":  {"number,valid until,a=b\n", register.Options{}, "number, valid until and 1 more"},
		"an answer":      {"number,valid until\n", register.Options{Discreet: true}, "2 that are not shown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, "a.csv", []byte(test.content), test.options, "columns", test.says)
			_, err := register.Parse(t.Context(), "a.csv", []byte(test.content), contracts, test.options)
			for _, secret := range []string{"abc", "hvs", "root", "MII", "xxxx", "hunter"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%q shows %q", err, secret)
				}
			}
		})
	}
}
