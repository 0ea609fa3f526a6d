package verdict

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/gate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/stateends"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

var (
	typeParameter = function.StringParameter{
		Name: "type", MarkdownDescription: "Type of the resource, like `aws_db_instance`; in Terraform policy `meta.type`.",
	}
	attributesParameter = function.DynamicParameter{
		Name: "attributes", MarkdownDescription: "Its attributes, an object: the resource itself, in Terraform policy `attrs`; or those of them alone that tell its end, where others are known only after apply.",
	}
)

// ending is one end of a resource as a deadline.
type ending struct {
	deadline.Judgement
	made time.Time // of a backup
	path string
}

// ends are what of one resource ends.
type ends struct {
	known   bool // the table knows the type
	endings []ending
	// skipped says what the table leaves out on purpose, unjudged are attributes
	// of a type that it does not know and that look like ends.
	skipped, unjudged []string
}

// readEnds looks for the ends of the resource that the call is about.
func readEnds(ctx context.Context, s *session.Session, kind string, otherwise deadline.Identity, diags *diag.Diagnostics) (ends, error) {
	tree, err := protocol.Whole(ctx, "attributes")
	if err != nil {
		return ends{}, &argumentError{"attributes", err.Error()}
	}
	object, ok := tree.(intake.Object)
	switch {
	case strings.TrimSpace(kind) == "":
		return ends{}, &argumentError{"type", `type is empty, and the type of a resource is accepted, like "aws_db_instance"`}
	case !ok:
		wrong := wrongForm("attributes", tree, "the object of a resource, in Terraform policy attrs,")
		return ends{}, &argumentError{"attributes", wrong.Error()}
	}
	written, err := json.Marshal(plain(object))
	if err != nil {
		return ends{}, &argumentError{"attributes", "attributes cannot be read as the object of a resource"}
	}
	table := statefacts.Embedded()
	resource := statefacts.Resource{Address: kind, Mode: statefacts.ModeManaged, Type: kind, Attributes: written}
	options := stateends.Options(ctx, s.Software, s.Now, s.Location)
	options.Otherwise = otherwise
	var found ends
	_, found.known = table.Entry(resource.Mode, kind)
	found.unjudged = table.Candidates(resource)
	ids := map[string]bool{}
	for _, fact := range table.Judge(resource, options) {
		if fact.Skip != "" {
			found.skipped = append(found.skipped, deadline.Printable(fact.Skip))
			continue
		}
		found.endings = append(found.endings, endingOf(s, fact, idOf(fact, ids), diags))
	}
	return found, nil
}

// idOf is the id of an end: of what type, called what, and what of it where that
// tells two apart.
func idOf(fact statefacts.Fact, taken map[string]bool) string {
	id := "resource/" + fact.Type
	if fact.Name != fact.Type {
		id += "/" + fact.Name
	}
	if fact.Part != "" {
		id += "/" + fact.Part
	}
	for _, more := range []string{fact.Kind, fact.Path} {
		if taken[id] {
			id += "/" + more
		}
	}
	taken[id] = true
	return id
}

func endingOf(s *session.Session, fact statefacts.Fact, id string, diags *diag.Diagnostics) ending {
	d := fact.Deadline(id)
	reading := face.Reading{End: fact.End, Findings: d.Findings, Cause: d.Cause}
	if fact.End.State == deadline.EndKnown && !fact.Begins.IsZero() && fact.Begins.Before(fact.End.At) {
		reading.Lifetime = fact.End.At.Sub(fact.Begins)
	}
	return ending{reading.Judge(s, d, session.TermsInput{}, s.Now, diags), fact.Made, fact.Path}
}

// item is the deadline as a policy takes it.
func (e ending) item() policy.Item {
	return policy.Item{
		Thing:  deadline.Thing{Deadline: e.Deadline, NewestAt: e.made},
		Status: e.Status, Passes: &e.Passes, Reason: e.Reason,
	}
}

var endingTypes = attribute.Merged(face.AttrTypes, map[string]attr.Type{"newest_at": types.StringType, "path": types.StringType})

