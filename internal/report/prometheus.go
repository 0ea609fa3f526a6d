package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// longestLabel is how long a label of a metric may be, in characters.
const longestLabel = 250

// Prometheus is the report as text for the textfile collector of the node
// exporter (Prometheus exposition format 0.0.4): when each deadline ends, as
// seconds since 1970, how many there are of each status, whether all passes, and
// when that was judged. What has no known end has no sample of its own and is
// counted under its status: alert on expiry_deadlines{status="unknown"} too.
//
// Every sample names its report, since the collector refuses two files that give
// the same sample.
func (r Report) Prometheus() []byte {
	title := label(r.Title)
	var out strings.Builder
	family := func(name, help string, samples []string) {
		if len(samples) == 0 {
			return
		}
		fmt.Fprintf(&out, "# HELP %s %s\n# TYPE %[1]s gauge\n", name, help)
		for _, sample := range samples {
			out.WriteString(name + sample + "\n")
		}
	}
	family("expiry_expires_timestamp_seconds", "When the deadline ends, in seconds since 1970.", r.endSamples(title))
	counts := r.Counts()
	var counted []string
	for _, status := range deadline.Statuses {
		counted = append(counted, fmt.Sprintf("{report=%s,status=%q} %d", title, string(status), counts[status]))
	}
	family("expiry_deadlines", "How many deadlines were judged, by status.", counted)
	passes := 0
	if r.Outcome() == deadline.OutcomePasses {
		passes = 1
	}
	family("expiry_passes", "1 where all passes, 0 where something fails or is not judged yet.", []string{fmt.Sprintf("{report=%s} %d", title, passes)})
	family("expiry_last_judged_timestamp_seconds", "As of when it was judged, in seconds since 1970.", []string{fmt.Sprintf("{report=%s} %d", title, r.Now.Unix())})
	return []byte(out.String())
}

// endSamples are the ends that are known, sorted by label; of two with the same
// labels the earlier.
func (r Report) endSamples(title string) []string {
	type sample struct {
		labels string
		at     int64
	}
	var samples []sample
	for _, line := range r.Lines {
		if line.End.State == deadline.EndKnown {
			labels := fmt.Sprintf("{id=%s,kind=%s,owner=%s,report=%s}", label(line.ID), label(line.Kind), label(line.Owner), title)
			samples = append(samples, sample{labels, line.End.At.Unix()})
		}
	}
	slices.SortFunc(samples, func(a, b sample) int { return cmp.Or(strings.Compare(a.labels, b.labels), cmp.Compare(a.at, b.at)) })
	samples = slices.CompactFunc(samples, func(a, b sample) bool { return a.labels == b.labels })
	texts := make([]string, len(samples))
	for i, s := range samples {
		texts[i] = s.labels + " " + strconv.FormatInt(s.at, 10)
	}
	return texts
}

// labelEscapes are those of a label's value in the exposition format.
var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// label is the value of a label.
func label(text string) string {
	return `"` + labelEscapes.Replace(cut(clean(text), longestLabel)) + `"`
}
