package deadline_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func libDays(rule string, first, to time.Time) (days []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic %v", p)
		}
	}()
	o, err := rrule.StrToROption(rule)
	if err != nil {
		return nil, err
	}
	o.Dtstart = first
	o.Until = to
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return nil, err
	}
	for _, d := range r.All() {
		days = append(days, d.Format("2006-01-02"))
	}
	return days, nil
}

func TestTmpDiff(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	list := func(n, lo, hi int) string {
		var s []string
		for range 1 + r.IntN(n) {
			v := 0
			for v == 0 {
				v = lo + r.IntN(hi-lo+1)
			}
			s = append(s, fmt.Sprint(v))
		}
		return strings.Join(s, ",")
	}
	names := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	end := time.Now().Add(100 * time.Second)
	n, accepted, panics, diffs := 0, 0, 0, 0
	for ; time.Now().Before(end); n++ {
		freq := []string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY", "YEARLY"}[r.IntN(5)]
		rule := "FREQ=" + freq
		firstDay := time.Date(1990+r.IntN(30), time.Month(1+r.IntN(12)), 1+r.IntN(31), 0, 0, 0, 0, time.UTC)
		if r.IntN(2) == 0 {
			rule += fmt.Sprintf(";INTERVAL=%d", 1+r.IntN(4))
		}
		if r.IntN(3) == 0 {
			rule += ";WKST=" + names[r.IntN(7)]
		}
		if r.IntN(3) == 0 {
			rule += ";BYMONTH=" + list(3, 1, 12)
		}
		if r.IntN(3) == 0 {
			rule += ";BYMONTHDAY=" + list(4, -31, 31)
		}
		if freq == "YEARLY" && r.IntN(6) == 0 {
			rule += ";BYYEARDAY=" + list(4, -366, 366)
		}
		weekno := freq == "YEARLY" && r.IntN(4) == 0
		if weekno {
			rule += ";BYWEEKNO=" + list(4, 1, 53)
		}
		if r.IntN(2) == 0 {
			var s []string
			for range 1 + r.IntN(3) {
				d := names[r.IntN(7)]
				if r.IntN(2) == 0 && freq != "WEEKLY" && freq != "DAILY" {
					d = fmt.Sprint(r.IntN(11)-5) + d
				}
				s = append(s, d)
			}
			rule += ";BYDAY=" + strings.Join(s, ",")
		}
		if freq != "WEEKLY" && freq != "DAILY" && r.IntN(4) == 0 {
			rule += ";BYSETPOS=" + list(2, -10, 10)
		}
		first := firstDay.Format("2006-01-02")
		w, err := deadline.ParseWindow(deadline.WindowInput{Rule: rule, Start: "00:00", Duration: "24h", FirstOn: first}, time.UTC)
		if err != nil {
			continue
		}
		accepted++
		to := firstDay.AddDate(15, 0, 0)
		want, err := libDays(rule, firstDay, to)
		if err != nil {
			panics++
			t.Log("lib", rule, err)
			continue
		}
		var got []string
		for before := to.AddDate(0, 0, 1); ; {
			start, ok := w.LastBefore(before)
			if !ok {
				break
			}
			got = append(got, start.Format("2006-01-02"))
			before = start.Add(24*time.Hour - 1)
			if len(got) > len(want)+5 {
				break
			}
		}
		slices.Reverse(got)
		if !slices.Equal(got, want) {
			diffs++
			if diffs < 15 {
				k := 0
				for k < min(len(got), len(want)) && got[k] == want[k] {
					k++
				}
				t.Log("DIFF", rule, first, len(got), len(want), got[min(k, len(got)):min(k+3, len(got))], want[min(k, len(want)):min(k+3, len(want))])
			}
		}
	}
	t.Log(n, accepted, panics, diffs)
}
