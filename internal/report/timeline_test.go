package report_test

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// picture is a timeline read back.
type picture struct {
	Title string        `xml:"title"`
	Desc  string        `xml:"desc"`
	Lines []pictureMark `xml:"line"`
	Texts []pictureText `xml:"text"`
	Rows  []pictureRow  `xml:"g"`
}

type pictureMark struct {
	Class     string  `xml:"class,attr"`
	X         float64 `xml:"x,attr"`
	X1        float64 `xml:"x1,attr"`
	Width     float64 `xml:"width,attr"`
	Transform string  `xml:"transform,attr"`
}

type pictureText struct {
	pictureMark
	Text string `xml:",chardata"`
}

type pictureRow struct {
	Class string        `xml:"class,attr"`
	Title string        `xml:"title"`
	Texts []pictureText `xml:"text"`
	Bars  []pictureMark `xml:"rect"`
	End   pictureMark   `xml:"path"`
}

func draw(t testing.TB, r report.Report) picture {
	t.Helper()
	content, err := r.SVG()
	if err != nil {
		t.Fatal(err)
	}
	var read picture
	if err := xml.Unmarshal(content, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

// instantAt reads an instant off the axis, by the two outermost marks of months.
func (p picture) instantAt(t testing.TB, x float64) time.Time {
	t.Helper()
	var first, last time.Time
	var firstX, lastX float64
	year := 0
	for _, text := range p.Texts {
		if text.Class != "tick" {
			continue
		}
		month, yearText, named := strings.Cut(text.Text, " ")
		if named {
			year, _ = strconv.Atoi(yearText)
		}
		at, err := time.Parse("2006 Jan", strconv.Itoa(year)+" "+month)
		if err != nil {
			t.Fatal(err)
		}
		if first.IsZero() {
			first, firstX = at, text.X
		}
		last, lastX = at, text.X
	}
	return first.Add(time.Duration((x - firstX) / (lastX - firstX) * float64(last.Sub(first))))
}

func near(a, b time.Time) bool { return a.Sub(b).Abs() < 12*time.Hour }

// Every bar begins and ends on the day that it stands for, as read off the axis.
func TestTimelineBarsAreAtTheirDates(t *testing.T) {
	t.Parallel()
	r := world()
	p := draw(t, r)
	for _, line := range p.Lines {
		if line.Class == "today" && !near(p.instantAt(t, line.X1), now) {
			t.Errorf("today is drawn at %s", p.instantAt(t, line.X1))
		}
	}
	checked := 0
	for _, line := range r.Lines {
		if line.End.State != deadline.EndKnown || line.End.At.Year() > 2030 || !line.End.At.After(now) || line.RemindAt.Before(now.AddDate(0, -3, 0)) {
			continue
		}
		row := p.row(t, line.ID)
		if len(row.Bars) != 2 || !strings.HasPrefix(row.Class, "row "+string(line.Status)) {
			t.Fatalf("%s: %+v", line.ID, row)
		}
		ask, act := row.Bars[0], row.Bars[1]
		x, _, _ := strings.Cut(strings.TrimPrefix(row.End.Transform, "translate("), " ")
		end, err := strconv.ParseFloat(x, 64)
		if err != nil {
			t.Fatal(err)
		}
		for _, place := range []struct {
			what string
			x    float64
			want time.Time
		}{
			{"remind_at", ask.X, line.RemindAt},
			{"act_by", ask.X + ask.Width, line.ActBy},
			{"act_by", act.X, line.ActBy},
			{"the end", act.X + act.Width, line.End.At},
			{"the end's mark", end, line.End.At},
		} {
			if got := p.instantAt(t, place.x); !near(got, place.want) {
				t.Errorf("%s: %s is drawn at %s, and is %s", line.ID, place.what, got, place.want)
			}
		}
		checked++
	}
	if checked < 11 {
		t.Errorf("only %d are drawn", checked)
	}
}

func (p picture) row(t testing.TB, id string) pictureRow {
	t.Helper()
	for _, row := range p.Rows {
		if strings.HasPrefix(row.Title, id+": ") {
			return row
		}
	}
	t.Fatalf("%s is not drawn", id)
	return pictureRow{}
}

// What lies far ahead is pointed at and presses nothing together; what ended is one
// line with its number, however long ago.
func TestTimelineOfFarDates(t *testing.T) {
	t.Parallel()
	p := draw(t, judged("t", thing("a/soon", "", 30, 30, 30), thing("a/far", "", 9000, 30, 30), thing("a/long-ago", "", -3426, 30, 30), thing("a/ago", "", -5, 30, 30)))
	soon := p.row(t, "a/soon")
	if soon.Bars[0].Width < 100 {
		t.Errorf("a month is %.0f wide", soon.Bars[0].Width)
	}
	if row := p.row(t, "a/far"); !strings.HasPrefix(row.End.Transform, "translate(880 ") || len(row.Bars) != 0 {
		t.Errorf("%+v", row)
	}
	said := 0
	for _, text := range p.Texts {
		if text.Class == "ended" && text.Text == "2 ended earlier, the last of them 5 days ago, 16 November." {
			said++
		}
	}
	if len(p.Rows) != 3 || said != 1 { // two and the legend
		t.Errorf("%d rows, and %d times what has ended", len(p.Rows), said)
	}
}

// gates.md, "What a person sees" 1: at 200 and at 5,000 the picture says what has
// ended in one line, and counts each end of the next year in one month.
func TestTimelineAtScale(t *testing.T) {
	t.Parallel()
	for _, n := range []int{200, 5000} {
		r := many(n)
		p := draw(t, r)
		ended, near := 0, 0
		for _, line := range r.Lines {
			switch {
			case !line.End.At.After(now):
				ended++
			case line.End.At.Before(time.Date(2027, time.November, 1, 0, 0, 1, 0, time.UTC)):
				near++
			}
		}
		counted, columns := 0, 0
		for _, column := range p.Rows {
			if column.Class != "column" {
				continue
			}
			columns++
			for _, text := range column.Texts {
				if number, err := strconv.Atoi(text.Text); err == nil && text.Class == "count" {
					counted += number
				}
			}
		}
		if columns != 12 || counted != near {
			t.Errorf("%d: %d columns count %d ends of %d", n, columns, counted, near)
		}
		if want := strconv.Itoa(ended) + " ended earlier"; !strings.HasPrefix(p.Desc, want) {
			t.Errorf("%d: %q does not begin with %q", n, p.Desc, want)
		}
	}
}

func TestTimelineEdges(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("", 9*60*60)
	midnight := judged("t", deadline.Deadline{ID: "a/a", Timeline: deadline.Timeline{End: deadline.EndsAt(time.Date(2027, 3, 31, 15, 0, 0, 0, time.UTC))}})
	midnight.Location = tokyo
	for name, test := range map[string]struct {
		report report.Report
		rows   int
		says   string
	}{
		"nothing":      {report.Report{Title: "t", Now: now}, 0, "Nothing ends on a known day ahead."},
		"no known end": {report.Report{Title: "t", Now: now, Lines: []report.Line{{ID: "a"}}}, 0, "1 deadline without a known end is not drawn."},
		"no act by":    {midnight, 1, "The earliest ends 2027-03-31, the latest 2027-03-31."},
		"no year 1":    {report.Report{Title: "t"}, 0, ""},
		"at most 20":   {many(100), 20, "20 deadlines, the next to end first."},
		"all ended":    {judged("t", thing("a/a", "", -5, 1, 1)), 0, "1 ended earlier, the last of them 5 days ago, 16 November. Nothing ends"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := draw(t, test.report)
			rows := 0
			for _, row := range p.Rows {
				if strings.HasPrefix(row.Class, "row ") {
					rows++
				}
				for _, bar := range row.Bars {
					if math.IsNaN(bar.X) || bar.Width < 0 {
						t.Errorf("a bar at %f, %f wide", bar.X, bar.Width)
					}
				}
			}
			if rows != test.rows || !strings.Contains(p.Desc, test.says) {
				t.Errorf("%d rows: %s", rows, p.Desc)
			}
		})
	}
}
