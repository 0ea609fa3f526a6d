package report_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Every tone of the palette can be read on both of its grounds: a contrast of
// 4.5 to 1 at least (WCAG 2.2, 1.4.3). axe-core cannot tell where a shape stands
// before a text.
func TestPaletteContrast(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("palette.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(source), "@media")
	if !found {
		t.Fatal("there is no dark palette")
	}
	for name, palette := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, match := range regexp.MustCompile(`--([a-z]+): #([0-9a-f]{6});`).FindAllStringSubmatch(palette, -1) {
			colours[match[1]] = luminance(t, match[2])
		}
		for _, tone := range []string{"ink", "soft", "accent", "ok", "due", "overdue", "expired", "unknown"} {
			for _, ground := range []string{"paper", "wash"} {
				a, b := colours[tone], colours[ground]
				if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", name, tone, ground, ratio)
				}
			}
		}
	}
}

// luminance is the relative luminance of a colour (WCAG 2.2, definitions).
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		value, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		share := float64(value) / 255
		if share <= 0.04045 {
			sum += weight * share / 12.92
		} else {
			sum += weight * math.Pow((share+0.055)/1.055, 2.4)
		}
	}
	return sum
}
