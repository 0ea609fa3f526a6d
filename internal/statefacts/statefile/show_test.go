package statefile_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

func shownState(resources ...string) string {
	return `{"format_version":"1.0","values":{"root_module":{"resources":[` + strings.Join(resources, ",") + `]}}}`
}

func TestShownProblems(t *testing.T) {
	t.Parallel()
	const address = `{"address":"tls_cert.x","mode":"managed","type":"tls_cert","name":"x"`
	for name, c := range map[string]struct{ resource, says string }{
		"a number":                {`5`, "no object"},
		"no values":               {address + `}`, "no values"},
		"values null":             {address + `,"values":null}`, "no values"},
		"values a list":           {address + `,"values":["` + marker + `"]}`, "no object"},
		"no address":              {`{"mode":"managed","type":"tls_cert","name":"x","values":{}}`, "address"},
		"another address":         {`{"address":"tls_cert.y","mode":"managed","type":"tls_cert","name":"x","values":{}}`, "address does not fit"},
		"another index":           {`{"address":"tls_cert.x[1]","mode":"managed","type":"tls_cert","name":"x","index":2,"values":{}}`, "address does not fit"},
		"an index that is not in": {`{"address":"tls_cert.x[1]","mode":"managed","type":"tls_cert","name":"x","values":{}}`, "address does not fit"},
		"a prefix of no module":   {`{"address":"` + marker + `.tls_cert.x","mode":"managed","type":"tls_cert","name":"x","values":{}}`, "address does not fit"},
		"data as managed":         {`{"address":"data.tls_cert.x","mode":"managed","type":"tls_cert","name":"x","values":{}}`, "address does not fit"},
		"an address of a number":  {`{"address":1,"mode":"managed","type":"tls_cert","name":"x","values":{}}`, "address is no text"},
		"no mode":                 {`{"address":"tls_cert.x","type":"tls_cert","name":"x","values":{}}`, "mode"},
		"no type":                 {`{"address":"tls_cert.x","mode":"managed","name":"x","values":{}}`, "type"},
		"an index of true":        {`{"address":"tls_cert.x","mode":"managed","type":"tls_cert","name":"x","index":true,"values":{}}`, "index"},
		"the second of the same":  {shown("tls_cert.a", "tls_cert", "a", ""), "second time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resources, header, err := read(t, shownState(shown("tls_cert.a", "tls_cert", "a", ""), c.resource, shown("tls_cert.z", "tls_cert", "z", "")), statefile.Options{})
			if err != nil || len(resources) != 3 || resources[2].Problem != nil || header.Counts.Unreadable != 1 {
				t.Fatalf("%v %+v %v", addresses(resources), header, err)
			}
			refused(t, resources[1].Problem, statefile.OtherShape, c.says, "Position: values.root_module.resources[1]")
		})
	}
}

func TestShownModuleProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ root, position string }{
		"resources null":         {`{"resources":null}`, "values.root_module.resources"},
		"child_modules a number": {`{"child_modules":1}`, "values.root_module.child_modules"},
		"a module of text":       {`{"child_modules":["` + marker + `"]}`, "values.root_module.child_modules[0]"},
		"an address without its module": {
			`{"child_modules":[{"resources":[` + shown("tls_cert.a", "tls_cert", "a", "") + `],"address":"module.m"}]}`, "values.root_module.child_modules[0].resources[0]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resources, _, err := read(t, `{"format_version":"1.0","values":{"root_module":`+c.root+`}}`, statefile.Options{})
			if err != nil || len(resources) != 1 || resources[0].Problem == nil || resources[0].Position != c.position {
				t.Fatalf("%+v %v", resources, err)
			}
		})
	}
}

func TestShownState(t *testing.T) {
	t.Parallel()
	resources, header, err := read(t, documents["shown state"], statefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, addresses(resources), []string{
		`tls_cert.a`, `tls_cert.k["b\"quoted"]`, `tls_cert.a deposed 00000001`, `module.app["eu"].tls_cert.dev[1] tainted`, `module.app["eu"].module.inner.tls_cert.x`,
	})
	if header.Format != statefile.ShowState || header.TerraformVersion != "1.11.4" || header.Serial != -1 || header.Tool != "Terraform" || header.Counts.Deposed != 1 {
		t.Errorf("%+v", header)
	}
	if dev := resources[3]; dev.Module != `module.app["eu"]` || dev.Index != "1" || dev.Values != statefile.Current || dev.Position != "values.root_module.child_modules[0].resources[0]" {
		t.Errorf("%+v", dev)
	}
}

// Terraform 0.12 left the index out of the address, and before 0.14 it quoted as
// Go does.
func TestShownOlderAddresses(t *testing.T) {
	t.Parallel()
	resources, _, err := read(t, shownState(
		shown("tls_cert.a", "tls_cert", "a", `"index":3,`), shown(`module.m.tls_cert.b[\"${x}\"]`, "tls_cert", "b", `"index":"${x}",`),
	), statefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, addresses(resources), []string{"tls_cert.a[3]", `module.m.tls_cert.b["$${x}"]`})
}
