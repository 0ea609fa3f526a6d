package keyfile_test

import (
	"crypto/x509"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func leafNames(t *testing.T, bundle keyfile.Bundle) string {
	t.Helper()
	leaves, err := bundle.Leaves()
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(leaves))
	for i, leaf := range leaves {
		names[i] = subjects(leaf.Chain)
	}
	return strings.Join(names, " | ")
}

func TestLeavesAndSingle(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	oldRoot := certtest.Root("Old Root", certtest.Valid(-4000, 10))
	cross := oldRoot.CrossSign(w.root)
	renewed := certtest.SelfSigned([]string{"localhost"})
	rsaLeaf := w.intermediate.LeafWithKey(certtest.Key("rsa"), []string{"www.example.test"})
	foreign := certtest.Root("Foreign Root", certtest.Valid(-10, 20))
	for _, c := range []struct {
		name   string
		pairs  []certtest.Pair
		leaves string
		single string // "" if it is an error
	}{
		{"one", []certtest.Pair{w.leaf}, "www.example.test", "www.example.test"},
		{"chain", []certtest.Pair{w.leaf, w.intermediate, w.root}, "www.example.test, File Intermediate, File Root", "www.example.test, File Intermediate, File Root"},
		{"chain backwards", []certtest.Pair{w.root, w.intermediate, w.leaf}, "www.example.test, File Intermediate, File Root", "www.example.test, File Intermediate, File Root"},
		{"the same twice", []certtest.Pair{w.leaf, w.leaf, w.intermediate, w.intermediate}, "www.example.test, File Intermediate", "www.example.test, File Intermediate"},
		{"two leaves", []certtest.Pair{w.leaf, w.other, w.intermediate}, "www.example.test, File Intermediate | mail.example.test, File Intermediate", ""},
		{"two key types", []certtest.Pair{w.leaf, rsaLeaf}, "www.example.test | www.example.test", ""},
		{"two self-signed of one name", []certtest.Pair{certtest.SelfSigned([]string{"localhost"}), renewed}, "localhost | localhost", ""},
		{
			"cross-signed root",
			[]certtest.Pair{w.leaf, w.intermediate, cross, w.root, oldRoot},
			"www.example.test, File Intermediate, File Root, File Root, Old Root", "www.example.test, File Intermediate, File Root, File Root, Old Root",
		},
		{"intermediate and root", []certtest.Pair{w.root, w.intermediate}, "File Intermediate, File Root", "File Intermediate, File Root"},
		{"authorities only: the earliest to end", []certtest.Pair{w.root, foreign, oldRoot}, "File Root | Foreign Root | Old Root", "Old Root"},
		{
			"a self-signed server marked as an authority",
			[]certtest.Pair{w.leaf, certtest.SelfSigned([]string{"old.example.test"}, func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true })},
			"www.example.test | old.example.test", "",
		},
		{
			"a foreign authority beside the leaf",
			[]certtest.Pair{w.leaf, w.intermediate, foreign},
			"www.example.test, File Intermediate | Foreign Root", "www.example.test, File Intermediate",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, certtest.Chain(c.pairs...), "")
			if got := leafNames(t, bundle); got != c.leaves {
				t.Errorf("leaves %q, want %q", got, c.leaves)
			}
			single, err := bundle.Single()
			if c.single == "" {
				wantInput(t, err, "Several certificates", "2 certificates that issue none of the others", "until 2027-01-")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := subjects(single.Chain); got != c.single {
				t.Errorf("single %q, want %q", got, c.single)
			}
			if single.HandshakeCompleted || single.Protocol != "" || single.Address.IsValid() {
				t.Errorf("a file says nothing of a connection: %+v", single)
			}
		})
	}
}

func TestSeveralNamesThemAll(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	pairs := make([]certtest.Pair, 7)
	for i := range pairs {
		pairs[i] = w.intermediate.Leaf([]string{fmt.Sprintf("n%d.example.test", i)})
	}
	_, err := mustParse(t, certtest.Chain(pairs...), "").Single()
	wantInput(t, err, "Several certificates", `"n0.example.test" until 2027-01-19`, `"n4.example.test"`, "and 2 more", "expiry_certificates")
}

func TestAll(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	bundle := mustParse(t, certtest.Chain(w.leaf, w.intermediate, w.root), "")
	all := bundle.All()
	if len(all) != 3 || subjects(all[1].Chain) != "File Intermediate, File Root" || subjects(all[2].Chain) != "File Root" {
		t.Errorf("%d chains", len(all))
	}
	if entry, ok := bundle.EntryOf(all[1].Chain[0]); !ok || entry.Index != 2 {
		t.Errorf("entry %+v, %v", entry, ok)
	}
	if _, ok := bundle.EntryOf(w.other.Certificate); ok {
		t.Error("an entry for a certificate that is not in the file")
	}
	if _, err := (keyfile.Bundle{}).Leaves(); err == nil {
		t.Error("leaves of nothing")
	}
	if _, err := (keyfile.Bundle{}).Single(); err == nil {
		t.Error("a single certificate of nothing")
	}
}
