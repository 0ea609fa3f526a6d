package software

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// EndOf is an end of support as the end of a deadline: a last day ends with the
// next midnight in loc. Ended says that support has ended, also on an untold day.
func EndOf(end catalog.End, ended bool, loc *time.Location) deadline.End {
	switch end.State {
	case catalog.EndOn:
		return deadline.EndsAt(end.Date.End(loc))
	case catalog.EndNone:
		return deadline.OpenEnded
	case catalog.EndUndated:
		if ended {
			return deadline.End{State: deadline.EndedUnknownDay}
		}
	}
	return deadline.End{}
}
