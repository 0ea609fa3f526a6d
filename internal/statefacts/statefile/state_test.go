package statefile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

func TestStateProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ element, position, says string }{
		"a number":                    {`5`, "resources[1]", "no object"},
		"null":                        {`null`, "resources[1]", "no object"},
		"an empty object":             {`{}`, "resources[1]", "no instances"},
		"no instances":                {`{"mode":"managed","type":"tls_cert","name":"x",` + provider + `}`, "resources[1]", "no instances"},
		"instances null":              {`{"mode":"managed","type":"tls_cert","name":"x",` + provider + `,"instances":null}`, "resources[1]", "no list"},
		"instances an object":         {`{"mode":"managed","type":"tls_cert","name":"x",` + provider + `,"instances":{"a":1}}`, "resources[1]", "no list"},
		"instances an object, sorted": {`{"instances":{"a":1},"mode":"managed","name":"x","type":"tls_cert"}`, "resources[1]", "no list"},
		"no mode":                     {`{"type":"tls_cert","name":"x","instances":[` + instance("") + `]}`, "resources[1]", "mode"},
		"another mode":                {`{"mode":"ephemeral","type":"tls_cert","name":"x",` + provider + `,"instances":[` + instance("") + `]}`, "resources[1]", "mode"},
		"no type":                     {`{"mode":"managed","name":"x","instances":[` + instance("") + `]}`, "resources[1]", "type"},
		"a type that is none":         {`{"mode":"managed","type":"a b\n","name":"x",` + provider + `,"instances":[` + instance("") + `]}`, "resources[1]", "type"},
		"a type without a provider":   {`{"mode":"managed","type":"_x","name":"x",` + provider + `,"instances":[` + instance("") + `]}`, "resources[1]", "type"},
		"a name of another type":      {`{"mode":"managed","type":"tls_cert","name":7,` + provider + `,"instances":[` + instance("") + `]}`, "resources[1]", "name is no text"},
		"a module that is none":       {`{"module":"` + marker + `","mode":"managed","type":"tls_cert","name":"x",` + provider + `,"instances":[` + instance("") + `]}`, "resources[1]", "module"},
		"an instance of text":         {thing("x", `"`+marker+`"`), "resources[1].instances[0]", "no object"},
		"an index of another type":    {thing("x", instance(`"index_key":{"a":1},`)), "resources[1].instances[0]", "index_key"},
		"an index of 1.5":             {thing("x", instance(`"index_key":1.5,`)), "resources[1].instances[0]", "index_key"},
		"no attributes":               {thing("x", `{"schema_version":0}`), "resources[1].instances[0]", "no attributes"},
		"attributes null":             {thing("x", `{"attributes":null}`), "resources[1].instances[0]", "no attributes"},
		"attributes a list":           {thing("x", `{"attributes":["`+marker+`"]}`), "resources[1].instances[0]", "no object"},
		"the second of the same":      {thing("a", instance("")), "resources[1].instances[0]", "second time"},
		"the second of an index":      {thing("x", instance(`"index_key":0,`), instance(`"index_key":0,`)), "resources[1].instances[1]", "second time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resources, header, err := read(t, state(thing("a", instance("")), c.element, thing("z", instance(""))), statefile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			// What stands around it is read all the same.
			if first, last := resources[0], resources[len(resources)-1]; first.Address != "tls_cert.a" || last.Address != "tls_cert.z" || first.Problem != nil || last.Problem != nil {
				t.Errorf("%v", addresses(resources))
			}
			bad := resources[len(resources)-2]
			if bad.Problem == nil || bad.Attributes != nil || bad.Position != c.position || header.Counts.Unreadable != 1 {
				t.Fatalf("%+v", bad)
			}
			refused(t, bad.Problem, statefile.OtherShape, c.says, "Position: "+c.position)
		})
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	resources, header, err := read(t, documents["state"], statefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, addresses(resources), []string{
		`tls_cert.plain`,
		`module.app["eu"].module.inner.tls_cert.counted[0]`,
		`module.app["eu"].module.inner.tls_cert.counted[1] tainted`,
		`tls_cert.keyed["a"]`, `tls_cert.keyed["b\"quoted"]`, `tls_cert.keyed["x.y[0]"]`, `tls_cert.keyed["$${h}%%{i}$"]`, `tls_cert.keyed["ü\n\u0001"]`,
		`tls_cert.replaced deposed 00000001`, `tls_cert.replaced`,
		`data.tls_certificate.site`, `old_thing.flat`,
	})
	want := statefile.Header{
		Format: statefile.StateV4, TerraformVersion: "1.11.4", Serial: 7, Lineage: "0f0f", Tool: "OpenTofu", Bytes: int64(len(documents["state"])),
		Counts: statefile.Counts{Resources: 12, Managed: 11, Data: 1, Deposed: 1},
	}
	if header != want {
		t.Errorf("%+v", header)
	}
	counted := resources[2]
	if counted.Module != `module.app["eu"].module.inner` || counted.Mode != statefile.Managed || counted.Type != "tls_cert" || counted.Name != "counted" || counted.Index != "1" ||
		counted.Provider != "tls" || counted.ProviderSource != "registry.terraform.io/hashicorp/tls" || counted.SchemaVersion != 1 || counted.Values != statefile.Current ||
		counted.Position != "resources[1].instances[1]" {
		t.Errorf("%+v", counted)
	}
	var attributes struct {
		NotAfter string `json:"not_after"`
	}
	if err := json.Unmarshal(counted.Attributes, &attributes); err != nil || attributes.NotAfter != "2027-01-19T23:59:59Z" {
		t.Errorf("%s %v", counted.Attributes, err)
	}
	if site := resources[10]; site.ProviderSource != "registry.opentofu.org/hashicorp/tls" || site.Provider != "tls" || site.Mode != statefile.Data {
		t.Errorf("%+v", site)
	}
	if flat := resources[11]; !flat.Flat || flat.ProviderSource != "old" || !strings.Contains(string(flat.Attributes), "subject.#") {
		t.Errorf("%+v", flat)
	}
}

