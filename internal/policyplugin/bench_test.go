package policyplugin_test

import (
	"fmt"
	"os/exec"
	"testing"

	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
	"github.com/zclconf/go-cty/cty"
)

// BenchmarkStart is a start of the program as a plugin, up to the list of its
// functions; BenchmarkVersion beside it is what the process alone takes.
func BenchmarkStart(b *testing.B) {
	binary(b)
	for b.Loop() {
		served, running := start(b, false)
		if _, err := served.ListFunctions(b.Context(), &proto.ListFunctionsRequest{}); err != nil {
			b.Fatal(err)
		}
		running.Kill()
	}
}

func BenchmarkVersion(b *testing.B) {
	binary(b)
	for b.Loop() {
		if err := exec.CommandContext(b.Context(), binary(b), "-version").Run(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCall is a call of the process, of each kind of function once.
func BenchmarkCall(b *testing.B) {
	c := process(b, false)
	instance := cty.ObjectVal(map[string]cty.Value{"engine": said("mysql"), "engine_version": said("8.0.35"), "identifier": said("orders")})
	for name, call := range map[string][]cty.Value{
		"days_between":      {said("2026-11-28"), said("2027-03-31")},
		"verdict":           {cty.TupleVal([]cty.Value{licence("a", 90)}), asOf, noSettings},
		"resource_verdict":  {said("aws_db_instance"), instance, asOf, noSettings},
		"software_deadline": {said("php"), said("8.4.1"), asOf, noSettings},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.call(b, name, call...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkVerdict shows that its time grows with what is judged, and no faster.
func BenchmarkVerdict(b *testing.B) {
	c := process(b, false)
	for _, n := range []int{500, 10_000, 40_000} {
		objects := make([]cty.Value, n)
		for i := range objects {
			objects[i] = licence(fmt.Sprint(i), 365)
		}
		for form, deadlines := range map[string]cty.Value{"objects": cty.TupleVal(objects), "JSON": manyLicences(b, n, 20)} {
			b.Run(fmt.Sprintf("%s/%d", form, n), func(b *testing.B) {
				for b.Loop() {
					if result, err := c.call(b, "verdict", deadlines, asOf, noSettings); err != nil || !result.GetAttr("passed").True() {
						b.Fatal(result, err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/deadline")
			})
		}
	}
}
