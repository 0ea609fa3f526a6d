package verdict

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/gate"
)

var countsType = func() types.ObjectType {
	counts := map[string]attr.Type{}
	for _, status := range deadline.Statuses {
		counts[string(status)] = types.Int64Type
	}
	return types.ObjectType{AttrTypes: counts}
}()

// resultTypes are the fields of a verdict.
var resultTypes = map[string]attr.Type{
	"passed": types.BoolType, "message": types.StringType, "counts": countsType,
	"violations": types.ListType{ElemType: gate.ViolationType}, "waived": types.ListType{ElemType: gate.WaivedType},
	"worst": types.ObjectType{AttrTypes: face.AttrTypes},
}

const describesResult = "`passed` (whether no violation of severity `error` is left that nothing waives), " +
	"`violations` (the worst first, at most 500, with `rule`, `severity`, `id`, `kind`, `system`, `message`, `remedy`, `lesson`, `owner`, `note`, `status`, `expires_at`, `act_by`), " +
	"`waived` (those that a waiver excuses, with `approver`, `reason`, `ticket` and `ends_on` besides), `counts` (deadlines by status: `ok`, `due`, `overdue`, `expired`, `unknown`), " +
	"`worst` (the worst deadline with the common attributes, null where there is none) and `message` (one paragraph for an `error_message`, whether it passes or not; it counts all violations)"

// result is a verdict as values.
func result(judged gate.Judged, message string) map[string]attr.Value {
	worst := types.ObjectNull(face.AttrTypes)
	if len(judged.Judgements) > 0 {
		worst = types.ObjectValueMust(face.AttrTypes, face.Values(judged.Judgements[0]))
	}
	return map[string]attr.Value{
		"passed": types.BoolValue(judged.Passed), "message": types.StringValue(message), "counts": face.CountsValue(judged.Counts),
		"violations": gate.ViolationsValue(judged.Violations), "waived": gate.WaivedValue(judged.Waived[:min(len(judged.Waived), face.ListedMost)]),
		"worst": worst,
	}
}

// fails says that a violation is why a verdict does not pass.
func fails(violation policy.Violation) bool { return violation.Severity == deadline.SeverityError }
