package definition

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/definition"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// reading is what was read of the files.
type reading struct {
	verdict definition.Verdict
	change  definition.Change
	// changedAt and changedBy are of the last change, zero where nobody tells.
	changedAt time.Time
	changedBy string
}

// read compares the files. Its error is a *definition.Error.
func (m *model) read(ctx context.Context, s *session.Session, now time.Time) (reading, error) {
	timeout := attribute.TimeoutOf(m.Timeout)
	if timeout == 0 {
		timeout = s.Dialer.Timeout()
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	scope := definition.Scope{Root: m.root(), Patterns: attribute.StringsOf(m.Files)}
	approval := definition.Approval{By: m.approvedBy(), On: attribute.ParseDate(m.ApprovedOn)}
	approval.Nobody = !m.ApprovedBy.IsNull() && approval.By == ""
	var err error
	if list := m.Approved.ValueString(); !m.Approved.IsNull() {
		scope = scope.Without(list)
		approval.Digests, err = definition.ReadSums(ctx, list)
	} else {
		approval.Digests, err = definition.ApprovedMap(textsOf(m.Digests))
	}
	if err != nil {
		return reading{}, err
	}
	files, err := definition.Read(ctx, scope, approval.Digests)
	if err != nil {
		return reading{}, err
	}
	approval.Beside = !m.Approved.IsNull() && scope.Beside(m.Approved.ValueString(), files)
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = file.Path
	}
	got := reading{change: definition.LastChange(ctx, scope.Root, paths)}
	got.verdict = definition.Judge(files, definition.Question{Now: now, Location: s.Location, Scope: scope, Approval: approval, Change: got.change})
	got.changedAt, got.changedBy = m.changed(got.change, now, s.Location)
	return got, nil
}

// changed is the last change: what git tells, or what is declared where that is
// later or git knows none. Of what is not committed nobody knows but that it was
// changed before now, which is what a backup must then be newer than.
func (m *model) changed(change definition.Change, now time.Time, loc *time.Location) (at time.Time, by string) {
	at, by = change.At, change.By
	if !change.At.IsZero() && len(change.Uncommitted) > 0 {
		at, by = now, ""
	}
	if !m.ChangedAt.IsNull() {
		declared, err := deadline.ParseInstant(m.ChangedAt.ValueString(), loc)
		switch {
		case err == nil && !declared.Before(change.At):
			at, by = declared, ""
		case !change.At.IsZero():
			at, by = change.At, change.By
		}
	}
	if !m.ChangedBy.IsNull() {
		by = m.ChangedBy.ValueString()
	}
	return at.UTC(), by
}

// cause says more where nobody can tell when the files changed.
func (r reading) cause(told string) string {
	if !r.changedAt.IsZero() || r.change.Unknown == "" {
		return told
	}
	if told != "" {
		told += "; "
	}
	return told + "when they changed last is not known, as " + r.change.Unknown
}

func textsOf(given types.Map) map[string]string {
	texts := make(map[string]string, len(given.Elements()))
	for name, value := range given.Elements() {
		texts[name], _ = attribute.TextOf(value)
	}
	return texts
}
