package report_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// TestNote: what whoever acts should know stands in every form that tells what to do,
// once, and nothing stands there where nobody wrote anything.
func TestNote(t *testing.T) {
	t.Parallel()
	const note = "the key lies in the safe"
	forms := func(note string) map[string]string {
		ended := thing("licence/erp", "erp@example.test", -3, 30, 10)
		ended.Note = note
		r := judged("release", ended)
		for i := range r.Breaches {
			r.Breaches[i].Note = note
		}
		html, err := r.HTML()
		sarif, err2 := r.SARIF()
		junit, err3 := r.JUnit()
		document, err4 := r.JSON()
		for _, err := range []error{err, err2, err3, err4} {
			if err != nil {
				t.Fatal(err)
			}
		}
		return map[string]string{
			"terminal": r.Notices("release.html").Fails, "Markdown": r.Markdown(0), "HTML": string(html), "SARIF": string(sarif), "JUnit": string(junit), "JSON": string(document),
		}
	}
	for form, said := range forms(note) {
		if n := strings.Count(said, note); n != 1 {
			t.Errorf("%s has it %d times:\n%s", form, n, said)
		}
	}
	for form, said := range forms("") {
		if strings.Contains(strings.ToLower(said), "note: ") {
			t.Errorf("%s has an empty one:\n%s", form, said)
		}
	}
	r := judged("release", thing("licence/erp", "erp@example.test", -3, 30, 10))
	r.Language, r.Breaches[0].Note = text.Japanese, note
	if said := r.Notices("release.html").Fails; !strings.Contains(said, "備考: "+note) {
		t.Errorf("in Japanese:\n%s", said)
	}
}
