package report_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// sizes are a report that a small team, a department and an organisation sees.
var sizes = map[string]func() report.Report{
	"5": func() report.Report { return fleet(5) }, "200": func() report.Report { return fleet(200) }, "5000": func() report.Report { return fleet(5000) },
}

// pdfPage is a page of a PDF as Chromium writes it (ISO 32000-1, 7.7.3.3).
var pdfPage = regexp.MustCompile(`/Type /Page\b[^s]`)

// gates.md, "What a person sees" 8: two hundred deadlines are printed on at most
// twelve pages, and so are five thousand, of which paper shows what is not ok.
func TestPrint(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	for size, most := range map[string]int{"5": 3, "200": 12, "5000": 20} {
		t.Run(size, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			file, printed := filepath.Join(directory, "page.html"), filepath.Join(directory, "page.pdf")
			if err := os.WriteFile(file, []byte(page(t, sizes[size]())), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
				"--user-data-dir="+filepath.Join(directory, "profile"), "--no-pdf-header-footer", "--print-to-pdf="+printed, "file://"+file)
			cmd.WaitDelay = 5 * time.Second
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%.2000s", err, out)
			}
			content, err := os.ReadFile(printed)
			if err != nil {
				t.Fatal(err)
			}
			if pages := len(pdfPage.FindAll(content, -1)); pages == 0 || pages > most {
				t.Errorf("%d pages, at most %d are expected", pages, most)
			}
		})
	}
}

// No text of a picture stands over another, over a bar or beyond the edge; a
// telephone shows what to do before it and need not be moved sideways.
func TestNothingOverprints(t *testing.T) {
	t.Parallel()
	harness, err := os.ReadFile("testdata/overprint.html")
	if err != nil {
		t.Fatal(err)
	}
	long := judged("gate/long", thing("certificate/WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW.example.test:443", "o", 45, 30, 30), thing("asset/契約管理システムの保守契約管理システムの保守契約管理システム", "o", 60, 30, 30), thing("certificate/iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", "o", 900, 30, 30))
	reports := map[string]report.Report{"5": fleet(5), "200": fleet(200), "5000": fleet(5000), "world": world(), "long names": long}
	for name, r := range reports {
		for _, language := range text.Languages {
			if language == text.Japanese && len(name) == 1 {
				continue // five say nothing that eighteen do not
			}
			for _, width := range []string{"1280", "390"} {
				t.Run(name+" "+string(language)+" "+width, func(t *testing.T) {
					r.Language = language
					var found struct {
						Picture          string
						Texts, FirstTask int
						Over             []string
						TasksFirst       bool
						Wide             float64
					}
					browse(t, map[string]string{"harness.html": string(harness), "page.html": page(t, r)}, "harness.html?"+width, &found, "--window-size=1400,1000")
					if len(found.Over) > 0 || found.Texts < 8 {
						t.Errorf("of %d texts stand over another %.10q", found.Texts, found.Over)
					}
					if !found.TasksFirst || found.Wide > 0 || found.FirstTask > 1300 && width == "390" {
						t.Errorf("tasks first %t at %d, %f too wide", found.TasksFirst, found.FirstTask, found.Wide)
					}
					if (found.Picture == "narrow") != (width == "390") {
						t.Errorf("the picture is %s", found.Picture)
					}
				})
			}
		}
	}
}
