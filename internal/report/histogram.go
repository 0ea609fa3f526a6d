package report

import (
	"strconv"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// month is a column of the histogram: what ends in it, stacked by status.
type month struct {
	X, Width, Middle float64
	Name, Year       string // the year only where it is another than that before
	Title            string // for who cannot see it
	Count            string // over the column, "" where nothing ends
	CountY           float64
	Parts            []monthPart
	n                map[deadline.Status]int
}

type monthPart struct {
	Status    deadline.Status
	Y, Height float64
}

// months counts the ends of the next twelve months, this one's rest included, and
// how many lie after them.
func (r Report) months(l layout, ahead []Line) (months []month, later int) {
	w := r.words()
	today := deadline.DateOf(r.Now, w.loc)
	first := deadline.Date{Year: today.Year, Month: today.Month, Day: 1}
	months = make([]month, histogramMonths)
	for i := range months {
		months[i].n = map[deadline.Status]int{}
	}
	most := 1
	for _, line := range ahead {
		day := shownDay(line.End.At, w.loc)
		i := max(12*(day.Year-first.Year)+int(day.Month)-int(first.Month), 0) // 0 for what ends at this very midnight
		if i >= len(months) {
			later++
			continue
		}
		column := &months[i]
		column.n[known(line.Status)]++
		most = max(most, column.total())
	}
	wide := (l.Width - 24) / histogramMonths
	for i := range months {
		months[i].draw(w, l, first.AddMonths(i), 12+wide*float64(i), wide, most)
		if i > 0 && first.AddMonths(i).Month != time.January {
			months[i].Year = ""
		}
	}
	return months, later
}

func (m month) total() (total int) {
	for _, n := range m.n {
		total += n
	}
	return total
}

// draw lays the column out, upwards from 0, the worst at the bottom.
func (m *month) draw(w words, l layout, first deadline.Date, x, wide float64, most int) {
	m.X, m.Width, m.Middle = x+wide*0.12, wide*0.76, x+wide/2
	m.Name, m.Year = w.shortMonth(first), strconv.Itoa(first.Year)
	total := m.total()
	name := w.monthOfYear(first)
	if total == 0 {
		m.Title = w.say("timeline-month-none", "month", name)
		return
	}
	y := 0.0
	var counts []string
	for _, status := range []deadline.Status{deadline.StatusExpired, deadline.StatusOverdue, deadline.StatusUnknown, deadline.StatusDue, deadline.StatusOK} {
		n := m.n[status]
		if n == 0 {
			continue
		}
		height := l.HistogramHeight * float64(n) / float64(most)
		y -= height
		m.Parts = append(m.Parts, monthPart{Status: status, Y: y, Height: height})
		counts = append(counts, w.say("verdict-count", "n", n, "status", w.status(status)))
	}
	m.Title = w.say("timeline-month", "month", name, "counts", w.list(counts))
	m.CountY = y - 5
	if m.Count = strconv.Itoa(total); total > 9999 {
		m.Count = strconv.Itoa(total/1000) + "k"
	}
}

// shade is a colour of the columns with its name.
type shade struct {
	Status deadline.Status
	Name   string
	X      float64
}

// shades are those that something ahead can have.
func shades(w words) (shades []shade) {
	for i, status := range []deadline.Status{deadline.StatusOverdue, deadline.StatusDue, deadline.StatusOK} {
		shades = append(shades, shade{Status: status, Name: w.status(status), X: 12 + 110*float64(i)})
	}
	return shades
}
