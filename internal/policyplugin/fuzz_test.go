package policyplugin_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/msgpack"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policyplugin"
)

// Whatever bytes come as arguments, the answer is a value or one line, and nothing
// panics.
func FuzzArguments(f *testing.F) {
	encoded := func(value cty.Value, kind cty.Type) []byte {
		written, err := msgpack.Marshal(value, kind)
		if err != nil {
			f.Fatal(err)
		}
		return written
	}
	date := encoded(asOf, cty.String)
	f.Add(encoded(cty.TupleVal([]cty.Value{licence("a", 5)}), cty.DynamicPseudoType), date, encoded(noSettings, cty.DynamicPseudoType))
	f.Add(encoded(cty.DynamicVal, cty.DynamicPseudoType), date, encoded(cty.EmptyObjectVal, cty.DynamicPseudoType))
	f.Add(encoded(manyLicences(f, 2, 1), cty.DynamicPseudoType), date, encoded(cty.ObjectVal(map[string]cty.Value{
		"rules": cty.ObjectVal(map[string]cty.Value{"due": cty.ObjectVal(map[string]cty.Value{"severity": said("off")})}), "waivers": cty.EmptyTupleVal, "defaults": cty.EmptyObjectVal,
	}), cty.DynamicPseudoType))
	f.Add([]byte{0x92, 0xc4, 0}, []byte{0xc0}, []byte{0xdd, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{}, []byte{0xd4, 0, 0}, []byte{0x92, 0xa1, 'x', 0x81, 0xc0, 0xc0})
	server := policyplugin.New(functions())
	f.Fuzz(func(t *testing.T, deadlines, date, settings []byte) {
		for name, arguments := range map[string][][]byte{
			"verdict": {deadlines, date, settings}, "contract_deadline": {deadlines, date, settings},
			"resource_verdict": {encodedType, deadlines, date, settings}, "software_deadline": {date, date, date, settings},
		} {
			answer, err := server.ExecuteFunction(t.Context(), &proto.ExecuteFunctionRequest{Name: name, Arguments: arguments})
			switch {
			case err == nil && len(answer.GetResult()) == 0:
				t.Errorf("%s: nothing", name)
			case err != nil && (strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "The plugin failed")):
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

var encodedType = []byte("\xafaws_eks_cluster")
