package intake_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// Dates that cannot all hold, ends that nothing would read, words of no meaning.
func TestContradictions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ document, attribute, says string }{
		"act_by after the end":            {`{"id":"a","expires_at":"2027-03-01T00:00:00Z","act_by":"2027-03-02T00:00:00Z"}`, "act_by", "lies after expires_at, 2027-03-01"},
		"remind_at after the end":         {`{"id":"a","expires_at":"2027-03-01T00:00:00Z","act_by":"2027-02-01T00:00:00Z","remind_at":"2027-03-02T00:00:00Z"}`, "remind_at", "lies after expires_at"},
		"remind_at after act_by":          {`{"id":"a","expires_at":"2027-03-01T00:00:00Z","act_by":"2027-02-01T00:00:00Z","remind_at":"2027-02-02T00:00:00Z"}`, "remind_at", "lies after act_by, 2027-02-01"},
		"remind_at after act_by, no end":  {`{"id":"a","status":"ok","act_by":"2027-02-01T00:00:00Z","remind_at":"2027-02-02T00:00:00Z"}`, "remind_at", "lies after act_by"},
		"begins after its end":            {`{"id":"a","kind":"certificate","expires_at":"2027-03-01T00:00:00Z","not_before":"2027-04-01T00:00:00Z"}`, "not_before", "before that"},
		"open with a date":                {`{"id":"a","end":"open","expires_at":"2027-03-01T00:00:00Z"}`, "end", "said to be open, and expires_at says 2027-03-01"},
		"ended on a day that is given":    {`{"id":"a","end":"ended","expires_at":"2027-03-01T00:00:00Z"}`, "end", "said to be ended"},
		"unknown with a date":             {`{"id":"a","end":"unknown","expires_at":"2027-03-01T00:00:00Z"}`, "end", "said to be unknown"},
		"known without a date":            {`{"id":"a","end":"known","status":"ok"}`, "end", "expires_at is not given"},
		"a date in place of a state":      {`{"id":"a","end":"2027-03-01"}`, "end", "the day itself as expires_at"},
		"an end that is no instant":       {`{"id":"a","expires_at":"2027-03-01"}`, "expires_at", "is not an instant in UTC"},
		"an end with an offset":           {`{"id":"a","expires_at":"2027-03-01T09:00:00+09:00"}`, "expires_at", "2027-03-01T00:00:00Z"},
		"a lead time of no form":          {`{"id":"a","expires_at":"2027-03-01T00:00:00Z","lead_time":"two weeks"}`, "lead_time", "two weeks"},
		"a share of no lifetime":          {`{"id":"a","expires_at":"2027-03-01T00:00:00Z","lead_time":"33%"}`, "lead_time", "act_by cannot be worked out"},
		"a window of no form":             {`{"id":"a","expires_at":"2027-03-01T00:00:00Z","maintenance_window":{"rrule":"FREQ=SOMETIMES","start":"20:00","duration":"4h"}}`, "maintenance_window", "FREQ"},
		"a lead time that is no period":   {`{"id":"a","expires_at":"2027-03-01T00:00:00Z","act_by":"2027-02-01T00:00:00Z","remind_at":"2027-02-01T00:00:00Z","lead_time":"soon"}`, "lead_time", "soon"},
		"open until no day":               {`{"id":"a","status":"ok","known_until":"soon"}`, "known_until", "soon"},
		"said to be open until no day":    {`{"id":"a","end":"open","known_until":"31/05/2026"}`, "known_until", "31/05/2026"},
		"an end under another key":        {`{"id":"a","status":"ok","expires_on":"2027-01-01"}`, "expires_on", "nothing reads"},
		"in another spelling":             {`{"id":"a","status":"ok","notAfter":"2027-01-01T00:00:00Z"}`, "notAfter", "expires_at"},
		"with hyphens":                    {`{"id":"a","status":"ok","valid-until":"2030-01-01"}`, "valid-until", "expires_at"},
		"as seconds":                      {`{"id":"a","status":"ok","expiration":1800000000}`, "expiration", "1800000000"},
		"that is no date":                 {`{"id":"a","status":"ok","expires":"soon"}`, "expires", "soon"},
		"nearly spelt":                    {`{"id":"a","status":"ok","expires_att":"2027-01-01T00:00:00Z"}`, "expires_att", "nothing reads"},
		"without a status":                {`{"id":"a","valid_to":"2030-01-01"}`, "valid_to", "nothing reads"},
		"an earlier day than what counts": {`{"id":"a","expires_at":"2028-01-01T00:00:00Z","expires_on":"2027-12-30"}`, "expires_on", "an earlier day"},
		"earlier, as an instant":          {`{"id":"a","expires_at":"2028-01-01T00:00:00Z","not_after":"2027-12-30T23:59:59Z"}`, "not_after", "an earlier day"},
		"beside no end at all":            {`{"id":"a","end":"open","valid_until":"2027-12-30"}`, "valid_until", "there is no end"},
		"beside the year 9999":            {`{"id":"a","expires_at":"9999-12-31T23:59:59Z","valid_until":"2027-12-30"}`, "valid_until", "there is no end"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, faults := read(t, test.document)
			if len(faults) > 0 {
				t.Fatalf("not read: %v", faults)
			}
			if _, faults = in.Deadline(settings); len(faults) != 1 || faults[0].Attribute != test.attribute || !strings.Contains(faults[0].Message, test.says) {
				t.Errorf("faults %v, want one of %s that says %q", faults, test.attribute, test.says)
			}
		})
	}
}

