package provider_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// randomThings are assets and contracts with every kind of end, and what they say
// of one another. The seed makes them the same on every run.
func randomThings(seed uint64, each int) (config string, addresses []string) {
	random := rand.New(rand.NewPCG(seed, 7))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	maybe := func(line string) string { return pick("", "", line) }
	day := func(from, to int) string { return today.AddDate(0, 0, from+random.IntN(to-from)).Format("2006-01-02") }
	name := func(prefix string, i int) string { return fmt.Sprintf("%s%02d", prefix, i) }
	var text strings.Builder
	for i := range each {
		other := func() string { return name("a", (i+1+random.IntN(each-1))%each) }
		end := pick(
			`expires_on = "`+day(-60, 500)+`"`, `expires_on = "`+day(-60, 500)+`"`, `expires_at = "`+day(-60, 500)+`T12:00:00Z"`,
			`expires_on = "9999-12-31"`, `expires_at = "9999-12-31T23:59:59Z"`, "", `service_ends_on = "`+day(-60, 500)+`"`,
			`tracks = ["asset/`+other()+`"]`,
		)
		fmt.Fprintf(&text, "resource \"expiry_asset\" %q {\n  name = %[1]q\n  owner = \"o\"\n", name("a", i))
		for _, line := range []string{
			end, maybe(`kind = "` + pick("licence", "hardware", "software", "certificate") + `"`), maybe(`lead_time = "` + pick("10d", "3mo", "5bd") + `"`), maybe(`reminder = "2w"`),
			maybe(`maintainer = "m"`), maybe(`criticality = "high"`), maybe(`covered_by = ["contract/` + name("c", random.IntN(each)) + `"]`),
			maybe(`backs_up = ["asset/` + other() + `"]`), maybe(`newest_at = "` + day(-20, 20) + `"`), maybe(`changed_at = "` + day(-20, 20) + `"`), maybe(`change_reviewed_by = "r"`),
			maybe(`fate = { site = "` + pick("tokyo", "osaka") + `", provider = "p" }`),
			maybe(`maintenance_window = { rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" }`),
		} {
			text.WriteString("  " + line + "\n")
		}
		text.WriteString("}\n")
		addresses = append(addresses, "expiry_asset."+name("a", i))
	}
	for i := range each {
		ends := day(-60, 500)
		terms := pick(
			`ends_on = "`+ends+`"`, `ends_on = "unlimited"`, `ends_on = "9999-12-31"`, "",
			"ends_on = \""+ends+"\"\n  renewal = \"tacit\"\n  renewal_term = \""+pick("1mo", "1y")+"\"\n  notice_period = \""+pick("1mo", "20bd")+"\"\n  "+maybe(`intent = "end"`),
			"ends_on = \""+ends+"\"\n  renewal = \"express\"\n  renewed_until = \""+day(501, 900)+"\"\n  "+maybe("renewal_proof = \"letter\"\n  renewal_proved_on = \""+day(-20, 20)+"\""),
			"starts_on = \""+day(-900, -400)+"\"\n  term = \""+pick("1y", "2y", "18mo")+"\"",
		)
		fmt.Fprintf(&text, "resource \"expiry_contract\" %q {\n  name = %[1]q\n  owner = \"o\"\n  %s\n", name("c", i), terms)
		for _, line := range []string{
			maybe(`maintainer = "m"`), maybe(`criticality = "high"`), maybe(`lead_time = "` + pick("10d", "3mo") + `"`), maybe(`deletes_data = true`),
			pick("", `upstream = "contract/`+name("c", (i+1+random.IntN(each-1))%each)+`"`),
		} {
			text.WriteString("  " + line + "\n")
		}
		text.WriteString("}\n")
		addresses = append(addresses, "expiry_contract."+name("c", i))
	}
	return text.String(), addresses
}

// What is handed to a policy directly, and the same through the inventory, is
// judged alike on any day: as JSON and as objects.
func TestThroughTheInventoryThingsAreJudgedAlike(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		things, addresses := randomThings(seed, 14)
		config := sharedProvider(inventoryFile(t)) + things + "locals {\n  all = [" + strings.Join(addresses, ", ") + "]\n}\n"
		w := newWorkspace(t, map[string]string{"main.tf": config})
		w.must("apply", "-auto-approve")
		w.write("policies.tf", `
locals {
  days = ["2026-11-21", "2026-12-05", "2027-06-01", "2028-01-01", "2029-01-01"]
  ways = { direct = "", json = "", objects = "" }
  told = { for way, policies in {
    direct  = data.expiry_policy.direct
    json    = data.expiry_policy.json
    objects = data.expiry_policy.objects
  } : way => join("\n", flatten([for day in local.days : [day, sort([for v in policies[day].violations : "${v.rule} ${v.id} ${v.severity} ${coalesce(v.expires_at, "-")} ${coalesce(v.act_by, "-")} ${coalesce(v.status, "-")}"])]])) }
}
data "expiry_inventory" "x" {
  for_each = toset(local.days)
  as_of    = each.key
}
data "expiry_policy" "direct" {
  for_each    = toset(local.days)
  as_of       = each.key
  enforcement = "none"
  deadlines   = local.all
}
data "expiry_policy" "json" {
  for_each       = toset(local.days)
  as_of          = each.key
  enforcement    = "none"
  deadlines_json = data.expiry_inventory.x[each.key].deadlines_json
}
data "expiry_policy" "objects" {
  for_each    = toset(local.days)
  as_of       = each.key
  enforcement = "none"
  deadlines   = data.expiry_inventory.x[each.key].assets
}
output "told" {
  value = jsonencode(local.told)
}
output "alike" {
  value = "${local.told.direct == local.told.json} ${local.told.direct == local.told.objects} of ${length(split("\n", local.told.direct)) > 100}"
}
`)
		if applied := w.must("apply", "-auto-approve"); !says(`alike = "true true of true"`).MatchString(applied) {
			t.Errorf("seed %d: they are judged differently:\n%s", seed, differences(t, w.must("output", "-raw", "told")))
		}
	}
}

// differences are the lines that only one of the ways tells.
func differences(t *testing.T, document string) string {
	t.Helper()
	var told map[string]string
	if err := json.Unmarshal([]byte(document), &told); err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, way := range []string{"json", "objects"} {
		for _, pair := range [][2]string{{"direct", way}, {way, "direct"}} {
			there := map[string]bool{}
			day := ""
			for line := range strings.SplitSeq(told[pair[1]], "\n") {
				if strings.HasPrefix(line, "20") {
					day = line
				}
				there[day+" "+line] = true
			}
			for line := range strings.SplitSeq(told[pair[0]], "\n") {
				if strings.HasPrefix(line, "20") {
					day = line
				}
				if !there[day+" "+line] {
					found = append(found, fmt.Sprintf("%s and not %s: %s %s", pair[0], pair[1], day, line))
				}
			}
		}
	}
	return strings.Join(found, "\n")
}
