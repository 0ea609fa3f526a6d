package asset_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/asset"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

var tokyo = time.FixedZone("JST", 9*3600)

func date(year int, month time.Month, day int) deadline.Date {
	return deadline.Date{Year: year, Month: month, Day: day}
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func parse(row map[string]string) (asset.Asset, []*asset.Fault) {
	return asset.Parse(func(column string) string { return row[column] }, tokyo)
}

func TestFaultsOfARow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		row         map[string]string
		field, says string
	}{
		"nothing":                   {nil, "asset", "needs a name"},
		"only spaces":               {map[string]string{"asset": "\u3000 "}, "asset", "needs a name"},
		"no date":                   {map[string]string{"asset": "a", "expires_on": "soon"}, "expires_on", `"soon" is neither a date nor an instant`},
		"no such day":               {map[string]string{"asset": "a", "expires_on": "令和2年2月30日"}, "expires_on", "令和2年2月30日"},
		"an instant as a day":       {map[string]string{"asset": "a", "service_ends_on": "2027-03-31T00:00:00Z"}, "service_ends_on", "is not a date"},
		"period without unit":       {map[string]string{"asset": "a", "lead_time": "30"}, "lead_time", "has no unit"},
		"share of no lifetime":      {map[string]string{"asset": "a", "reminder": "33%"}, "reminder", "share of a lifetime"},
		"dates of what is no box":   {map[string]string{"asset": "a", "kind": "licence", "end_of_sale_on": "2027-03-31"}, "kind", "belong to the kind hardware"},
		"two ends":                  {map[string]string{"asset": "a", "expires_on": "2027-03-31", "end_of_support_on": "2028-03-31"}, "end_of_support_on", "leave expires_on"},
		"support before its order":  {map[string]string{"asset": "a", "last_support_order_on": "2028-01-01", "end_of_support_on": "2027-12-31"}, "end_of_support_on", "2027-12-31 lies before last_support_order_on 2028-01-01"},
		"order before the sale":     {map[string]string{"asset": "a", "end_of_sale_on": "2028-01-01", "last_support_order_on": "2027-12-31"}, "last_support_order_on", "before end_of_sale_on"},
		"support before the sale":   {map[string]string{"asset": "a", "end_of_sale_on": "2028-01-01", "end_of_support_on": "2027-12-31"}, "end_of_support_on", "before end_of_sale_on"},
		"backs itself up":           {map[string]string{"asset": "a", "backs_up": "asset/b, asset/a"}, "backs_up", "asset/a cannot stand for itself"},
		"tracks itself":             {map[string]string{"asset": "a", "tracks": "asset/a"}, "tracks", "cannot stand for itself"},
		"closed for no reason":      {map[string]string{"asset": "a", "closed_on": "2026-03-31"}, "closed_because", "closed on 2026-03-31, but not why"},
		"closed because of nothing": {map[string]string{"asset": "a", "closed_on": "2026-03-31", "closed_because": "なし"}, "closed_because", `"なし" says nothing`},
		"a reason and no day":       {map[string]string{"asset": "a", "closed_because": "moved"}, "closed_because", "does not say since when"},
		"covers itself":             {map[string]string{"asset": "a", "covered_by": "asset/a"}, "covered_by", "cannot stand for itself"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, faults := parse(test.row)
			for _, fault := range faults {
				if fault.Field == test.field && strings.Contains(fault.Error(), test.says) {
					return
				}
			}
			t.Errorf("faults %v, want one on %s that says %q", faults, test.field, test.says)
		})
	}
}

func TestEveryFaultIsTold(t *testing.T) {
	t.Parallel()
	_, faults := parse(map[string]string{"expires_on": "soon", "changed_at": "late", "lead_time": "-5d"})
	if len(faults) != 4 {
		t.Errorf("%d faults, want those of expires_on, changed_at, lead_time and asset: %v", len(faults), faults)
	}
}

