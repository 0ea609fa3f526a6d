package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// registers.md 4: what was closed passes, and only where it is said since when and
// why; a day that is yet to come does not count.
func TestClosed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		more   string // beside an end that is past
		closed bool
		fault  string
	}{
		"closed":                       {`"closed_on":"2026-12-01","closed_because":"replaced by erp-2"`, true, ""},
		"today":                        {`"closed_on":"2027-01-15","closed_because":"moved"`, true, ""},
		"tomorrow":                     {`"closed_on":"2027-01-16","closed_because":"moved"`, false, ""},
		"no reason":                    {`"closed_on":"2026-12-01"`, false, "closed_because"},
		"a reason that says nothing":   {`"closed_on":"2026-12-01","closed_because":"なし"`, false, "closed_because"},
		"a blank reason":               {`"closed_on":"2026-12-01","closed_because":"  "`, false, "closed_because"},
		"no day":                       {`"closed_because":"moved"`, false, "closed_because"},
		"a day that is none":           {`"closed_on":"soon","closed_because":"moved"`, false, "closed_on"},
		"a day that says nothing":      {`"closed_on":"-","closed_because":"moved"`, false, "closed_on"},
		"neither":                      {`"closed_on":null`, false, ""},
		"a finding of somebody else's": {`"findings":[{"rule":"closed","message":"It was closed."}]`, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, faults := read(t, `{"id":"asset/erp","owner":"o","expires_at":"2026-10-01T00:00:00Z",`+test.more+`}`)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			d, faults := in.Deadline(settings)
			switch {
			case test.fault != "":
				if len(faults) != 1 || faults[0].Attribute != test.fault {
					t.Errorf("faults %v, want one on %s", faults, test.fault)
				}
				return
			case len(faults) > 0:
				t.Fatal(faults)
			}
			judged := d.Judge(today, settings.Location)
			if judged.Passes != test.closed || test.closed && (!d.Closed() || !strings.Contains(judged.Reason, " is closed: since ")) {
				t.Errorf("passes %t: %s", judged.Passes, judged.Reason)
			}
		})
	}
}

// Nobody closes what is not known yet.
func TestClosedIsPutOff(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"closed_on", "closed_because"} {
		object := parse(t, `{"id":"asset/erp","expires_at":"2026-10-01T00:00:00Z","closed_on":"2026-12-01","closed_because":"moved"}`)
		object[name] = unknown
		in, faults := readObject(object)
		if len(faults) > 0 || !in.Unknown("expires_at") {
			t.Errorf("%s: %v, put off %v", name, faults, in.Unsettled)
		}
	}
	// A service can only end before what is known.
	for document, off := range map[string]bool{`{"id":"asset/erp","expires_at":"2026-10-01T00:00:00Z"}`: false, `{"id":"asset/erp"}`: true} {
		object := parse(t, document)
		object["service_ends_on"] = unknown
		in, faults := readObject(object)
		if len(faults) > 0 || in.Unknown("expires_at") != off || !in.Unknown("act_by") {
			t.Errorf("%s: %v, put off %v", document, faults, in.Unsettled)
		}
	}
}

// registers.md 4: what outlives its service is taken out of use, not renewed.
func TestServiceEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		document, ends, task string
		status               deadline.Status
	}{
		"the service is over":         {`"expires_at":"2028-01-01T00:00:00Z","service_ends_on":"2026-12-31"`, "2027-01-01T00:00:00Z", deadline.TaskRetire, deadline.StatusExpired},
		"it is about to be":           {`"expires_at":"2028-01-01T00:00:00Z","act_by":"2027-12-01T00:00:00Z","service_ends_on":"2027-02-01"`, "2027-02-02T00:00:00Z", deadline.TaskRetire, deadline.StatusOverdue},
		"nothing else ends":           {`"service_ends_on":"2026-12-31"`, "2027-01-01T00:00:00Z", deadline.TaskRetire, deadline.StatusExpired},
		"the thing itself ends first": {`"expires_at":"2027-01-01T00:00:00Z","service_ends_on":"2028-12-31"`, "2027-01-01T00:00:00Z", "", deadline.StatusExpired},
		"both end together":           {`"expires_at":"2027-01-01T00:00:00Z","service_ends_on":"2026-12-31"`, "2027-01-01T00:00:00Z", deadline.TaskRetire, deadline.StatusExpired},
		"the service goes on":         {`"expires_at":"2027-01-01T00:00:00Z","service_ends_on":"9999-12-31"`, "2027-01-01T00:00:00Z", "", deadline.StatusExpired},
		"somebody means it to end":    {`"expires_at":"2027-01-01T00:00:00Z","intent":"end"`, "2027-01-01T00:00:00Z", deadline.TaskRetire, deadline.StatusExpired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, faults := read(t, fmt.Sprintf(`{"id":"asset/erp","kind":"hardware",%s}`, test.document))
			d, more := in.Deadline(settings)
			if faults = append(faults, more...); len(faults) > 0 {
				t.Fatal(faults)
			}
			judged := d.Judge(today, settings.Location)
			if deadline.FormatInstant(d.End.At) != test.ends || d.Task != test.task || judged.Status != test.status {
				t.Errorf("ends %s, %q is due, %s", deadline.FormatInstant(d.End.At), d.Task, judged.Reason)
			}
			if remedy := test.status.Rule().RemedyFor(d.Task); test.task != "" && (!strings.Contains(remedy, "ake it out of use") || !strings.Contains(judged.Reason, "not renewed") && !strings.Contains(judged.Reason, "meant to end")) {
				t.Errorf("%s %s", judged.Reason, remedy)
			}
		})
	}
	for _, wrong := range []string{"soon", "2026-13-01", "なし"} {
		in, _ := read(t, `{"id":"asset/erp","expires_at":"2028-01-01T00:00:00Z","service_ends_on":"`+wrong+`"}`)
		if _, faults := in.Deadline(settings); len(faults) != 1 || faults[0].Attribute != "service_ends_on" {
			t.Errorf("%s: %v", wrong, faults)
		}
	}
}
