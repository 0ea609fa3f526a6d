package intake

import (
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// A handover is a resource, and what a resource stores must not depend on the day.
// That a backup was taken on a day still to come is found where there is a clock.

// ToCome says that an instant at which something is said to have been done lies
// after the day of judgement.
func ToCome(t, now time.Time, loc *time.Location) bool {
	return deadline.DateOf(t, loc).After(deadline.DateOf(now, loc))
}

// TakenToCome says why what is said to have been taken was not, as a clause.
func TakenToCome(written string, now time.Time, loc *time.Location) string {
	return fmt.Sprintf("taken_at says %s, after the day of judgement, %s; what is still to come was not taken", deadline.Quote(written), deadline.DateOf(now, loc))
}

// WithoutTakenToCome is the input, incomplete where it is a handover that rests on
// a backup of a day to come, or of one that cannot be read.
func (in Input) WithoutTakenToCome(now time.Time, loc *time.Location) Input {
	found := ""
	for _, taken := range in.Taken {
		t, err := deadline.ParseInstant(taken.At, loc)
		if err == nil && !ToCome(t, now, loc) {
			continue
		}
		why := taken.Item + ": " + TakenToCome(taken.At, now, loc)
		if err != nil {
			why = taken.Item + ": " + err.Error()
		}
		if found == "" {
			found = why
		}
		in.Findings = append(slices.Clip(in.Findings), deadline.NewFinding(deadline.RuleHandoverIncomplete, why+"."))
	}
	if found != "" {
		in.Status, in.Passes = string(deadline.StatusUnknown), new(bool)
		in.Reason = fmt.Sprintf("%s is not complete: %s.", in.ID, found)
	}
	return in
}
