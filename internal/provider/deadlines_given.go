package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
)

// given is what was handed over as deadlines: those that can be judged, and the
// names of those of which not even the id is known.
type given struct {
	session *session
	now     time.Time
	diags   *diagnostics
	keys    intake.Keys

	items   []policy.Item
	pending []string
}

// deadlinesOf reads what the request hands over, as objects and as JSON: one reader
// for gate, policy and calendar. See the package protocol.
func (s *session) deadlinesOf(ctx context.Context, now time.Time, all *diagnostics) (items []policy.Item, pending []string) {
	diags := &diagnostics{}
	g := given{session: s, now: now, diags: diags, keys: intake.Keys{Ours: ourAttribute}}
	document, err := protocol.Handed(ctx, "deadlines_json")
	if err == nil {
		g.readJSON(document)
		var list any
		if list, err = protocol.Dynamic(ctx, "deadlines"); err == nil {
			g.readList(list)
		}
	}
	if err != nil {
		diags.AddError("Deadlines not read", sentence(err))
	}
	addFirst(*diags, all)
	if !diags.HasError() {
		g.tellKeys(all)
	}
	return g.items, g.pending
}

func (g *given) readList(list any) {
	at := path.Root("deadlines")
	switch list := list.(type) {
	case nil:
	case intake.Unknown:
		g.pending = append(g.pending, "all deadlines")
	case []any:
		g.addAll(list, at, "Hand over a data source or resource of this provider; of several at a time their list, put together by concat.")
	default:
		g.diags.AddAttributeError(at, "Invalid deadlines", "The deadlines are no list. Write deadlines = [data.expiry_certificate.www], or hand a list such as data.expiry_certificates.fleet.certificates over.")
	}
}

// readJSON reads deadlines from one JSON text: a list of the objects that
// deadlines takes.
func (g *given) readJSON(document any) {
	at := path.Root("deadlines_json")
	written, ok := document.(string)
	if !ok {
		if _, unknown := document.(intake.Unknown); unknown {
			g.pending = append(g.pending, "all deadlines of deadlines_json")
		}
		return
	}
	tree, err := intake.ParseJSON([]byte(written))
	elements, ok := tree.([]any)
	if err == nil && !ok {
		err = errors.New("the JSON is no list of objects")
	}
	if err != nil {
		g.diags.AddAttributeError(at, "Invalid deadlines", sentence(err)+
			" Write a list of deadlines with jsonencode, like jsonencode(data.expiry_certificates.fleet.certificates).")
		return
	}
	g.items = make([]policy.Item, 0, len(elements))
	g.addAll(elements, at, "Write one like {\"id\": \"licence/erp\", \"expires_at\": \"2027-03-31T15:00:00Z\"}.")
}

func (g *given) addAll(elements []any, at path.Path, advice string) {
	for i, element := range elements {
		switch element := element.(type) {
		case nil:
			addNoID(g.diags, at, i)
		case intake.Unknown:
			g.pending = append(g.pending, numbered(i))
		case intake.Object:
			g.add(element, at, i)
		default:
			addMistake(g.diags, at, "Invalid deadline", fmt.Sprintf("Deadline number %d is no object with an id. %s", i+1, advice))
		}
	}
}

// add takes one object in.
func (g *given) add(object intake.Object, at path.Path, i int) {
	in, faults := intake.Read(object)
	if len(faults) == 0 && in.ID == "" {
		if in.Unknown("id") {
			g.pending = append(g.pending, numbered(i))
			return
		}
		addNoID(g.diags, at, i)
		return
	}
	g.keys.Add(in.ID, object)
	if len(faults) == 0 {
		var item policy.Item
		if item, faults = g.session.itemOf(in, g.now); len(faults) == 0 {
			g.items = append(g.items, item)
		}
	}
	for _, fault := range faults {
		addMistake(g.diags, at, "Invalid deadline",
			fmt.Sprintf("In %s of deadline number %d (%s): %s.", fault.Attribute, i+1, deadline.Printable(in.ID), strings.TrimSuffix(fault.Message, ".")))
	}
}

// tellKeys warns of keys that nothing reads and that look like one that counts.
func (g *given) tellKeys(diags *diagnostics) {
	var told []string
	for _, misspelling := range g.keys.Found() {
		told = append(told, deadline.Printable(misspelling.Sentence()))
	}
	if len(told) > 0 {
		diags.AddAttributeWarning(path.Root("deadlines"), summaryUnreadKeys, worstOf(told))
	}
}

// ourAttribute says that an entity of this provider has an attribute of a name, at
// whatever depth.
func ourAttribute(name string) bool { return ourAttributes()[name] }

var ourAttributes = sync.OnceValue(attributeNames)

// addFirst reports the first few of what may be thousands of mistakes, and counts
// the rest.
func addFirst(found diagnostics, diags *diagnostics) {
	diags.Append(found[:min(len(found), worstShown)]...)
	if rest := len(found) - worstShown; rest > 0 {
		diags.AddAttributeError(path.Root("deadlines"), "More invalid deadlines", fmt.Sprintf("There are %d more mistakes of this kind.", rest))
	}
}

func addNoID(diags *diagnostics, at path.Path, i int) {
	addMistake(diags, at, "Deadline without id",
		fmt.Sprintf("Deadline number %d has no id, so no message or waiver could name it. Hand over a data source or resource of this provider, or an object with an id like \"licence/erp\".", i+1))
}

// addMistake adds one of possibly thousands: AddAttributeError looks through all
// that there are.
func addMistake(diags *diagnostics, at path.Path, summary, detail string) {
	*diags = append(*diags, diag.NewAttributeErrorDiagnostic(at, summary, detail))
}

// numbered names a deadline whose id nobody knows.
func numbered(i int) string { return fmt.Sprintf("deadline number %d", i+1) }
