package intake_test

import (
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

func TestTaken(t *testing.T) {
	t.Parallel()
	answered := func(item string, sides any) intake.Object { return intake.Object{item: sides} }
	said := intake.Object{"says": "yes", "taken_at": "2026-12-19"}
	for name, test := range map[string]struct {
		id      string
		answers any
		want    []intake.Taken
	}{
		"nothing":         {"handover/a", nil, nil},
		"not known yet":   {"handover/a", intake.Unknown{}, nil},
		"a text":          {"handover/a", "yes", nil},
		"no sides":        {"handover/a", answered("backups", nil), nil},
		"sides not known": {"handover/a", answered("backups", intake.Unknown{}), nil},
		"no answer":       {"handover/a", answered("backups", intake.Object{"giver": nil}), nil},
		"a blank day":     {"handover/a", answered("backups", intake.Object{"giver": intake.Object{"taken_at": " "}}), nil},
		"no handover":     {"asset/a", answered("backups", intake.Object{"giver": said}), nil},
		"both sides": {
			"handover/a",
			intake.Object{"drills": intake.Object{"taker": said}, "backups": intake.Object{"taker": said, "giver": said}},
			[]intake.Taken{{Item: "backups", Side: "giver", At: "2026-12-19"}, {Item: "backups", Side: "taker", At: "2026-12-19"}, {Item: "drills", Side: "taker", At: "2026-12-19"}},
		},
	} {
		in, faults := intake.Read(intake.Object{"id": test.id, "answers": test.answers})
		if len(faults) > 0 || !slices.Equal(in.Taken, test.want) {
			t.Errorf("%s: got %v, %v", name, in.Taken, faults)
		}
	}
	if !intake.Reads("answers") {
		t.Error("nobody converts the answers")
	}
}