func TestRow(t *testing.T) {
	t.Parallel()
	row := map[string]string{
		"asset": " erp-backup ", "kind": "backup", "owner": "情報システム部", "maintainer": "vendor", "system": "erp", "environment": "production",
		"criticality": "high", "criticality_reason": "orders stop without it", "expires_on": "令和9年3月31日", "service_ends_on": "2028/3/31",
		"tracks": "certificate/a、certificate/b\ncertificate/c", "covered_by": "contract/erp; contract/cloud,", "note": "ask the vendor", "status": "稼働中", "backs_up": "asset/erp",
		"fate_contract": "c", "fate_provider": "p", "fate_account": "a", "fate_site": "s", "fate_key": "k",
		"changed_at": "2026-11-01", "change_reviewed_by": "x", "newest_at": "2026-11-20T02:00:00Z", "lead_time": "10bd", "reminder": "2w",
	}
	got, faults := parse(row)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	want := asset.Asset{
		Identity: deadline.Identity{Name: "erp-backup", Owner: "情報システム部", Maintainer: "vendor", System: "erp", Environment: "production", Criticality: "high", Note: "ask the vendor"}, Kind: "backup", Stage: deadline.StageInForce,
		CriticalityReason: "orders stop without it", ExpiresOn: date(2027, 3, 31), ServiceEndsOn: date(2028, 3, 31),
		Tracks: []string{"certificate/a", "certificate/b", "certificate/c"}, CoveredBy: []string{"contract/erp", "contract/cloud"}, BacksUp: []string{"asset/erp"},
		Fate: deadline.Fate{Contract: "c", Provider: "p", Account: "a", Site: "s", Key: "k"}, ChangedAt: at("2026-10-31T15:00:00Z"), ChangeReviewedBy: "x", NewestAt: at("2026-11-20T02:00:00Z"),
		LeadTime: "10bd", Reminder: "2w",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// Every column is read, and none is named twice: a heading that means two things
// means nothing.
func TestColumns(t *testing.T) {
	t.Parallel()
	samples := []string{"2027-03-31", "30d", "word", "retired"}
	beside := map[string]string{"closed_on": "closed_because", "closed_because": "closed_on"}
	seen := map[string]string{}
	for _, column := range asset.Columns {
		if column.Required != (column.Name == "asset") || column.Meaning == "" {
			t.Errorf("%s: required %t, meaning %q", column.Name, column.Required, column.Meaning)
		}
		for _, heading := range append([]string{column.Name}, column.Headings...) {
			if other, twice := seen[heading]; twice && heading != "name" {
				t.Errorf("the heading %q means %s and %s", heading, other, column.Name)
			}
			seen[heading] = column.Name
		}
		changed := false
		for _, sample := range samples {
			row := map[string]string{"asset": "x"}
			if other := beside[column.Name]; other != "" {
				row[other] = "2026-03-31" // a day, and a reason that is none worse than others
			}
			without, _ := parse(row)
			row[column.Name] = sample
			with, faults := parse(row)
			changed = changed || !reflect.DeepEqual(with, without) && len(faults) == 0
		}
		if !changed {
			t.Errorf("the column %s changes nothing", column.Name)
		}
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		asset asset.Asset
		state deadline.EndState
		at    string
		cause string
	}{
		"nothing":                    {asset.Asset{}, deadline.EndUnknown, "", ""},
		"only tracks":                {asset.Asset{Tracks: []string{"certificate/a"}}, deadline.EndUnknown, "", ""},
		"sold no more, no end known": {asset.Asset{Hardware: asset.Hardware{EndOfSaleOn: date(2026, 1, 1)}}, deadline.EndUnknown, "", ""},
		"a day":                      {asset.Asset{ExpiresOn: date(2027, 3, 31)}, deadline.EndKnown, "2027-03-31T15:00:00Z", ""},
		"an instant":                 {asset.Asset{ExpiresAt: at("2027-03-31T12:00:00Z")}, deadline.EndKnown, "2027-03-31T12:00:00Z", ""},
		"never":                      {asset.Asset{ExpiresOn: date(9999, 12, 31)}, deadline.EndOpen, "", ""},
		"hardware":                   {asset.Asset{Hardware: asset.Hardware{EndOfSupportOn: date(2027, 3, 31)}}, deadline.EndKnown, "2027-03-31T15:00:00Z", "the manufacturer's support ends then"},
		"the service ends first":     {asset.Asset{ExpiresOn: date(2028, 3, 31), ServiceEndsOn: date(2027, 3, 31)}, deadline.EndKnown, "2027-03-31T15:00:00Z", "the service that it is for ends then"},
		"the service ends later":     {asset.Asset{ExpiresOn: date(2027, 3, 31), ServiceEndsOn: date(2028, 3, 31)}, deadline.EndKnown, "2027-03-31T15:00:00Z", ""},
		"closed, whatever it ended":  {asset.Asset{ExpiresOn: date(2020, 3, 31), ServiceEndsOn: date(2021, 3, 31), ClosedOn: date(2026, 3, 31), ClosedBecause: "moved"}, deadline.EndOpen, "", "it was closed on 2026-03-31: moved"},
		"only the service ends":      {asset.Asset{ServiceEndsOn: date(2027, 3, 31)}, deadline.EndKnown, "2027-03-31T15:00:00Z", "the service that it is for ends then"},
		"endless, its service isn't": {asset.Asset{ExpiresOn: date(9999, 12, 31), ServiceEndsOn: date(2027, 3, 31)}, deadline.EndKnown, "2027-03-31T15:00:00Z", "the service that it is for ends then"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			end, cause := test.asset.End(tokyo)
			want := deadline.End{State: test.state}
			if test.at != "" {
				want.At = at(test.at)
			}
			if end != want || cause != test.cause {
				t.Errorf("got %+v %q, want %+v %q", end, cause, want, test.cause)
			}
		})
	}
}

// The last day to buy support is the last day to act, unless it has been bought.
func TestCap(t *testing.T) {
	t.Parallel()
	line := deadline.Timeline{End: deadline.EndsAt(at("2030-03-31T15:00:00Z")), ActBy: at("2030-03-01T15:00:00Z"), RemindAt: at("2030-01-30T15:00:00Z")}
	box := asset.Asset{Hardware: asset.Hardware{LastSupportOrderOn: date(2027, 3, 31), EndOfSupportOn: date(2030, 3, 31)}}
	capped := box.Cap(line, tokyo)
	if !capped.ActBy.Equal(at("2027-03-31T15:00:00Z")) || !capped.RemindAt.Equal(at("2027-03-01T15:00:00Z")) || capped.End != line.End {
		t.Errorf("capped to %+v", capped)
	}
	bought := box
	bought.CoveredBy = []string{"contract/box-support"}
	late := box
	late.Hardware.LastSupportOrderOn = date(2030, 3, 15)
	for name, same := range map[string]asset.Asset{"covered": bought, "order later than the time to act": late, "no order day": {}} {
		if got := same.Cap(line, tokyo); got != line {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := box.Cap(deadline.Timeline{}, tokyo); got != (deadline.Timeline{}) {
		t.Errorf("an unknown end got dates: %+v", got)
	}
}

// Dates of a ledger are read in the order that it declares.
func TestDatesOfALedger(t *testing.T) {
	t.Parallel()
	row := map[string]string{"asset": "a", "expires_on": "1.4.2027", "changed_at": "2.3.2026", "service_ends_on": "令和9年3月末"}
	cell := func(column string) string { return row[column] }
	if _, faults := asset.Parse(cell, tokyo); len(faults) != 2 || !strings.Contains(faults[0].Message, "date_order") {
		t.Errorf("%v", faults)
	}
	got, faults := asset.Reader{Dates: deadline.DateForms{Order: deadline.OrderDMY}}.Parse(cell, tokyo)
	if len(faults) > 0 || got.ExpiresOn != date(2027, 4, 1) || !got.ChangedAt.Equal(at("2026-03-01T15:00:00Z")) || got.ServiceEndsOn != date(2027, 3, 31) {
		t.Errorf("%+v, %v", got, faults)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("erp", "令和9年3月31日", "30d", "a,b", "2027-03-31")
	f.Add("", "2027-03-31T15:00:00Z", "33%", "、；", "x")
	f.Fuzz(func(t *testing.T, name, end, lead, list, day string) {
		a, faults := parse(map[string]string{"asset": name, "expires_on": end, "lead_time": lead, "tracks": list, "service_ends_on": day})
		if len(faults) > 0 {
			return
		}
		if a.Name == "" {
			t.Error("accepted without a name")
		}
		if known, _ := a.End(tokyo); strings.TrimSpace(end) != "" && known.State == deadline.EndUnknown {
			t.Errorf("the end %q got lost", end)
		}
	})
}
