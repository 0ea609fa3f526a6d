package keyfile_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

// named lists "NAME=subject" of all entries, and the places of problems.
func named(bundle keyfile.Bundle) string {
	var list []string
	for _, entry := range bundle.Entries {
		list = append(list, entry.Name+"="+entry.Certificate.Subject.CommonName)
	}
	for _, problem := range bundle.Problems {
		list = append(list, "!"+problem.Where)
	}
	return strings.Join(list, "; ")
}

func TestKubernetesWrongInput(t *testing.T) {
	t.Parallel()
	bomb := "apiVersion: v1\nkind: Secret\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for level := 'b'; level <= 'i'; level++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", level, level, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", level-1), 10), ","))
	}
	large := "apiVersion: v1\nkind: Secret\nstringData:\n  a: &a |\n" + strings.Repeat("    -----BEGIN CERTIFICATE-----\n", 30_000) +
		strings.Repeat("  b%d: *a\n", 1)
	for i := range 100 {
		large += fmt.Sprintf("  c%d: *a\n", i)
	}
	for _, c := range []struct {
		name, text, summary string
		words               []string
	}{
		{"Secret without certificates", "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter2-c0ffee}\n", "No certificate found", nil},
		{"other kinds", "apiVersion: v1\nkind: Service\n---\napiVersion: apps/v1\nkind: Deployment\n---\napiVersion: v1\nkind: Service\n", "No certificate found", []string{"(Deployment, Service)"}},
		{"kubeconfig with a token", "apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user: {token: hunter2-c0ffee}\n", "No certificate found", []string{"token"}},
		{"tls.crt missing", "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: web}\ndata: {}\n", "Damaged certificate file", []string{"web", "no tls.crt"}},
		{"tls.crt empty", "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: web, namespace: shop}\ndata: {tls.crt: ''}\n", "Empty certificate file", []string{"shop/web:tls.crt"}},
		{"not base64", "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ndata: {tls.crt: 'hunter2-c0ffee!'}\n", "Damaged certificate file", []string{"not base64"}},
		{"values of another type", "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ndata: {tls.crt: {hunter2-c0ffee: [1]}}\n", "Damaged certificate file", []string{"not text"}},
		{"malformed YAML", "apiVersion: v1\nkind: Secret\ndata: {{ hunter2-c0ffee }}\n  x: [\n", "Malformed YAML", []string{"near line"}},
		{"malformed JSON", `{"apiVersion": "v1", "kind": "Secret", "data": {"hunter2-c0ffee"`, "Malformed JSON", nil},
		{"alias bomb", bomb, "File too large", []string{"aliases resolved"}},
		{"circle of aliases", "apiVersion: v1\nkind: List\nitems: &a [*a]\n", "File too large", nil},
		{"aliases of a large value", large, "File too large", []string{"aliases resolved"}},
		{"too many values", "apiVersion: v1\nkind: Secret\nx: [" + strings.Repeat("a,", 600_000) + "]", "File too large", []string{"500000 values"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.Parse([]byte(c.text), keyfile.Options{})
			wantInput(t, err, c.summary, c.words...)
			if strings.Contains(err.Error(), "c0ffee") {
				t.Errorf("a value stands in the error %q", err)
			}
		})
	}
}

