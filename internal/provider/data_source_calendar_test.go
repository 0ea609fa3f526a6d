package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

const year2027 = "from = \"2027-01-01\"\nto = \"2027-12-31\"\n"

func calendar(body string) string { return "\ndata \"expiry_calendar\" \"x\" {\n" + body + "\n}\n" }

func calendarIs(name string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_calendar.x", tfjsonpath.New(name), check)
}

func TestCalendarBadInput(t *testing.T) {
	t.Parallel()
	one := `deadlines = [{ id = "licence/x", expires_at = "2027-04-01T00:00:00Z" }]` + "\n"
	window := `{ rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" }`
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"no range":            {one, []string{`The argument "from" is required`}},
		"no last day":         {one + `from = "2027-01-01"`, []string{`The argument "to" is required`}},
		"no date":             {one + "from = \"January\"\nto = \"2027-12-31\"", []string{"Invalid date", `"January" is not a date`}},
		"range backwards":     {one + "from = \"2027-01-02\"\nto = \"2027-01-01\"", []string{"Invalid calendar", "The last day 2027-01-01 lies before the first, 2027-01-02."}},
		"too long":            {one + "from = \"2027-01-01\"\nto = \"2037-01-01\"", []string{"more than 10 years; end by 2036-12-31"}},
		"nothing to show":     {year2027, []string{"Nothing to show", "neither deadlines nor maintenance windows"}},
		"without id":          {year2027 + `deadlines = [{ expires_at = "2027-04-01T00:00:00Z" }]`, []string{"Deadline without id", "Deadline number 1"}},
		"null deadline":       {year2027 + `deadlines = [null]`, []string{"Deadline without id"}},
		"not in UTC form":     {year2027 + `deadlines = [{ id = "x", expires_at = "2027-04-01" }]`, []string{"Invalid deadline", "In expires_at of deadline number 1 (x)"}},
		"no JSON":             {year2027 + `deadlines_json = "[{"`, []string{"Invalid deadlines", "The text is no JSON"}},
		"provider's window":   {year2027 + one + "include_windows = true", []string{"No maintenance window", "the provider has none"}},
		"null window":         {year2027 + "windows = { erp = null }", []string{"Invalid maintenance window", `The window "erp" is null`}},
		"window never fires":  {year2027 + `windows = { erp = { rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", start = "20:00", duration = "4h" } }`, []string{"rrule", "never fires"}},
		"window no start":     {year2027 + `windows = { erp = { rrule = "FREQ=DAILY", duration = "4h" } }`, []string{"start", "is not a time of day"}},
		"too many windows":    {year2027 + `windows = { for i in range(101) : "w${i}" => ` + window + ` }`, []string{"101 maintenance windows are given; at most 100"}},
		"a name with a slash": {year2027 + one + `name = "../x"`, []string{"Invalid Attribute Value Match", "up to 64 letters, digits, dots, hyphens and underscores"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(calendar(test.body), test.says...))
		})
	}
}

// One of everything: an asset, one without an end, one that tracks another, an
// ended thing, a tacitly renewed contract, and windows.
const calendarOfAll = `
provider "expiry" {
  time_zone          = "Asia/Tokyo"
  maintenance_window = { rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" }
}
resource "expiry_asset" "erp" {
  name       = "erp"
  owner      = "team-erp@example.test"
  expires_on = "2027-07-31"
}
resource "expiry_contract" "lease" {
  name          = "lease"
  starts_on     = "2026-04-01"
  term          = "1y"
  renewal       = "tacit"
  renewal_term  = "1y"
  notice_period = "1mo"
}
locals {
  deadlines = [
    expiry_asset.erp, expiry_contract.lease,
    { id = "licence/forever" },
    { id = "asset/gone", expires_at = "2026-12-31T15:00:00Z" },
    { id = "asset/site", tracks = ["certificate/*"], owner = "team-web@example.test" },
  ]
  more = [{ id = "certificate/www", expires_at = "2027-05-01T10:30:00Z", act_by = "2027-04-20T10:30:00Z" }]
}
data "expiry_calendar" "x" {
  name            = "year-2027"
  deadlines       = local.deadlines
  deadlines_json  = jsonencode(local.more)
  from            = "2027-01-01"
  to              = "2027-12-31"
  include_windows = true
  windows         = { erp = { rrule = "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5", start = "09:00", duration = "8h" } }
}
output "ics" {
  value = data.expiry_calendar.x.ics
}
`

