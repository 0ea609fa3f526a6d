package statefile_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

func TestWhatIsNoState(t *testing.T) {
	t.Parallel()
	whole := state(thing("a", instance("")), thing("b", instance("")))
	for name, c := range map[string]struct {
		document string
		reason   statefile.Reason
		says     string
	}{
		"an empty pull":               {"", statefile.Empty, "terraform state pull"},
		"a blank line":                {" \n", statefile.Empty, "terraform state pull"},
		"a mark alone":                {"\ufeff", statefile.Empty, "empty"},
		"version 3":                   {`{"version":3,"modules":[{"path":["root"],"resources":{}}]}`, statefile.OldVersion, "version 3"},
		"version 3, cut short":        {`{"version": 3, "modul`, statefile.OldVersion, "version 3"},
		"version 3, sorted":           {`{"lineage":"a","modules":[],"serial":1,"version":3}`, statefile.OldVersion, "version 3"},
		"a working directory's note":  {`{"version":3,"serial":1,"lineage":"a","backend":{"type":"http","config":{"password":"` + marker + `"},"hash":1}}`, statefile.NotState, ".terraform"},
		"version 5":                   {`{"version":5,"resources":[]}`, statefile.Future, "version 5"},
		"version 5 behind resources":  {`{"resources":[` + thing("a", instance("")) + `],"version":5}`, statefile.Future, "version 5"},
		"version 0":                   {`{"version":0,"resources":[]}`, statefile.NotState, "version"},
		"version as text":             {`{"version":"4","resources":[]}`, statefile.NotState, "version"},
		"version 4.0":                 {`{"version":4.0,"resources":[]}`, statefile.NotState, "version"},
		"version null":                {`{"version":null,"resources":[]}`, statefile.NotState, "version"},
		"version beyond numbers":      {`{"version":99999999999999999999999999999,"resources":[]}`, statefile.NotState, "version"},
		"no version":                  {`{"resources":[` + thing("a", instance("")) + `]}`, statefile.NotState, "no version"},
		"no resources":                {`{"version":4,"serial":1}`, statefile.NotState, `no "resources"`},
		"resources null":              {`{"version":4,"resources":null}`, statefile.NotState, "no list"},
		"resources an object":         {`{"version":4,"resources":{}}`, statefile.NotState, "no list"},
		"resources deeper":            {`{"version":4,"outputs":{"resources":{"value":[]}}}`, statefile.NotState, `no "resources"`},
		"encrypted by OpenTofu":       {`{"serial":3,"lineage":"a","meta":{},"encrypted_data":"` + marker + `","encryption_version":"v0"}`, statefile.Encrypted, "tofu show -json"},
		"encrypted by SOPS":           {`{"version":4,"resources":[],"sops":{"mac":"` + marker + `"}}`, statefile.Encrypted, "SOPS"},
		"encrypted by age":            {"age-encryption.org/v1\n-> X25519 " + marker, statefile.Encrypted, "age"},
		"a plan file":                 {"PK\x03\x04" + marker, statefile.BinaryPlan, "terraform show -json"},
		"a lock":                      {`{"ID":"x","Operation":"OperationTypeApply","Info":"","Who":"ci@example.test","Version":"1.11.4","Path":"a.tfstate"}`, statefile.LockFile, "lock"},
		"an HTML page":                {"\n<!DOCTYPE html><html><title>Sign in " + marker, statefile.Page, "login"},
		"XML":                         {`<?xml version="1.0"?><Error><Code>AccessDenied</Code>` + marker, statefile.Page, "object store"},
		"gzip":                        {"\x1f\x8b\x08\x00" + marker, statefile.Compressed, "gzip"},
		"UTF-16":                      {"\xff\xfe{\x00}\x00", statefile.UTF16, "UTF-16"},
		"UTF-16, big end":             {"\xfe\xff\x00{\x00}", statefile.UTF16, "UTF-16"},
		"UTF-16 without a mark":       {"{\x00\"\x00", statefile.UTF16, "UTF-16"},
		"a pointer of Git LFS":        {"version https://git-lfs.github.com/spec/v1\noid sha256:" + marker, statefile.NotState, "git lfs pull"},
		"HCL":                         {"terraform {\n  backend \"s3\" {}\n}", statefile.NotState, "no JSON object"},
		"terraform show":              {"# tls_cert.a:\nresource \"tls_cert\" \"a\" {" + marker, statefile.NotState, "no JSON object"},
		"a list":                      {"[" + whole + "]", statefile.NotState, "no JSON object"},
		"null":                        {"null", statefile.NotState, "no JSON object"},
		"an empty object":             {"{}", statefile.NotState, "neither a state nor a plan"},
		"another program's file":      {`{"name":"` + marker + `","dependencies":{}}`, statefile.NotState, "neither a state nor a plan"},
		"terraform output":            {`{"version_of_x":{"sensitive":true,"type":"string","value":"` + marker + `"}}`, statefile.NotState, "neither a state nor a plan"},
		"terraform plan -json":        {`{"@level":"info","@message":"Terraform 1.11.4","type":"version"}` + "\n" + `{"@level":"info"}`, statefile.Trailing, "Behind the end"},
		"one line of plan -json":      {`{"@level":"info","@message":"Terraform 1.11.4"}`, statefile.NotState, "show -json PLANFILE"},
		"providers schema -json":      {`{"format_version":"1.0","provider_schemas":{}}`, statefile.NotState, "another command"},
		"validate -json":              {`{"format_version":"1.0","valid":true,"diagnostics":[]}`, statefile.NotState, "another command"},
		"values without root_module":  {`{"format_version":"1.0","values":{"outputs":{}}}`, statefile.NotState, "root_module"},
		"values null":                 {`{"format_version":"1.0","values":null}`, statefile.NotState, "no object"},
		"root_module null":            {`{"format_version":"1.0","values":{"root_module":null}}`, statefile.NotState, "no object"},
		"values without a format":     {`{"values":{"root_module":{}}}`, statefile.NotState, "format_version"},
		"format_version 2":            {`{"format_version":"2.0","values":{"root_module":{}}}`, statefile.Future, "format version 2"},
		"format_version a number":     {`{"format_version":1.0,"values":{"root_module":{}}}`, statefile.NotState, "format_version"},
		"a prior state of format 2":   {`{"format_version":"1.2","prior_state":{"format_version":"2.0"}}`, statefile.Future, "format version 2"},
		"prior_state null":            {`{"format_version":"1.2","prior_state":null}`, statefile.NotState, "no object"},
		"resource_changes null":       {`{"format_version":"1.2","resource_changes":null}`, statefile.NotState, "no list"},
		"a state and what show says":  {`{"version":4,"resources":[],"format_version":"1.0","values":{"root_module":{}}}`, statefile.Contradicted, "different formats"},
		"resources and what show":     {`{"format_version":"1.0","values":{"root_module":{}},"resources":[]}`, statefile.Contradicted, "different formats"},
		"a state and a plan":          {`{"format_version":"1.0","values":{"root_module":{}},"resource_changes":[]}`, statefile.Contradicted, "different formats"},
		"a wrapped plan and a state":  {`{"plan":{"format_version":"1.2","resource_changes":[]},"version":4,"resources":[]}`, statefile.Contradicted, "cannot be told"},
		"a wrapped state":             {`{"plan":` + whole + `}`, statefile.NotState, "no plan"},
		"a wrapped null":              {`{"plan":null,"run":{}}`, statefile.NotState, "neither"},
		"a member twice":              {`{"version":4,"resources":[],"resources":[]}`, statefile.EqualKeys, "second time"},
		"a member twice by an escape": {`{"version":4,"resources":[],"\u0072esources":[]}`, statefile.EqualKeys, "second time"},
		"an attribute twice":          {state(thing("a", `{"attributes":{"not_after":"2027","a":1,"not_after":"`+marker+`"}}`)), statefile.EqualKeys, "resources[0].instances[0]"},
		"a key twice, deep":           {state(thing("a", `{"attributes":{"a":[{"`+marker+`":1,"`+marker+`":2}]}}`)), statefile.EqualKeys, "second time"},
		"a key twice of many":         {state(thing("a", `{"attributes":{`+manyKeys(200)+`,"k7":1}}`)), statefile.EqualKeys, "second time"},
		"text that is not UTF-8":      {strings.Replace(whole, marker, "\xe9"+marker, 1), statefile.NotUTF8, "UTF-8"},
		"a key that is not UTF-8":     {`{"version":4,"resources":[],"` + "\xc3" + `":1}`, statefile.NotUTF8, "UTF-8"},
		"half a surrogate pair":       {strings.Replace(whole, marker, `\ud800`+marker, 1), statefile.NotUTF8, "UTF-8"},
		"the wrong half":              {strings.Replace(whole, marker, `\udc00`+marker, 1), statefile.NotUTF8, "UTF-8"},
		"two states":                  {whole + "\n" + whole, statefile.Trailing, "Behind the end"},
		"text behind":                 {whole + "\nReleasing state lock. " + marker, statefile.Trailing, "Behind the end"},
		"zeros behind":                {whole + "\x00\x00", statefile.Trailing, "Behind the end"},
		"single quotes":               {`{'version':4}`, statefile.Malformed, "at byte 1"},
		"a comma too many":            {`{"version":4,"resources":[],}`, statefile.Malformed, "at byte 28"},
		"a comment":                   {"{\"version\":4, // " + marker + "\n\"resources\":[]}", statefile.Malformed, "at byte 14"},
		"NaN":                         {state(thing("a", `{"attributes":{"a":NaN}}`)), statefile.Malformed, "resources[0].instances[0]"},
		"01":                          {state(thing("a", `{"attributes":{"a":01}}`)), statefile.Malformed, "byte"},
		"a line break in text":        {state(thing("a", "{\"attributes\":{\"a\":\""+marker+"\n\"}}")), statefile.Malformed, "byte"},
		"too deep":                    {state(thing("a", `{"attributes":{"a":`+strings.Repeat("[", 1000)+strings.Repeat("]", 1000)+`}}`)), statefile.TooDeep, "500"},
		"too deep where it is read":   {`{"format_version":"1.0","values":{"root_module":` + strings.Repeat(`{"child_modules":[`, 300) + strings.Repeat("]}", 300) + `}}`, statefile.TooDeep, "modules"},
		"a key without end":           {`{"` + strings.Repeat("k", 2<<20) + `":1}`, statefile.TooLarge, "name of more than"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := read(t, c.document, statefile.Options{})
			refused(t, err, c.reason, c.says)
		})
	}
}

