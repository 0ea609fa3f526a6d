package deadline_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestTmpRandomRules(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
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
	days := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	accepted, slowest, slowRule := 0, time.Duration(0), ""
	slowParse, slowParseRule := time.Duration(0), ""
	deadlineT := time.Now().Add(60 * time.Second)
	n := 0
	for ; time.Now().Before(deadlineT); n++ {
		rule := "FREQ=" + []string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY", "YEARLY"}[r.IntN(5)]
		first := ""
		if r.IntN(2) == 0 {
			first = fmt.Sprintf("%04d-%02d-%02d", 1900+r.IntN(200), 1+r.IntN(12), 1+r.IntN(28))
			if r.IntN(2) == 0 {
				rule += fmt.Sprintf(";INTERVAL=%d", 1+r.IntN([]int{3, 12, 1000}[r.IntN(3)]))
			}
		}
		if r.IntN(3) == 0 {
			rule += ";WKST=" + days[r.IntN(7)]
		}
		if r.IntN(3) == 0 {
			rule += ";BYMONTH=" + list(3, 1, 12)
		}
		if r.IntN(3) == 0 {
			rule += ";BYMONTHDAY=" + list(4, -31, 31)
		}
		if r.IntN(6) == 0 {
			rule += ";BYYEARDAY=" + list(4, -366, 366)
		}
		if r.IntN(6) == 0 {
			rule += ";BYWEEKNO=" + list(4, -53, 53)
		}
		if r.IntN(2) == 0 {
			var s []string
			for range 1 + r.IntN(3) {
				d := days[r.IntN(7)]
				if r.IntN(2) == 0 {
					d = fmt.Sprint(r.IntN(107)-53) + d
				} else if r.IntN(2) == 0 {
					d = fmt.Sprint(r.IntN(11)-5) + d
				}
				s = append(s, d)
			}
			rule += ";BYDAY=" + strings.Join(s, ",")
		}
		if r.IntN(4) == 0 {
			rule += ";BYSETPOS=" + list(2, -10, 10)
		}
		if first != "" && r.IntN(6) == 0 {
			rule += fmt.Sprintf(";COUNT=%d", 1+r.IntN(10000))
		}
		t0 := time.Now()
		w, err := deadline.ParseWindow(deadline.WindowInput{Rule: rule, Start: "02:30", Duration: "4h", FirstOn: first}, time.UTC)
		if d := time.Since(t0); d > slowParse {
			slowParse, slowParseRule = d, rule+" "+first
		}
		if err != nil {
			continue
		}
		accepted++
		before := time.Unix(r.Int64N(1<<33), 0)
		t0 = time.Now()
		got, found := w.LastBefore(before)
		if d := time.Since(t0); d > slowest {
			slowest, slowRule = d, rule+" "+first+" "+before.String()
		}
		if !found {
			continue
		}
		if again, ok := w.LastBefore(got.Add(4 * time.Hour)); !ok || !again.Equal(got) {
			t.Fatalf("%s %s: %s %s", rule, first, got, again)
		}
		for _, day := range []int{1, 10, 100, 400} {
			mid := before.Add(time.Duration(-day) * 24 * time.Hour)
			if g, ok := w.LastBefore(mid); ok && (g.After(got) || !got.Add(4*time.Hour).After(mid) && !g.Equal(got)) {
				t.Fatalf("%s %s: before %s %s; before %s %s", rule, first, before, got, mid, g)
			}
		}
	}
	t.Log(n, accepted, slowest, slowRule, "|", slowParse, slowParseRule)
}
