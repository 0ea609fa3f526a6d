package software_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

func surveyed() []software.Surveyed {
	return []software.Surveyed{
		{Site: "a", Product: "php", Cycle: "5.3", Version: "5.3.3", Support: software.Supported, Patch: software.PatchBehind, Backport: true},
		{Site: "b", Product: "php", Cycle: "5.10", Version: "5.10.1", Support: software.EndedOverYear, Patch: software.PatchLatest},
		// One site that names a product twice counts once, at its worst.
		{Site: "c", Product: "php", Cycle: "5.3", Version: "5.3.3", Support: software.Supported, Patch: software.PatchLatest},
		{Site: "c", Product: "php", Cycle: "4.4", Version: "4.4.9", Support: software.EndedWithinYear, Patch: software.PatchBehind},
		{Site: "c", Product: "php", Support: software.SupportUnknown, Patch: software.PatchUnknown},
		{Site: "f", Product: "exim", Cycle: "4.99", Version: "4.99", Support: software.Supported, Patch: software.PatchLatest},
		{Site: "f", Product: "exim", Cycle: "4.99", Version: "4.99.1", Support: software.Supported, Patch: software.PatchLatestKnown},
		{Site: "d", Product: "nginx", Support: software.SupportUnknown, Patch: software.PatchUnknown},
	}
}

func TestSurveyTables(t *testing.T) {
	t.Parallel()
	rows := map[string]software.TableRow{}
	var order []string
	for _, row := range software.SupportTable(surveyed()) {
		rows[row.Product+" "+row.Cycle] = row
		order = append(order, row.Product+" "+row.Cycle)
	}
	if got := strings.Join(order, "|"); got != "exim |exim 4.99|nginx |php |php 4.4|php 5.3|php 5.10" {
		t.Errorf("order %s", got)
	}
	php := rows["php "]
	if php.Total != 3 || php.Counts["supported"] != 1 || php.Counts["ended_within_1y"] != 1 || php.Counts["ended_over_1y"] != 1 || php.Percent("supported") != 33 {
		t.Errorf("%+v", php)
	}
	if rows["nginx "].Counts["unknown"] != 1 || rows["nginx "].Percent("unknown") != 100 {
		t.Errorf("%+v", rows["nginx "])
	}
	for _, row := range software.PatchTable(surveyed()) {
		if row.Product == "php" && row.Cycle == "" && (row.Counts["behind"] != 2 || row.Counts["latest"] != 1 || row.Percent("behind") != 67) {
			t.Errorf("%+v", row)
		}
	}
	// What is only known to have been the newest is worse than the newest, and a
	// column of its own.
	if row := software.PatchTable(surveyed())[0]; row.Product != "exim" || row.Counts["latest_known"] != 1 || row.Counts["latest"] != 0 {
		t.Errorf("%+v", row)
	}
	if (software.TableRow{}).Percent("supported") != 0 {
		t.Error("a share of nothing")
	}
}

func TestSurveyMarkdown(t *testing.T) {
	t.Parallel()
	all := append(surveyed(), software.Surveyed{Site: "e", Product: "x|<b>`*[", Support: software.SupportUnknown, Patch: software.PatchUnknown})
	page := software.SurveyMarkdown(all, 5)
	for _, piece := range []string{
		"# Server software of 5 sites\n", "| php | all | 1 (33 %) | 1 (33 %) | 1 (33 %) | 0 (0 %) | 3 |", "| php | 5.3 | 1 (100 %) |",
		"may have patched an old version: 1.", "are not a sample of all sites", `x\|\<b>`,
	} {
		if !strings.Contains(page, piece) {
			t.Errorf("%q is missing in\n%s", piece, page)
		}
	}
}