func manyKeys(n int) string {
	var keys []string
	for i := range n {
		keys = append(keys, `"k`+strings.Repeat("x", i/10)+string(rune('0'+i%10))+`":1`)
	}
	return strings.Join(keys, ",")
}

// What stands before the end must never be taken for the whole, wherever that is.
func TestCutShortAnywhere(t *testing.T) {
	t.Parallel()
	for name, whole := range documents {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for end := 1; end < len(whole); end++ {
				_, _, err := collect(t.Context(), statefile.Bytes([]byte(whole[:end])), statefile.Options{})
				refused(t, err, statefile.Truncated, "It is cut short", "not taken for the whole")
				discreet(t, nil, err)
			}
		})
	}
}

func TestCutShortSaysHowFar(t *testing.T) {
	t.Parallel()
	whole := state(thing("a", instance("")), thing("b", instance("")))
	end := strings.Index(whole, `"b"`) + 4
	resources, header, err := read(t, whole[:end], statefile.Options{})
	refused(t, err, statefile.Truncated, "Position: resources[1]", "had 1 resources")
	if len(resources) != 1 || header.Counts.Resources != 1 || header.Bytes != int64(end) {
		t.Errorf("%d resources, %+v", len(resources), header)
	}
}

func TestTooManyBytes(t *testing.T) {
	t.Parallel()
	_, _, err := read(t, state(thing("a", instance(""))), statefile.Options{MaxBytes: 100})
	refused(t, err, statefile.TooLarge, "100 bytes")
}
