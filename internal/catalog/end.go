package catalog

import (
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// EndState says what is known about the end of a kind of support.
type EndState int

const (
	// EndUnknown is the zero value: the facts say nothing.
	EndUnknown EndState = iota
	// EndOn ends with the day Date, which is itself still supported.
	EndOn
	// EndUndated has ended, on a day that the facts do not tell; Date, where
	// there is one, is a day on which it had ended already.
	EndUndated
	// EndNone is supported, and no end has been announced.
	EndNone
)

// End is when a kind of support ends, with the day where there is one.
type End struct {
	State EndState
	Date  deadline.Date
}

const (
	textNone  = "none announced"
	textEnded = "ended"
	textBy    = "ended by "
)

// String is the end as files write it: a day, "ended", "ended by" a day, "none
// announced", or "" where nothing is known.
func (e End) String() string {
	switch e.State {
	case EndOn:
		return e.Date.String()
	case EndUndated:
		if e.Date.IsZero() {
			return textEnded
		}
		return textBy + e.Date.String()
	case EndNone:
		return textNone
	default:
		return ""
	}
}

// ParseEnd reads what String writes. The error is a sentence for a person.
func ParseEnd(text string) (End, error) {
	switch text {
	case "":
		return End{}, nil
	case textNone:
		return End{State: EndNone}, nil
	case textEnded:
		return End{State: EndUndated}, nil
	}
	state, day := EndOn, text
	if len(text) > len(textBy) && text[:len(textBy)] == textBy {
		state, day = EndUndated, text[len(textBy):]
	}
	date, err := deadline.ParseDate(day)
	if err != nil {
		return End{}, fmt.Errorf("%q is no end of support; write a day like 2027-03-31, %q, %q or \"ended by 2027-03-31\"", text, textNone, textEnded)
	}
	return End{State: state, Date: date}, nil
}
