package contract

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Boundary is where alone a contract can end by notice: three months to the end of
// a quarter. The zero value is no such limit.
type Boundary string

// The boundaries.
const (
	BoundaryNone       Boundary = ""
	BoundaryMonth      Boundary = "month"
	BoundaryQuarter    Boundary = "quarter"
	BoundaryHalfYear   Boundary = "half-year"
	BoundaryYear       Boundary = "year"
	BoundaryFiscalYear Boundary = "fiscal-year"
)

// months is the distance from one boundary to the next.
func (b Boundary) months() int {
	switch b {
	case BoundaryMonth:
		return 1
	case BoundaryQuarter:
		return 3
	case BoundaryHalfYear:
		return 6
	}
	return 12
}

// next is the first day after a boundary, on a day or later. Fiscal years end with
// a month, 0 for March.
func (b Boundary) next(day deadline.Date, fiscal time.Month) deadline.Date {
	if b == BoundaryNone {
		return day
	}
	begin := 0 // the month, from 0, with which a year begins
	if b == BoundaryFiscalYear {
		if fiscal == 0 {
			fiscal = time.March
		}
		begin = int(fiscal) % 12
	}
	first := deadline.Date{Year: day.Year, Month: day.Month, Day: 1}
	if first.Before(day) {
		first = first.AddMonths(1)
	}
	for (int(first.Month)-1-begin+12)%b.months() != 0 {
		first = first.AddMonths(1)
	}
	return first
}

// renewal is for how long a tacitly renewed contract goes on, nil where that is
// not declared: from one boundary to the next where notice is bound to them.
func (c *Contract) renewal() *deadline.Period {
	if c.NoticeTo == BoundaryNone {
		return c.RenewalTerm
	}
	return &deadline.Period{Months: c.NoticeTo.months()}
}