// gates.md 1, 8, 13, house.md 1: what is not given is worked out, and what holds
// no date keeps its state.
func TestWhatIsNotGivenIsWorkedOut(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		document string
		actBy    string // "" where there is none
		status   deadline.Status
		cause    string
	}{
		"plain, four days off":                       {`{"id":"lic/a","expires_at":"2027-01-19T00:00:00Z"}`, "2026-12-20", deadline.StatusOverdue, "the lead time of its kind counts, 30d"},
		"plain, far off":                             {`{"id":"lic/a","expires_at":"2028-01-19T00:00:00Z"}`, "2027-12-20", deadline.StatusOK, "30d"},
		"due by its default reminder":                {`{"id":"lic/a","expires_at":"2027-03-01T00:00:00Z"}`, "2027-01-30", deadline.StatusDue, "30d"},
		"its own lead time":                          {`{"id":"lic/a","expires_at":"2027-03-10T00:00:00Z","lead_time":"60d"}`, "2027-01-09", deadline.StatusOverdue, ""},
		"its own lead time, short":                   {`{"id":"lic/a","expires_at":"2027-01-19T00:00:00Z","lead_time":"1d","reminder":"1d"}`, "2027-01-18", deadline.StatusOK, ""},
		"its notice period, then the lead time":      {`{"id":"contract/a","expires_at":"2027-05-01T00:00:00Z","notice_period":"3mo"}`, "2027-01-02", deadline.StatusOverdue, "30d"},
		"its last day for notice":                    {`{"id":"lic/a","expires_at":"2027-05-01T00:00:00Z","notice_period":"2027-02-01","lead_time":"30d"}`, "2027-01-03", deadline.StatusOverdue, ""},
		"software by its kind":                       {`{"id":"x","kind":"software","expires_at":"2027-04-01T00:00:00Z"}`, "2027-01-01", deadline.StatusOverdue, "90d"},
		"software by its id":                         {`{"id":"software/php@8.1","expires_at":"2027-04-01T00:00:00Z"}`, "2027-01-01", deadline.StatusOverdue, "90d"},
		"a certificate of an unknown life":           {`{"id":"certificate/w","kind":"certificate","expires_at":"2027-02-05T00:00:00Z"}`, "2027-01-06", deadline.StatusOverdue, "hand one of them over too"},
		"the same whose life is known":               {`{"id":"certificate/w","kind":"certificate","expires_at":"2027-02-05T00:00:00Z","not_before":"2026-11-07T00:00:00Z"}`, "2027-01-24", deadline.StatusDue, ""},
		"a window of its own":                        {`{"id":"lic/a","expires_at":"2027-03-01T00:00:00Z","maintenance_window":{"rrule":"FREQ=MONTHLY;BYDAY=4WE","start":"20:00","duration":"4h"}}`, "2027-01-27", deadline.StatusDue, "30d"},
		"no window in time":                          {`{"id":"lic/a","expires_at":"2027-03-01T00:00:00Z","maintenance_window":{"rrule":"FREQ=MONTHLY","start":"20:00","duration":"4h","first_on":"2027-06-01"}}`, "2027-01-30", deadline.StatusDue, "30d"},
		"a reminder alone":                           {`{"id":"lic/a","expires_at":"2027-06-01T00:00:00Z","remind_at":"2027-01-10T00:00:00Z"}`, "2027-05-02", deadline.StatusDue, "30d"},
		"act_by alone":                               {`{"id":"lic/a","expires_at":"2027-06-01T00:00:00Z","act_by":"2027-02-01T00:00:00Z"}`, "2027-02-01", deadline.StatusDue, ""},
		"all given":                                  {`{"id":"lic/a","expires_at":"2027-06-01T00:00:00Z","act_by":"2027-05-01T00:00:00Z","remind_at":"2027-04-01T00:00:00Z"}`, "2027-05-01", deadline.StatusOK, ""},
		"nothing":                                    {`{"id":"lic/a"}`, "", deadline.StatusUnknown, ""},
		"found ok without a date: open":              {`{"id":"lic/a","status":"ok"}`, "", deadline.StatusOK, ""},
		"found expired without a date":               {`{"id":"lic/a","status":"Expired"}`, "", deadline.StatusExpired, ""},
		"ok, yet the time to act is past":            {`{"id":"lic/a","status":"ok","act_by":"2027-01-01T00:00:00Z"}`, "2027-01-01", deadline.StatusOverdue, ""},
		"said to be open":                            {`{"id":"lic/a","end":"Open"}`, "", deadline.StatusOK, ""},
		"said to be unknown, and ok":                 {`{"id":"lic/a","end":"unknown","status":"ok"}`, "", deadline.StatusUnknown, ""},
		"said to have ended":                         {`{"id":"lic/a","end":"ended"}`, "", deadline.StatusExpired, ""},
		"no end announced, known for long":           {`{"id":"software/x@1","status":"ok","known_until":"2027-06-30"}`, "", deadline.StatusOK, ""},
		"known until yesterday":                      {`{"id":"software/x@1","status":"ok","known_until":"2027-01-14"}`, "", deadline.StatusUnknown, "renew the facts"},
		"the year 9999":                              {`{"id":"lic/a","expires_at":"9999-12-31T23:59:59Z"}`, "", deadline.StatusOK, ""},
		"the year 9999, and the time to act is past": {`{"id":"lic/a","expires_at":"9999-12-31T23:59:59Z","act_by":"2027-01-01T00:00:00Z"}`, "2027-01-01", deadline.StatusOverdue, ""},
		"an asset without end, by its last day":      {`{"id":"asset/a","expires_on":"9999-12-31","expires_at":null}`, "", deadline.StatusOK, ""},
		"an asset's last day agrees with its end":    {`{"id":"asset/a","expires_on":"2028-03-31","expires_at":"2028-04-01T00:00:00Z"}`, "2028-03-02", deadline.StatusOK, "30d"},
		"so does a certificate's last second":        {`{"id":"c/a","not_after":"2028-03-31T23:59:59Z","expires_at":"2028-04-01T00:00:00Z"}`, "2028-03-02", deadline.StatusOK, "30d"},
		"a later end under another key":              {`{"id":"c/a","not_after":"2029-03-31T23:59:59Z","expires_at":"2028-04-01T00:00:00Z"}`, "2028-03-02", deadline.StatusOK, "30d"},
		"a time of day is no end":                    {`{"id":"c/a","status":"ok","end_time":"18:00"}`, "", deadline.StatusOK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, faults := read(t, test.document)
			d, more := in.Deadline(settings)
			if faults = append(faults, more...); len(faults) > 0 {
				t.Fatalf("faults: %v", faults)
			}
			actBy := ""
			if !d.ActBy.IsZero() {
				actBy = deadline.DateOf(d.ActBy, settings.Location).String()
			}
			if status := d.Timeline.Status(today); actBy != test.actBy || status != test.status {
				t.Errorf("act_by %q, status %s; want %q, %s", actBy, status, test.actBy, test.status)
			}
			if !strings.Contains(d.Cause, test.cause) || test.cause == "" && d.Cause != "" {
				t.Errorf("cause %q, want %q in it", d.Cause, test.cause)
			}
			if d.RemindAt.After(d.ActBy) && !d.ActBy.IsZero() || d.ActBy.After(d.End.At) && d.End.State == deadline.EndKnown {
				t.Errorf("out of order: %s, %s, %s", d.RemindAt, d.ActBy, d.End.At)
			}
		})
	}
}

