package statefile_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

// marker stands for a secret in every document of the tests; it must not come
// out anywhere but in attributes.
const marker = "SECRET-MUST-NOT-APPEAR"

// read reads a document twice, the second time byte by byte, which must make no
// difference, and checks that nothing but attributes leaves the reader.
func read(t testing.TB, document string, options statefile.Options) ([]statefile.Resource, statefile.Header, error) {
	t.Helper()
	resources, header, err := collect(t.Context(), statefile.Bytes([]byte(document)), options)
	again, headerAgain, errAgain := collect(t.Context(), slowly(document), options)
	if err != nil {
		headerAgain = header // how far it was read depends on the pieces
	}
	if got, want := fmt.Sprintf("%+v %v %v", again, headerAgain, errAgain), fmt.Sprintf("%+v %v %v", resources, header, err); got != want {
		t.Errorf("byte by byte it is\n%s\nand at once\n%s", got, want)
	}
	discreet(t, header, err)
	for _, resource := range resources {
		resource.Attributes = nil
		discreet(t, resource, nilOr(resource.Problem))
	}
	return resources, header, err
}

func slowly(document string) statefile.Open {
	return func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(iotest.OneByteReader(strings.NewReader(document))), nil
	}
}

func collect(ctx context.Context, open statefile.Open, options statefile.Options) ([]statefile.Resource, statefile.Header, error) {
	var resources []statefile.Resource
	header, err := statefile.Read(ctx, open, options, func(resource statefile.Resource) error {
		resource.Attributes = slices.Clone(resource.Attributes)
		resources = append(resources, resource)
		return nil
	})
	return resources, header, err
}

func nilOr(err *statefile.Error) error {
	if err == nil {
		return nil
	}
	return err
}

// discreet checks that no secret stands in what may be shown.
func discreet(t testing.TB, value any, err error) {
	t.Helper()
	text := fmt.Sprintf("%+v", value)
	for ; err != nil; err = errors.Unwrap(err) {
		text += fmt.Sprintf(" %v %+v", err, err)
		if own, ok := errors.AsType[*statefile.Error](err); ok {
			text += own.Detail() + own.Summary() + own.Source
		}
	}
	if strings.Contains(text, marker) {
		t.Errorf("a secret is shown: %s", text)
	}
}

// refused checks why something was not read.
func refused(t testing.TB, err error, reason statefile.Reason, says ...string) {
	t.Helper()
	own, ok := errors.AsType[*statefile.Error](err)
	if !ok || own.Reason != reason {
		t.Fatalf("want %s, got %T %v", reason, err, err)
	}
	if words := len(strings.Fields(own.Summary())); words < 2 || words > 5 {
		t.Errorf("%q is no summary", own.Summary())
	}
	for _, text := range says {
		if !strings.Contains(own.Detail(), text) {
			t.Errorf("%q is not said in: %s", text, own.Detail())
		}
	}
}

// addresses are those of resources in their order, with what is particular.
func addresses(resources []statefile.Resource) []string {
	var list []string
	for _, r := range resources {
		text := r.Address
		if r.Deposed != "" {
			text += " deposed " + r.Deposed
		}
		if r.Tainted {
			text += " tainted"
		}
		if r.Action != "" {
			text += " " + string(r.Action)
		}
		if r.Problem != nil {
			text += " PROBLEM"
		}
		list = append(list, strings.TrimSpace(text))
	}
	return list
}

func same(t testing.TB, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// state is one of version 4 with these elements of "resources".
func state(elements ...string) string {
	return `{"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"0f0f","outputs":{"secret":{"value":"` + marker + `","type":"string","sensitive":true}},"resources":[` +
		strings.Join(elements, ",") + `],"check_results":null}`
}

const provider = `"provider":"provider[\"registry.terraform.io/hashicorp/tls\"]"`

// thing is an element of "resources" with these instances.
func thing(name string, instances ...string) string {
	return `{"mode":"managed","type":"tls_cert","name":"` + name + `",` + provider + `,"instances":[` + strings.Join(instances, ",") + `]}`
}

// instance is one of a thing, with more members in front.
func instance(members string) string {
	return `{` + members + `"schema_version":1,"attributes":{"not_after":"2027-01-19T23:59:59Z","key":"` + marker + `"}}`
}
