package report

import (
	"bytes"
	_ "embed" // the styles and the template
	"fmt"
	"html/template"
	"strconv"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

//go:embed palette.css
var paletteCSS string

//go:embed timeline.css
var timelineCSS string

//go:embed timeline.tmpl
var timelineTemplate string

//go:embed page.tmpl
var pageTemplate string

// templates are parsed when the first page is asked for: most plans write none.
var templates = sync.OnceValue(func() *template.Template {
	all := template.New("report").Funcs(template.FuncMap{"num": num, "n": text.Thousands, "add": func(a, b float64) float64 { return a + b }, "pair": pairOf})
	template.Must(all.Parse(timelineTemplate))
	return template.Must(all.Parse(pageTemplate))
})

// pair hands a part of the page to a template together with the page.
type pair struct{ Page, Part any }

func pairOf(page, part any) pair { return pair{page, part} }

// num writes a length in the units of a picture.
func num(value float64) string { return strconv.FormatFloat(value, 'f', -1, 32) }

// SVG is the timeline by itself, as a picture that brings its own background and
// fits light and dark surroundings.
func (r Report) SVG() ([]byte, error) {
	picture := r.timeline(wide)
	picture.Style = template.CSS(paletteCSS + timelineCSS) //nolint:gosec // G203: the room's own files
	var out bytes.Buffer
	if err := templates().ExecuteTemplate(&out, "timeline", picture); err != nil {
		return nil, fmt.Errorf("drawing the timeline: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
