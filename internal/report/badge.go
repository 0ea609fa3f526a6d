package report

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// badgeTones are the grounds of a badge, dark enough for white letters (WCAG 2.2,
// 1.4.3) on whatever page it stands.
var badgeTones = map[deadline.Status]string{
	deadline.StatusOK: "#1a7a4c", deadline.StatusDue: "#7a5700", deadline.StatusOverdue: "#a8430b",
	deadline.StatusExpired: "#b3202c", deadline.StatusUnknown: "#5f52b5",
}

// badgeTemplate draws a name and, beside it, how it stands.
var badgeTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("badge").Parse(`<svg xmlns="http://www.w3.org/2000/svg" width="{{.Width}}" height="20" role="img" aria-labelledby="badge-title">
<title id="badge-title">{{.Name}}: {{.Text}}</title>
<rect width="{{.Width}}" height="20" rx="3" fill="{{.Tone}}"/>
<path d="M3 0h{{.Straight}}v20h-{{.Straight}}a3 3 0 0 1-3-3v-14a3 3 0 0 1 3-3z" fill="#3b434d"/>
<g fill="#ffffff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11"><text x="7" y="14">{{.Name}}</text><text x="{{.At}}" y="14">{{.Text}}</text></g>
</svg>
`))
})

// Badge is a small picture for a README or a dashboard: the title, and the day of
// the next end. It holds a date and no countdown, which a file would show wrongly
// the next morning.
func (r Report) Badge() ([]byte, error) {
	said, tone := r.badgeText()
	name := shortName(r.Title)
	if utf8.RuneCountInString(name) > 40 {
		name = cut(name, 40)
	}
	left := badgeWidth(name) + 14
	view := struct {
		Name, Text, Tone    string
		Width, Straight, At string
	}{name, said, badgeTones[tone], strconv.Itoa(left + badgeWidth(said) + 14), strconv.Itoa(left - 3), strconv.Itoa(left + 7)}
	var out bytes.Buffer
	if err := badgeTemplate().Execute(&out, view); err != nil {
		return nil, fmt.Errorf("drawing the badge: %w", err)
	}
	return out.Bytes(), nil
}

// badgeText is what a badge says and the status whose colour it has: that of what
// is worst. What is not known, not judged or not there is never green.
func (r Report) badgeText() (said string, tone deadline.Status) {
	w, s := r.words(), r.schedule()
	worst := deadline.StatusOK
	for _, line := range r.Lines {
		status := known(line.Status)
		if shadeOf(line) == string(deadline.StatusUnknown) {
			status = deadline.StatusUnknown
		}
		if status.Rank() > worst.Rank() {
			worst = status
		}
	}
	if kind := r.verdictKind(); kind == "fails" && worst.Passes() {
		worst = deadline.StatusOverdue
	} else if kind == "not-yet" || kind == "nothing" {
		return r.headline(), deadline.StatusUnknown
	}
	var parts []string
	if n := s.gone(); n > 0 {
		parts = append(parts, w.say("badge-ended", "n", n))
	}
	if n := s.Unknown; n > 0 {
		parts = append(parts, w.say("badge-unknown", "n", n))
	}
	switch {
	case len(s.Ahead) > 0:
		parts = append(parts, w.say("badge-next", "date", shownDay(s.Ahead[0].End.At, w.loc).String()))
	case s.Open > 0:
		parts = append(parts, w.say("badge-open"))
	}
	return w.joined("list-comma", slices.DeleteFunc(parts, func(part string) bool { return strings.TrimSpace(part) == "" })), worst
}

// badgeWidth is how wide a text of 11 units is, at most.
func badgeWidth(text string) int { return int(textWidth(text)*11/13 + 0.5) }