// A word that is no status of ours says nothing beside a date; without one it is
// no good news.
func TestStatusOfOthers(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]deadline.Status{
		`{"id":"a","status":"ISSUED","expires_at":"2028-01-01T00:00:00Z"}`:  "",
		`{"id":"a","status":"EXPIRED","expires_at":"2028-01-01T00:00:00Z"}`: deadline.StatusExpired,
		`{"id":"a","status":" Overdue "}`:                                   deadline.StatusOverdue,
		`{"id":"a","status":"fine"}`:                                        "fine",
	} {
		in, _ := read(t, document)
		d, faults := in.Deadline(settings)
		if got := in.StatusFor(d); len(faults) > 0 || got != want {
			t.Errorf("%s: status %q, %v; want %q", document, got, faults, want)
		}
	}
}

// gates.md 13, house.md 7: what is known only after apply is named by what rests on
// it, and nothing is worked out in its place.
func TestUnsettled(t *testing.T) {
	t.Parallel()
	object := func(more intake.Object) intake.Object {
		all := intake.Object{"id": "lic/a", "expires_at": "2027-06-01T00:00:00Z"}
		maps.Copy(all, more)
		return all
	}
	for name, test := range map[string]struct {
		object intake.Object
		want   []string
		actBy  bool // worked out all the same
	}{
		"the owner":             {object(intake.Object{"owner": intake.Unknown{}}), []string{"owner"}, true},
		"the lead time":         {object(intake.Object{"lead_time": intake.Unknown{}}), []string{"act_by"}, false},
		"it, by when is known":  {object(intake.Object{"lead_time": intake.Unknown{}, "act_by": "2027-02-01T00:00:00Z"}), nil, true},
		"the kind":              {object(intake.Object{"kind": intake.Unknown{}}), []string{"act_by", "kind"}, false},
		"the end":               {object(intake.Object{"expires_at": intake.Unknown{}}), []string{"expires_at"}, false},
		"a renewal":             {object(intake.Object{"renewal": intake.Unknown{}, "ends_on": "2027-01-01"}), []string{"expires_at", "renewal"}, false},
		"one of two things":     {object(intake.Object{"tracks": []any{"a", intake.Unknown{}}}), []string{"tracks"}, true},
		"one finding of two":    {object(intake.Object{"findings": []any{intake.Unknown{}, intake.Object{"rule": "untrusted"}}}), []string{"findings"}, true},
		"a word of a finding":   {object(intake.Object{"findings": []any{intake.Object{"rule": "untrusted", "message": intake.Unknown{}}}}), []string{"findings"}, true},
		"a part of the fate":    {object(intake.Object{"fate": intake.Object{"site": intake.Unknown{}}}), []string{"fate"}, true},
		"an end in another key": {object(intake.Object{"valid_until": intake.Unknown{}}), nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, faults := intake.Read(test.object)
			if len(faults) > 0 || !slices.Equal(in.Unsettled, test.want) {
				t.Fatalf("unsettled %v, faults %v; want %v", in.Unsettled, faults, test.want)
			}
			if d, _ := in.Deadline(settings); !d.ActBy.IsZero() != test.actBy {
				t.Errorf("act_by %s", d.ActBy)
			}
		})
	}
}