// A tool that sorts members puts the instances in front of the name and the
// version at the end.
func TestStateSorted(t *testing.T) {
	t.Parallel()
	resources, header, err := read(t, documents["state, sorted"], statefile.Options{})
	if err != nil || header.Format != statefile.StateV4 || header.Serial != 7 || header.Tool != "Terraform" {
		t.Fatalf("%+v %v", header, err)
	}
	same(t, addresses(resources), []string{"module.app.tls_cert.a[0]"})
	if r := resources[0]; r.ProviderSource != "registry.terraform.io/hashicorp/tls" || r.Position != "resources[0].instances[0]" || !strings.Contains(string(r.Attributes), `"resources":[{"type":"x"}]`) {
		t.Errorf("%+v", r)
	}
}

func TestStateModuleBehindInstances(t *testing.T) {
	t.Parallel()
	element := strings.TrimSuffix(thing("a", instance("")), "}") + `,"module":"module.app"}`
	_, _, err := read(t, state(element), statefile.Options{})
	refused(t, err, statefile.Malformed, "module behind its instances")
	// In an order of its own the instances wait for all of it.
	resources, _, err := read(t, state(`{"type":"tls_cert",`+strings.TrimPrefix(strings.Replace(element, `"type":"tls_cert",`, "", 1), "{")), statefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, addresses(resources), []string{"module.app.tls_cert.a"})
}

func TestResourceTooLarge(t *testing.T) {
	t.Parallel()
	large := `{"attributes":{"a":"` + strings.Repeat(marker, 100_000) + `"}}`
	sorted := `{"instances":[` + large + `],"mode":"managed","name":"s","type":"tls_cert"}`
	resources, header, err := read2(t, state(thing("a", instance("")), thing("big", large), sorted, thing("z", instance(""))), statefile.Options{MaxResourceBytes: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	same(t, addresses(resources), []string{"tls_cert.a", "tls_cert.big PROBLEM", "PROBLEM", "tls_cert.z"})
	refused(t, resources[1].Problem, statefile.OtherShape, "more bytes")
	refused(t, resources[2].Problem, statefile.OtherShape, "more bytes")
	if header.Counts.Unreadable != 2 {
		t.Errorf("%+v", header)
	}
}

// read2 is read for documents that are too long to be read byte by byte.
func read2(t *testing.T, document string, options statefile.Options) ([]statefile.Resource, statefile.Header, error) {
	t.Helper()
	resources, header, err := collect(t.Context(), statefile.Bytes([]byte(document)), options)
	discreet(t, header, err)
	return resources, header, err
}

func TestEmptyStates(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"version 4": documents["empty state"], "shown": documents["nothing shown"], "with a mark": "\ufeff" + documents["empty state"],
		"shown with a version": `{"format_version":"1.0","terraform_version":"1.11.4","checks":[]}`, "shown without resources": `{"format_version":"1.0","values":{"root_module":{}}}`,
	} {
		if resources, header, err := read(t, document, statefile.Options{}); err != nil || len(resources) != 0 || header.Format == "" {
			t.Errorf("%s: %v %+v %v", name, resources, header, err)
		}
	}
}

func TestHeaderShowsNoText(t *testing.T) {
	t.Parallel()
	document := strings.NewReplacer(`"1.11.4"`, `"`+marker+`"`, `"0f0f"`, `"`+marker+`"`).Replace(documents["state"])
	if _, header, err := read(t, document, statefile.Options{}); err != nil || header.TerraformVersion != "" || header.Lineage != "" {
		t.Errorf("%+v %v", header, err)
	}
}

func TestYieldEndsIt(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	calls := 0
	_, err := statefile.Read(t.Context(), statefile.Bytes([]byte(documents["state"])), statefile.Options{}, func(statefile.Resource) error {
		calls++
		return enough
	})
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%v after %d", err, calls)
	}
}

// A state with keys by the ten thousand is no reason to compare each with all.
func TestManyKeys(t *testing.T) {
	t.Parallel()
	var members []string
	for i := range 50_000 {
		members = append(members, fmt.Sprintf(`"k%d":%d`, i, i))
	}
	resources, _, err := read2(t, state(thing("a", `{"attributes":{`+strings.Join(members, ",")+`}}`)), statefile.Options{})
	if err != nil || len(resources) != 1 || resources[0].Problem != nil {
		t.Fatal(err)
	}
}