func event(fields map[string]string) knownvalue.Check {
	checks := map[string]knownvalue.Check{}
	for name, value := range fields {
		checks[name] = knownvalue.StringExact(value)
	}
	return knownvalue.ObjectPartial(checks)
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config:           calendarOfAll,
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		ConfigStateChecks: []statecheck.StateCheck{
			calendarIs("id", knownvalue.StringExact("calendar/year-2027")),
			calendarIs("notes", knownvalue.ListExact([]knownvalue.Check{
				knownvalue.StringExact("Not shown, because their end is not known: licence/forever."),
				knownvalue.StringExact("Ended before 2027-01-01: asset/gone."),
			})),
			// Three each of erp, of the contract whose term ends on 31 March, of the
			// certificate and of what tracks it, and 12 windows and one.
			calendarIs("events", knownvalue.ListSizeExact(25)),
			calendarIs("events", knownvalue.ListPartial(map[int]knownvalue.Check{
				0: event(map[string]string{"id": "contract/lease", "kind": "remind", "start": "2026-12-31T15:00:00Z", "title": "Prepare the decision, due since 2026-12-01: lease"}),
				1: event(map[string]string{"id": "all systems", "kind": "window", "start": "2027-01-27T11:00:00Z", "end": "2027-01-27T15:00:00Z", "title": "Maintenance: all systems"}),
				2: event(map[string]string{"id": "contract/lease", "kind": "act_by", "start": "2027-01-28T15:00:00Z", "end": "2027-01-29T15:00:00Z", "title": "Decide by today: lease"}),
			})),
			calendarIs("ics", knownvalue.StringRegexp(says("BEGIN:VCALENDAR", "NAME:year-2027", "SUMMARY:Start to renew: erp", "SUMMARY:Ends today: erp"))),
			calendarIs("ics", knownvalue.StringRegexp(says("SUMMARY:Ends at", "www", "CONTACT:team-web@example.test"))),
			calendarIs("ics", knownvalue.StringRegexp(says("SUMMARY:Ends at", "site"))),
			calendarIs("ics", knownvalue.StringRegexp(says("SUMMARY:Maintenance: all systems"))),
			calendarIs("markdown", knownvalue.StringRegexp(says("# Calendar from 2027-01-01 to 2027-12-31", "`Asia/Tokyo`", "## May 2027", "09:00–17:00 Maintenance: `erp`", "## July 2027", "Ends today: `asset/erp`"))),
			calendarIs("svg", knownvalue.StringRegexp(says("<svg", "erp"))),
		},
	})
}

// newcomer.md 2 and house.md 8: nothing that is to be done is dropped because it
// was to be done before, and what is ok without a date is not called unknown.
func TestCalendarOfOverdueAndOpen(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config: calendar("from = \"2026-11-22\"\nto = \"2027-12-31\"\n" + `deadlines_json = jsonencode([
  { id = "contract/filter", owner = "mail@example.test", expires_at = "2027-02-10T00:00:00Z", act_by = "2026-11-02T00:00:00Z", remind_at = "2026-09-01T00:00:00Z" },
  { id = "contract/print", expires_at = "2027-05-10T00:00:00Z", act_by = "2027-01-02T00:00:00Z", remind_at = "2026-11-01T00:00:00Z" },
  { id = "software/rolling", status = "ok" },
  { id = "software/old", status = "expired" },
  { id = "asset/perpetual", expires_at = "9999-12-31T23:59:59Z" },
  { id = "asset/riddle" },
  { id = "asset/tracker", tracks = ["software/rolling"] },
])`),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		ConfigStateChecks: []statecheck.StateCheck{
			calendarIs("events", knownvalue.ListExact([]knownvalue.Check{
				event(map[string]string{"id": "contract/filter", "kind": "overdue", "start": "2026-11-22T00:00:00Z", "owner": "mail@example.test", "title": "Overdue: renew contract/filter, was due by 2026-11-01"}),
				event(map[string]string{"id": "contract/print", "kind": "remind", "start": "2026-11-22T00:00:00Z", "title": "Start to renew, due since 2026-11-01: contract/print"}),
				event(map[string]string{"id": "contract/print", "kind": "act_by", "start": "2027-01-01T00:00:00Z"}),
				event(map[string]string{"id": "contract/filter", "kind": "end", "start": "2027-02-09T00:00:00Z"}),
				event(map[string]string{"id": "contract/print", "kind": "end", "start": "2027-05-09T00:00:00Z"}),
			})),
			calendarIs("notes", knownvalue.ListExact([]knownvalue.Check{
				knownvalue.StringExact("Not shown, because their end is not known: asset/riddle."),
				knownvalue.StringExact("No announced end: asset/perpetual, asset/tracker, software/rolling."),
				knownvalue.StringExact("Ended on a day that is not known: software/old."),
			})),
			calendarIs("markdown", knownvalue.StringRegexp(says("## Overdue on 2026-11-22", "contract/filter", "## November 2026"))),
			calendarIs("ics", knownvalue.StringRegexp(says("SUMMARY:Overdue: renew contract/filter"))),
			calendarIs("svg", knownvalue.StringRegexp(says("1 overdue on 2026-11-22"))),
		},
	})
}