// A lead time that somebody adds to what was read counts where it asks for more.
func TestLeadTimeBesideActBy(t *testing.T) {
	t.Parallel()
	const end, actBy, remindAt = "2028-01-01T00:00:00Z", "2027-12-02T00:00:00Z", "2027-11-02T00:00:00Z"
	for name, test := range map[string]struct {
		more          intake.Object
		actBy, remind string
	}{
		"longer":                  {intake.Object{"lead_time": "60d"}, "2027-11-02T00:00:00Z", "2027-10-03T00:00:00Z"},
		"longer, no remind_at":    {intake.Object{"lead_time": "60d", "remind_at": nil}, "2027-11-02T00:00:00Z", "2027-10-03T00:00:00Z"},
		"shorter":                 {intake.Object{"lead_time": "10d"}, actBy, remindAt},
		"the same":                {intake.Object{"lead_time": "30d"}, actBy, remindAt},
		"of a life nobody tells":  {intake.Object{"lead_time": "50%"}, actBy, remindAt},
		"of a life":               {intake.Object{"lead_time": "50%", "not_before": "2027-01-01T00:00:00Z"}, "2027-07-02T12:00:00Z", "2027-06-02T12:00:00Z"},
		"of a contract, by terms": {intake.Object{"lead_time": "60d", "kind": "contract"}, actBy, remindAt},
	} {
		object := intake.Object{"id": "certificate/a", "expires_at": end, "act_by": actBy, "remind_at": remindAt}
		maps.Copy(object, test.more)
		in, faults := readObject(object)
		d, more := in.Deadline(settings)
		if got, reminds := deadline.FormatInstant(d.ActBy), deadline.FormatInstant(d.RemindAt); len(faults)+len(more) > 0 || got != test.actBy || reminds != test.remind {
			t.Errorf("%s: act by %s, remind at %s, %v %v; want %s, %s", name, got, reminds, faults, more, test.actBy, test.remind)
		}
	}
}

// What is known only until an instant is known no longer from then on.
func TestKnownUntilAnInstant(t *testing.T) {
	t.Parallel()
	in, _ := read(t, `{"id":"a","end":"open","known_until":"2026-05-31T00:00:00Z"}`)
	if d, faults := in.Deadline(settings); len(faults) > 0 || d.End.State != deadline.EndUnknown {
		t.Errorf("end %v, faults %v", d.End, faults)
	}
}

// What is not valid yet is told where whoever read it has not.
func TestNotValidYet(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]int{
		`{"id":"a","not_before":"2027-02-01T00:00:00Z","expires_at":"2028-01-01T00:00:00Z"}`:                                                     1,
		`{"id":"a","not_before":"2027-01-15T10:00:00Z","expires_at":"2028-01-01T00:00:00Z"}`:                                                     0,
		`{"id":"a","not_before":"2027-02-01T00:00:00Z","expires_at":"2028-01-01T00:00:00Z","findings":[{"rule":"not-yet-valid","message":"m"}]}`: 1,
	} {
		in, _ := read(t, document)
		if d, faults := in.Deadline(settings); len(faults) > 0 || len(d.Findings) != want {
			t.Errorf("%s: findings %v, faults %v", document, d.Findings, faults)
		}
	}
}
