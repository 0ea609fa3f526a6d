package provider_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/xuri/excelize/v2"
)

// twoSheets is a workbook with contracts of this year and of the last, a cover
// page and a hidden sheet; the end of the first two contracts is merged.
func twoSheets(t *testing.T) string {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	style, err := file.NewStyle(&excelize.Style{NumFmt: 14})
	check(err)
	check(file.SetSheetName("Sheet1", "Main"))
	for _, name := range []string{"Branch", "Notes", "Old"} {
		_, err := file.NewSheet(name)
		check(err)
	}
	day := func(sheet, cell string, year int) {
		check(file.SetCellValue(sheet, cell, time.Date(year, 3, 31, 0, 0, 0, 0, time.UTC)))
		check(file.SetCellStyle(sheet, cell, cell, style))
	}
	for sheet, key := range map[string]string{"Main": "m", "Branch": "b", "Old": "o"} {
		check(file.SetSheetRow(sheet, "A1", &[]string{"Contract", "End date", "Owner"}))
		check(file.SetSheetRow(sheet, "A2", &[]string{key + "1", "", "o@example.test"}))
		check(file.SetSheetRow(sheet, "A3", &[]string{key + "2", "", "o@example.test"}))
		day(sheet, "B2", 2029)
		check(file.MergeCell(sheet, "B2", "B3"))
	}
	day("Branch", "B2", 2026)
	check(file.SetCellValue("Notes", "A1", "Ask the branch"))
	check(file.SetSheetVisible("Old", false))
	buffer, err := file.WriteToBuffer()
	check(err)
	return registerFile(t, "two.xlsx", buffer.String())
}

// registers.md 2: the contract that has ended stands on the second sheet.
func TestSheetsOfARegister(t *testing.T) {
	t.Parallel()
	file := twoSheets(t)
	source := func(more string) string {
		return "data \"expiry_contracts\" \"x\" {\n register = \"" + file + "\"\n enforcement = \"none\"\n" + more + "\n}\n"
	}
	is := func(name string, check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.expiry_contracts.x", tfjsonpath.New(name), check)
	}
	skipped := func(sheet string, rows int64, reason string) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{"sheet": knownvalue.StringExact(sheet), "rows": knownvalue.Int64Exact(rows), "reason": knownvalue.StringExact(reason)})
	}
	counts := func(ok, expired int64) statecheck.StateCheck {
		return is("counts", knownvalue.ObjectPartial(map[string]knownvalue.Check{"ok": knownvalue.Int64Exact(ok), "expired": knownvalue.Int64Exact(expired)}))
	}
	plans(t,
		refuses(source(""), "Register not read", "also on Branch (2 rows)", `sheets = ["*"]`),
		refuses(source(`sheet = "Main"`+"\n"+`sheets = ["Branch"]`), "Sheet and sheets", "given twice"),
		refuses(source(`sheets = ["Main", "Brunch"]`), "has no sheet Brunch"),
		resource.TestStep{Config: source(`sheet = "Main"`), ConfigStateChecks: []statecheck.StateCheck{
			counts(2, 0), is("rows_read", knownvalue.Int64Exact(2)), is("rows_skipped", knownvalue.ListSizeExact(0)),
		}},
		resource.TestStep{Config: source(`sheets = ["*"]`), ConfigStateChecks: []statecheck.StateCheck{
			counts(2, 2), is("rows_read", knownvalue.Int64Exact(4)), is("rows_skipped", knownvalue.ListExact([]knownvalue.Check{
				skipped("Notes", 1, "the sheet has not the headings of a register"), skipped("Old", 2, "the sheet is hidden"),
			})),
		}},
		refuses(source(`sheets = ["Main", "Branch"]`)+"locals { all = data.expiry_contracts.x.contracts }\nresource \"expiry_gate\" \"g\" { deadlines = local.all }", "contract/b2 expired"),
	)
}
