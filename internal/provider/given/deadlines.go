// Package given reads what is handed over as deadlines, as objects and as JSON: one
// reader for gate, policy, calendar and inventory.
package given

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// given is what was handed over as deadlines: those that can be judged, and the
// names of those of which not even the id is known.
type given struct {
	session *session.Session
	now     time.Time
	diags   *diag.Diagnostics
	keys    intake.Keys

	deadlines []Deadline
	pending   []string
}

// Deadline is one of those that were handed over: what was written of it, and what
// the policy makes of that.
type Deadline struct {
	In   intake.Input
	Item policy.Item
}

// Deadlines reads what the request hands over, as Read does, as the policy takes it.
func Deadlines(ctx context.Context, s *session.Session, now time.Time, all *diag.Diagnostics) (items []policy.Item, pending []string) {
	deadlines, pending := Read(ctx, s, now, all)
	for _, one := range deadlines {
		items = append(items, one.Item)
	}
	return items, pending
}

// Read reads what the request hands over, as objects and as JSON: one reader for
// gate, policy, calendar and inventory. See the package protocol.
func Read(ctx context.Context, s *session.Session, now time.Time, all *diag.Diagnostics) (deadlines []Deadline, pending []string) {
	diags := &diag.Diagnostics{}
	g := given{session: s, now: now, diags: diags, keys: intake.Keys{Ours: s.OurAttribute}}
	document, err := protocol.Handed(ctx, "deadlines_json")
	if err == nil {
		g.readJSON(document)
		var list any
		if list, err = protocol.Dynamic(ctx, "deadlines"); err == nil {
			g.readList(list)
		}
	}
	if err != nil {
		diags.AddError("Deadlines not read", attribute.Sentence(err))
	}
	addFirst(*diags, all)
	if !diags.HasError() {
		g.tellKeys(all)
	}
	return g.deadlines, g.pending
}

const adviceText = "Write a list of deadlines with jsonencode, like jsonencode(data.expiry_certificates.fleet.certificates), or hand the deadlines_json of a data source over."

func (g *given) readList(list any) {
	at := path.Root("deadlines")
	switch list := list.(type) {
	case nil:
	case intake.Unknown:
		g.pending = append(g.pending, "all deadlines")
	case string:
		g.readText(list, place{at: at})
	case []any:
		for i, element := range list {
			g.readElement(element, place{at: at, element: i + 1})
		}
	default:
		g.diags.AddAttributeError(at, "Invalid deadlines", "The deadlines are no list. Write deadlines = [data.expiry_certificate.www], or hand a list such as data.expiry_certificates.fleet.certificates over.")
	}
}

func (g *given) readJSON(document any) {
	switch document := document.(type) {
	case intake.Unknown:
		g.pending = append(g.pending, "all deadlines of deadlines_json")
	case string:
		g.readText(document, place{at: path.Root("deadlines_json")})
	}
}

func (g *given) readElement(element any, where place) {
	switch element := element.(type) {
	case nil:
		addNoID(g.diags, where)
	case intake.Unknown:
		g.pending = append(g.pending, where.String())
	case intake.Object:
		g.add(element, where)
	case string:
		if where.entry == 0 && where.at.Equal(path.Root("deadlines")) {
			g.readText(element, where)
			return
		}
		addMistake(g.diags, where.at, "Invalid deadline", attribute.Capital(where.String())+" is a text where an object with an id is wanted.")
	default:
		addMistake(g.diags, where.at, "Invalid deadline", attribute.Capital(where.String())+" is no object with an id. Hand over a data source or resource of this provider, the deadlines_json of one, or of several at a time their list, put together by concat.")
	}
}

// readText reads deadlines from one JSON text: a list, or one object.
func (g *given) readText(written string, where place) {
	entry := 0
	tree, err := intake.EachOfJSON(written, func(element any) {
		entry++
		g.readElement(element, place{where.at, where.element, entry})
	})
	switch tree := tree.(type) {
	case []any:
		if err == nil {
			return
		}
	case intake.Object:
		g.add(tree, place{where.at, where.element, 1})
		return
	}
	if err == nil {
		err = errors.New("the JSON is neither a list of objects nor one object")
	}
	if strings.TrimSpace(written) == "" {
		err = errors.New("the text is empty, so nothing would be judged")
	}
	subject := ""
	if where.element > 0 {
		subject = fmt.Sprintf("Element %d: ", where.element)
	}
	addMistake(g.diags, where.at, "Invalid deadlines", subject+attribute.Sentence(err)+" "+adviceText)
}

// place is where something stands in what was handed over. Both numbers begin with
// 1 and are 0 where they say nothing.
type place struct {
	at      path.Path
	element int // of the list
	entry   int // of a JSON text
}

func (p place) String() string {
	switch {
	case p.element == 0:
		return fmt.Sprintf("deadline number %d", p.entry)
	case p.entry == 0:
		return fmt.Sprintf("deadline number %d", p.element)
	}
	return fmt.Sprintf("element %d, entry %d", p.element, p.entry)
}

// add takes one object in.
func (g *given) add(object intake.Object, where place) {
	in, faults := intake.Read(object)
	if len(faults) == 0 && in.ID == "" {
		if in.Unknown("id") {
			g.pending = append(g.pending, where.String())
			return
		}
		addNoID(g.diags, where)
		return
	}
	g.keys.Add(in.ID, object)
	if len(faults) == 0 {
		var item policy.Item
		if item, faults = Item(g.session, in, g.now); len(faults) == 0 {
			g.deadlines = append(g.deadlines, Deadline{in, item})
		}
	}
	for _, fault := range faults {
		addMistake(g.diags, where.at, "Invalid deadline",
			fmt.Sprintf("In %s of %s (%s): %s.", fault.Attribute, where, deadline.Printable(in.ID), strings.TrimSuffix(fault.Message, ".")))
	}
}

// tellKeys warns of keys that nothing reads and that look like one that counts.
func (g *given) tellKeys(diags *diag.Diagnostics) {
	var told []string
	for _, misspelling := range g.keys.Found() {
		told = append(told, deadline.Printable(misspelling.Sentence()))
	}
	if len(told) > 0 {
		diags.AddAttributeWarning(path.Root("deadlines"), attribute.SummaryUnreadKeys, attribute.WorstOf(told))
	}
}

// addFirst reports the first few of what may be thousands of mistakes, and counts
// the rest.
func addFirst(found diag.Diagnostics, diags *diag.Diagnostics) {
	diags.Append(found[:min(len(found), attribute.WorstShown)]...)
	if rest := len(found) - attribute.WorstShown; rest > 0 {
		diags.AddAttributeError(path.Root("deadlines"), "More invalid deadlines", fmt.Sprintf("There are %d more mistakes of this kind.", rest))
	}
}

func addNoID(diags *diag.Diagnostics, where place) {
	addMistake(diags, where.at, "Deadline without id",
		attribute.Capital(where.String())+" has no id, so no message or waiver could name it. Hand over a data source or resource of this provider, or an object with an id like \"licence/erp\".")
}

// addMistake adds one of possibly thousands: AddAttributeError looks through all
// that there are.
func addMistake(diags *diag.Diagnostics, at path.Path, summary, detail string) {
	*diags = append(*diags, diag.NewAttributeErrorDiagnostic(at, summary, detail))
}