// NewStateFunction makes the function state_deadlines.
func NewStateFunction() function.Function {
	return judging{
		name: "state_deadlines", summary: "What of a resource ends",
		description: "Finds the ends of one resource of any provider, by the built-in table of types, and returns a list of objects. " + describesFace + ", `newest_at` (when a backup was made) and `path` (the attribute that tells the end). " +
			"The list is empty where nothing of the type ends, or where the table does not know it: `resource_verdict` tells which. What cannot be told is `unknown`, with the reason. Plain dates are in UTC, and lead times those of the kind." + describesLater,
		parameters: []function.Parameter{typeParameter, attributesParameter, asOfParameter},
		returns:    types.ListType{ElemType: types.ObjectType{AttrTypes: endingTypes}},
		run: func(ctx context.Context, texts []string) (attr.Value, error) {
			in, err := readSettings(ctx, sharedTypes, texts[1])
			if err != nil {
				return nil, err
			}
			var diags diag.Diagnostics
			found, err := readEnds(ctx, in.session, texts[0], deadline.Identity{}, &diags)
			if err = cmp.Or(err, firstFault(diags)); err != nil {
				return nil, err
			}
			values := make([]attr.Value, len(found.endings))
			for i, one := range found.endings {
				values[i] = types.ObjectValueMust(endingTypes, attribute.Merged(face.Values(one.Judgement), map[string]attr.Value{
					"newest_at": attribute.InstantValue(one.made), "path": attribute.Optional(one.path),
				}))
			}
			return types.ListValueMust(types.ObjectType{AttrTypes: endingTypes}, values), nil
		},
	}
}

var resourceTypes = attribute.Merged(resultTypes, map[string]attr.Type{
	"known": types.BoolType, "skipped": types.ListType{ElemType: types.StringType}, "unjudged": types.ListType{ElemType: types.StringType},
})

// NewResourceFunction makes the function resource_verdict.
func NewResourceFunction() function.Function {
	return judging{
		name: "resource_verdict", summary: "What a gate says of one resource",
		description: "Finds the ends of one resource of any provider, by the built-in table of types, judges them as an `expiry_gate` does, and returns an object with " + describesResult +
			", `known` (whether the table knows the type), `skipped` (why it leaves something out on purpose) and `unjudged` (attributes of a type that it does not know and that look like ends). " +
			"What does not end passes, and `message` says so; ids are `resource/TYPE/NAME`." + describesShared +
			" Besides these: " + attribute.OneOf(deadline.AnsweringFields()) + ", which hold where no tag of the resource says so." + describesLater,
		parameters: []function.Parameter{typeParameter, attributesParameter, asOfParameter, settingsParameter},
		returns:    types.ObjectType{AttrTypes: resourceTypes},
		run:        runResource,
	}
}

func runResource(ctx context.Context, texts []string) (attr.Value, error) {
	in, err := readSettings(ctx, answeredTypes, texts[1])
	if err != nil {
		return nil, err
	}
	var diags diag.Diagnostics
	found, err := readEnds(ctx, in.session, texts[0], in.thing().Identity(), &diags)
	if err != nil {
		return nil, err
	}
	var items []policy.Item
	for _, one := range found.endings {
		items = append(items, one.item())
	}
	judged := gate.JudgeItems(ctx, in.session, in.session.Now, in.terms(&diags), items, &diags)
	if err := firstFault(diags); err != nil {
		return nil, err
	}
	values := result(judged, found.message(judged, texts[0], in.session.Now, diags))
	values["known"] = types.BoolValue(found.known)
	values["skipped"], values["unjudged"] = attribute.StringsValue(found.skipped), attribute.StringsValue(found.unjudged)
	return types.ObjectValueMust(resourceTypes, values), nil
}

// message tells a verdict on one resource, and what was not judged of it.
func (e ends) message(judged gate.Judged, kind string, now time.Time, warned diag.Diagnostics) string {
	name := deadline.Printable(kind)
	var parts []string
	if len(e.endings) > 0 || len(judged.Violations) > 0 {
		parts = append(parts, message(judged, now, warned))
	}
	switch {
	case !e.known && len(e.unjudged) > 0:
		parts = append(parts, fmt.Sprintf("The type %s is not in the table of ends, and these look like ends that nobody judges: %s%s.", name,
			strings.Join(e.unjudged[:min(len(e.unjudged), attribute.WorstShown)], ", "), attribute.More(len(e.unjudged))))
	case !e.known:
		parts = append(parts, fmt.Sprintf("The type %s is not in the table of ends, and nothing in it looks like one.", name))
	case len(e.endings) == 0:
		parts = append(parts, fmt.Sprintf("Nothing of this %s ends.", name))
	}
	if len(e.skipped) > 0 {
		parts = append(parts, "Left out: "+strings.Join(slices.Compact(slices.Sorted(slices.Values(e.skipped))), "; ")+".")
	}
	return strings.Join(parts, " ")
}
