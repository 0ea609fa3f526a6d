package state

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// trackers are the ids and patterns of what somebody tracks.
type trackers struct {
	// asked says that there is a ledger to compare with.
	asked    bool
	ids      map[string]bool
	patterns []string
	// untold is why the inventory could not be asked, "" where it could.
	untold string
}

// trackers are the ids of the argument and the rows of the shared inventory. An
// inventory that does not answer is said, one that is wrongly set up is an error.
func (m *stateModel) trackers(ctx context.Context, s *session.Session, diags *diag.Diagnostics) trackers {
	t := trackers{asked: !m.TrackedIDs.IsNull(), ids: map[string]bool{}}
	for _, id := range texts(m.TrackedIDs, path.Root("tracked_ids"), `tracked_ids = ["asset/prod/aws_acm_certificate.www"]`, diags) {
		t.add(id)
	}
	switch {
	case s.StoreUnknown != "":
		t.asked, t.untold = true, s.StoreUnknown
	case s.Store != nil:
		t.asked = true
		if err := t.fromInventory(ctx, s.Store); session.Transient(err) {
			t.untold = text.AsClause(err.Error())
		} else if err != nil {
			session.AddInventoryError(diags, path.Empty(), err)
		}
	}
	if t.untold != "" {
		diags.AddWarning("Inventory not read", "What is tracked could not be looked up: "+t.untold+". All that tracked_ids do not cover stands in untracked, with that reason.")
	}
	return t
}

func (t *trackers) add(id string) {
	if strings.Contains(id, "*") {
		t.patterns = append(t.patterns, id)
		return
	}
	t.ids[id] = true
}

// fromInventory takes what people declared. What was read of a state itself does
// not make it tracked, and what is deleted tracks nothing.
func (t *trackers) fromInventory(ctx context.Context, store *inventory.Store) error {
	for row, err := range store.Rows(ctx, inventory.Filter{}) {
		if err != nil {
			return err //nolint:wrapcheck // an *inventory.Error
		}
		var facts struct {
			Tracks   []string `json:"tracks"`
			ClosedOn string   `json:"closed_on"`
		}
		unread := json.Unmarshal(row.Facts, &facts)
		if facts.ClosedOn != "" {
			continue // it is over, and what is there all the same nobody tracks
		}
		if !strings.HasPrefix(row.ID, "state/") && !strings.Contains(row.ID, "*") {
			t.ids[row.ID] = true
		}
		if unread != nil {
			continue // what cannot be read tracks nothing
		}
		for _, id := range facts.Tracks {
			t.add(id)
		}
	}
	return nil
}

// covers says that somebody tracks what goes by an id: by the id or a pattern of
// it, or by an asset with the name that is suggested for it. Of that the very id is
// wanted: "asset/*" says that there are assets, not which.
func (t *trackers) covers(id string) bool {
	return t.ids[id] || t.ids[statefacts.SuggestedID(id)] ||
		slices.ContainsFunc(t.patterns, func(pattern string) bool { return policy.Match(pattern, id) })
}

// untracked says that an end should be tracked, and by nobody is.
func (t *trackers) untracked(one ending) bool {
	return !one.unread && one.deposed == "" && one.End.State != deadline.EndOpen && !t.covers(one.id)
}

// finding is what is said of such an end, where anybody asked.
func (t *trackers) finding() []deadline.Finding {
	switch {
	case !t.asked:
		return nil
	case t.untold != "":
		return []deadline.Finding{deadline.NewFinding(deadline.RuleUntracked, "Whether anybody tracks it is not known: "+t.untold+".")}
	}
	return []deadline.Finding{deadline.NewFinding(deadline.RuleUntracked, "Nobody tracks it.")}
}