func TestKubernetes(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	chain, ca, key := b64(certtest.Chain(w.leaf, w.intermediate)), b64(w.root.PEM()), b64(w.leaf.KeyPEM())
	indented := strings.ReplaceAll(string(w.other.PEM()), "\n", "\n      ")
	secret := "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata:\n  name: web\n  namespace: shop\ndata:\n  tls.crt: " + chain + "\n  tls.key: " + key + "\n  ca.crt: " + ca + "\n"
	const secretEntries = "shop/web:ca.crt=File Root; shop/web:tls.crt=www.example.test; shop/web:tls.crt=File Intermediate"
	jsonSecret := fmt.Sprintf(`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"web","namespace":"shop","annotations":{"note":"\ud83d\ude00"}},"data":{"ca.crt":%q,"tls.crt":%q}}`, ca, chain)
	for _, c := range []struct{ name, text, format, want string }{
		{"Secret", secret, "kubernetes", secretEntries},
		{"Secret with CRLF and a byte order mark", "\xEF\xBB\xBF" + strings.ReplaceAll(secret, "\n", "\r\n"), "kubernetes", secretEntries},
		{"Secret in JSON", jsonSecret, "kubernetes", secretEntries},
		{"folded base64", strings.Replace(secret, chain, "|\n    "+chain[:76]+"\n    "+chain[76:], 1), "kubernetes", secretEntries},
		{"stringData wins", "kind: Secret\napiVersion: v1\nmetadata: {name: web}\ndata: {a: " + ca + "}\nstringData:\n  a: |\n      " + indented + "\n", "kubernetes", "web:a=mail.example.test"},
		{"other keys, DER", "kind: Secret\napiVersion: v1\nmetadata: {name: web}\ndata: {server.cer: " + b64(w.leaf.Certificate.Raw) + ", password: c2VjcmV0}\n", "kubernetes", "web:server.cer=www.example.test"},
		{"ConfigMap", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: kube-root-ca.crt}\ndata:\n  ca.crt: |\n      " + indented + "\nbinaryData: {der: " + b64(w.root.Certificate.Raw) + "}\n", "kubernetes", "kube-root-ca.crt:ca.crt=mail.example.test; kube-root-ca.crt:der=File Root"},
		{
			"several documents", "# ours\n---\n" + secret + "---\n---\napiVersion: v1\nkind: Service\n---\n" + strings.Replace(secret, "name: web", "name: app", 1), "kubernetes",
			secretEntries + "; " + strings.ReplaceAll(secretEntries, "web", "app"),
		},
		{"List", "apiVersion: v1\nkind: List\nitems:\n- null\n- " + strings.ReplaceAll(secret, "\n", "\n  ") + "\n", "kubernetes", secretEntries},
		{"SecretList in JSON", `{"apiVersion":"v1","kind":"SecretList","items":[` + strings.Replace(jsonSecret, `"kind":"Secret",`, "", 1) + `,null]}`, "kubernetes", secretEntries},
		{"aliases", "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ndata: {a: &a " + ca + ", b: *a}\n", "kubernetes", "web:a=File Root; web:b=File Root"},
		{"one bad value beside a good one", "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ndata: {a: " + ca + ", b: '!'}\n", "kubernetes", "web:a=File Root; !web:b"},
		{"a damaged block in a value", "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ndata: {a: " + b64(append(w.leaf.PEM(), w.root.PEM()[:100]...)) + "}\n", "kubernetes", "web:a=www.example.test; !web:a, block 2 (line " + fmt.Sprint(1+bytes.Count(w.leaf.PEM(), []byte("\n"))) + ")"},
		{"kubeconfig", kubeconfig(w, "client-certificate-data: "+chain), "kubeconfig", "user/admin=www.example.test; user/admin=File Intermediate; cluster/prod=File Root"},
		{
			"kubeconfig inside a Secret", "apiVersion: v1\nkind: Secret\nmetadata: {name: c}\ndata: {value: " + b64([]byte(kubeconfig(w, "client-certificate-data: "+chain))) + "}\n", "kubernetes",
			"c:value/user/admin=www.example.test; c:value/user/admin=File Intermediate; c:value/cluster/prod=File Root",
		},
		{"kubeconfig that refers to a file", kubeconfig(w, "client-certificate: admin.crt"), "kubeconfig", "cluster/prod=File Root; !user/admin (client-certificate: admin.crt)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, []byte(c.text), "")
			if got := named(bundle); got != c.want || bundle.Format != c.format {
				t.Errorf("%s %q\nwant %s %q", bundle.Format, got, c.format, c.want)
			}
		})
	}
}

func kubeconfig(w fileWorld, user string) string {
	return "apiVersion: v1\nkind: Config\ncurrent-context: prod\nclusters:\n- name: prod\n  cluster:\n    server: https://k.example.test\n    certificate-authority-data: " + b64(w.root.PEM()) +
		"\ncontexts: []\nusers:\n- name: admin\n  user:\n    " + user + "\n    client-key-data: " + b64(w.leaf.KeyPEM()) + "\n"
}

func TestKubeconfigFilesBesideIt(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	folder := t.TempDir()
	for name, data := range map[string][]byte{
		"config": []byte(kubeconfig(w, "client-certificate: pki/admin.crt")), "pki/admin.crt": w.leaf.PEM(),
		"gone": []byte(kubeconfig(w, "client-certificate: gone.crt")), "key": []byte(kubeconfig(w, "client-certificate: admin.key")), "admin.key": w.leaf.KeyPEM(),
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"config": "user/admin=www.example.test; cluster/prod=File Root",
		"gone":   "cluster/prod=File Root; !user/admin (client-certificate: gone.crt)",
		"key":    "cluster/prod=File Root; !user/admin (client-certificate: admin.key)",
	} {
		bundle, err := keyfile.ReadFile(t.Context(), filepath.Join(folder, name), keyfile.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := named(bundle); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if name == "config" {
			if single, err := bundle.Single(); err != nil || subjects(single.Chain) != "www.example.test" {
				t.Errorf("single %v: %v", single, err)
			}
		}
	}
}