// gates.md 1: an end without act_by gets it on the calendar as at the gate: from
// the object's own lead time, else from the defaults of its kind.
func TestCalendarWorksOutByWhenToAct(t *testing.T) {
	t.Parallel()
	end := `expires_at = "2027-07-31T12:00:00Z"`
	plans(t, resource.TestStep{
		Config: "provider \"expiry\" {\n defaults = { licence = { lead_time = \"45d\" } }\n}\n" + calendar(year2027+`deadlines_json = jsonencode([
  { id = "asset/own", `+end+`, lead_time = "60d" }, { id = "licence/kind", kind = "licence", `+end+` }, { id = "asset/default", `+end+` }])`),
		ConfigStateChecks: []statecheck.StateCheck{
			calendarIs("ics", knownvalue.StringRegexp(says("DTSTART:20270601T120000Z", "SUMMARY:Renew by 12:00", "asset/own"))),
			calendarIs("ics", knownvalue.StringRegexp(says("DTSTART:20270616T120000Z", "SUMMARY:Renew by 12:00", "kind"))),
			calendarIs("ics", knownvalue.StringRegexp(says("DTSTART:20270701T120000Z", "SUMMARY:Renew by 12:00", "asset/default"))),
		},
	})
}

// More events than Terraform bears stand in the texts alone.
func TestCalendarOfMany(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config: calendar(year2027 + `deadlines_json = jsonencode([for i in range(1001) : { id = "x/${i}", expires_at = "2027-04-01T00:00:00Z" }])`),
		ConfigStateChecks: []statecheck.StateCheck{
			calendarIs("events", knownvalue.Null()),
			calendarIs("ics", knownvalue.StringRegexp(says("SUMMARY:Ends today: x/1000"))),
			calendarIs("name", knownvalue.StringExact("calendar")),
		},
	})
}

// What is known only at apply is put on the calendar then.
func TestCalendarWaitsForWhatIsUnknown(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config: "resource \"terraform_data\" \"end\" {\n input = \"2027-04-01T00:00:00Z\"\n}" + calendar(year2027+`deadlines = [{ id = "x", expires_at = terraform_data.end.output }]`),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction("data.expiry_calendar.x", plancheck.ResourceActionRead)},
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		},
		ConfigStateChecks: []statecheck.StateCheck{calendarIs("events", knownvalue.ListSizeExact(3))},
	})
}

// A calendar in a root output changes when a date does, not from day to day; and
// it is written to the report directory.
func TestCalendarFromDayToDay(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{"main.tf": calendarOfAll})
	w.env = []string{"EXPIRY_REPORT_DIR=reports/calendars"}
	w.must("apply", "-auto-approve")
	for _, day := range []string{"2026-11-21", "2026-11-22", "2027-02-27", "2027-08-15"} {
		if w.asOf = day; day == "2027-08-15" {
			// The contract is in its second term now, and so is the calendar.
			if code, output := w.run("plan", "-detailed-exitcode"); code != 2 {
				t.Errorf("%s: exit code %d\n%s", day, code, output)
			}
			continue
		}
		if code, output := w.run("plan", "-detailed-exitcode"); code != 0 {
			t.Errorf("%s: exit code %d\n%s", day, code, output)
		}
	}
	for extension, start := range map[string]string{".ics": "BEGIN:VCALENDAR\r\n", ".md": "# Calendar", ".svg": "<svg"} {
		content, err := os.ReadFile(filepath.Join(w.dir, "reports", "calendars", "calendar-year-2027"+extension))
		if err != nil || !strings.HasPrefix(string(content), start) {
			t.Errorf("%s: %v, %.40q", extension, err, content)
		}
	}
	if left, err := filepath.Glob(filepath.Join(w.dir, "reports", "calendars", ".calendar-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	// A directory that cannot be made changes no date.
	w.asOf, w.env = "2026-11-21", []string{"EXPIRY_REPORT_DIR=main.tf/x"}
	if code, output := w.run("plan"); code != 0 || !says("Calendar not written").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}

// Seed S2: what is done around a maintenance window and a day to act, and what a
// contract calls for (issue on pages that people forward).
func TestCalendarOfStepsAndNotice(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config: "provider \"expiry\" {\n time_zone = \"Asia/Tokyo\"\n}\n" + calendar(year2027+`
windows = { shop = { rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" } }
steps = [{ before = "3w", title = "Rehearsal" }, { after = "3bd", title = "Papers" }]
deadlines = [{ id = "contract/printers", kind = "contract", supplier = "Office Ltd", renewal = "tacit", renewal_term = "12mo", intent = "end", starts_on = "2025-10-01", ends_on = "2027-09-30", notice_period = "3mo" }]`),
		ConfigStateChecks: []statecheck.StateCheck{
			calendarIs("ics", knownvalue.StringRegexp(says("DTSTART;VALUE=DATE:20270106", "SUMMARY:Rehearsal: shop"))),
			calendarIs("ics", knownvalue.StringRegexp(says("SUMMARY:Papers: shop"))),
			calendarIs("ics", knownvalue.StringRegexp(says("DESCRIPTION:Give notice to Office Ltd for 'printers' or it renews for 12"))),
		},
	}, resource.TestStep{
		Config:      calendar(year2027 + "windows = { shop = { rrule = \"FREQ=MONTHLY;BYDAY=4WE\", start = \"20:00\", duration = \"4h\" } }\nsteps = [{ title = \"Rehearsal\" }]"),
		ExpectError: says("Invalid calendar", "Step 1"),
	})
}
