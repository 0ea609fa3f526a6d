package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// newcomer.md 3: what is to be said before the end of a contract takes its time and
// so does the renewal, however the contract renews; the message tells of the notice.
func TestNewcomer3NoticeAndLeadTime(t *testing.T) {
	t.Parallel()
	config, names := "", []string{}
	for name, renewal := range map[string]string{"unsaid": "", "ends": `renewal = "none"`, "express": `renewal = "express"`, "tacit": "renewal = \"tacit\"\n  renewal_term = \"1y\""} {
		config += fmt.Sprintf("resource \"expiry_contract\" %q {\n  name = %q\n  owner = \"o\"\n  ends_on = \"2027-06-30\"\n  lead_time = \"10d\"\n  notice_period = \"60d\"\n  %s\n}\n", name, name, renewal)
		names = append(names, "expiry_contract."+name)
	}
	config += "locals {\n  all = [" + strings.Join(names, ", ") + "]\n}\nresource \"expiry_gate\" \"g\" {\n  deadlines = local.all\n}\noutput \"act_by\" {\n  value = { for c in local.all : c.name => c.act_by }\n}\n"
	w := newWorkspace(t, map[string]string{"main.tf": config})
	w.must("apply", "-auto-approve")
	var actBy map[string]string
	if err := json.Unmarshal([]byte(w.must("output", "-json", "act_by")), &actBy); err != nil || len(actBy) != 4 {
		t.Fatalf("%v %v", err, actBy)
	}
	for name, by := range actBy {
		if by != "2027-04-22T00:00:00Z" {
			t.Errorf("%s is to be acted on by %s: 60 days of notice and 10 of lead time before its end", name, by)
		}
	}
	w.asOf = "2027-04-25"
	if code, printed := w.run("plan"); code != 1 || !says("contract/tacit", "notice can be given until 2027-05-01").MatchString(printed) || !says("contract/ends", "is to be said by 2027-05-01").MatchString(printed) {
		t.Errorf("exit code %d\n%s", code, printed)
	}
}

// newcomer.md 6: that a support contract ends before the hardware is told before
// what is only untidy, and never hidden behind it.
func TestNewcomer6UntidyIsLast(t *testing.T) {
	t.Parallel()
	things := []string{
		`{ id = "asset/rack", kind = "hardware", owner = "o", maintainer = "m", criticality = "high", tracked = true, covered_by = ["contract/support"], expires_at = "2029-01-01T00:00:00Z" }`,
		`{ id = "contract/support", kind = "contract", owner = "o", maintainer = "m", criticality = "high", tracked = true, expires_at = "2028-01-01T00:00:00Z" }`,
	}
	for i := range 20 {
		things = append(things, fmt.Sprintf(`{ id = "asset/a-%02d", owner = "o", tracked = true, expires_at = "2029-01-01T00:00:00Z" }`, i))
	}
	w := newWorkspace(t, map[string]string{"main.tf": "locals {\n  all = [\n" + strings.Join(things, ",\n") + "\n]\n}\nresource \"expiry_gate\" \"g\" {\n  deadlines = local.all\n}\n"})
	printed := w.must("plan")
	before, after, found := strings.Cut(printed, "Only untidy: ")
	if !found || !says("asset/rack", "(support-contract-missing)").MatchString(before) || strings.Contains(after, "support-contract-missing") {
		t.Errorf("the contract is hidden:\n%s", printed)
	}
}

// newcomer.md 7: a path stands in messages in the letters in which it was written,
// also where it begins a sentence.
func TestNewcomer7PathsAsWritten(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"none": "", "no columns": "foo,bar\n1,2\n", "a wrong day": "contract,ends_on\na,2027-02-31\n"} {
		w := newWorkspace(t, map[string]string{"main.tf": "data \"expiry_contracts\" \"x\" {\n  register = \"ledger.csv\"\n}\n"})
		if content != "" {
			w.write("ledger.csv", content)
		}
		if code, printed := w.run("plan"); code != 1 || strings.Contains(printed, "Ledger.csv") || !strings.Contains(printed, "ledger.csv") {
			t.Errorf("%s: exit code %d\n%s", name, code, printed)
		}
	}
}
