package provider_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// guideBlocks are the fenced blocks of a guide in one language.
func guideBlocks(t *testing.T, guide, language string) []string {
	t.Helper()
	content, err := os.ReadFile("../../templates/guides/" + guide)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, found := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(content), -1) {
		blocks = append(blocks, found[1])
	}
	if len(blocks) == 0 {
		t.Fatalf("%s has no block in %s", guide, language)
	}
	return blocks
}

// guideTable are the cells of the first table of a guide, headings first.
func guideTable(t *testing.T, guide string) [][]string { return guideTables(t, guide)[0] }

// guideTables are the tables of a guide.
func guideTables(t *testing.T, guide string) (tables [][][]string) {
	t.Helper()
	content, err := os.ReadFile("../../templates/guides/" + guide)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		switch {
		case !strings.HasPrefix(line, "|"):
			if len(rows) > 0 {
				tables, rows = append(tables, rows), nil
			}
		case !strings.HasPrefix(line, "| ---"):
			var cells []string
			for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
				cells = append(cells, strings.TrimSpace(cell))
			}
			rows = append(rows, cells)
		}
	}
	return append(tables, rows)
}

// workbook is a sheet as a spreadsheet program saves it: dates are date cells.
func workbook(t *testing.T, sheet string, rows [][]string) []byte {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	addSheet(t, file, sheet, rows)
	return saved(t, file)
}

func saved(t *testing.T, file *excelize.File) []byte {
	t.Helper()
	buffer, err := file.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func addSheet(t *testing.T, file *excelize.File, sheet string, rows [][]string) {
	t.Helper()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := file.NewSheet(sheet)
	check(err)
	style, err := file.NewStyle(&excelize.Style{NumFmt: 14})
	check(err)
	for r, row := range rows {
		for c, text := range row {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			check(err)
			if day, err := time.Parse(time.DateOnly, text); err == nil {
				check(file.SetCellValue(sheet, cell, day))
				check(file.SetCellStyle(sheet, cell, cell, style))
				continue
			}
			check(file.SetCellValue(sheet, cell, text))
		}
	}
}

// The guide, from its ledgers to the plan that fails: all its configuration at
// once, and every line that it says the plan prints.
func TestSpreadsheetGuide(t *testing.T) {
	t.Parallel()
	const guide = "from-spreadsheet-to-gate.md.tmpl"
	csv, err := japanese.ShiftJIS.NewEncoder().String(guideBlocks(t, guide, "csv")[0])
	if err != nil {
		t.Fatal(err)
	}
	w := newWorkspace(t, map[string]string{
		"main.tf": strings.Join(guideBlocks(t, guide, "terraform"), "\n"), "契約台帳.csv": csv,
		"licences.xlsx": string(workbook(t, "Licences", guideTable(t, guide))),
	})
	w.asOf = ""
	code, output := w.run("plan")
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	for line := range strings.Lines(guideBlocks(t, guide, "text")[0]) {
		if !says(strings.TrimSpace(line)).MatchString(output) {
			t.Errorf("the plan does not say %q:\n%s", line, output)
		}
	}
	// registers.md 1: a renewal of the operator's right that なし is to prove.
	right := func(from, to string) {
		t.Helper()
		lines := strings.Split(guideBlocks(t, guide, "csv")[0], "\n")
		lines[2] = strings.Replace(lines[2], from, to, 1)
		encoded, err := japanese.ShiftJIS.NewEncoder().String(strings.Join(lines, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		w.write("契約台帳.csv", encoded)
	}
	right("都度更新,,,,", "都度更新,,令和3年10月31日,更新契約書,")
	if _, output = w.run("plan"); says("(upstream-not-renewed)").MatchString(output) {
		t.Errorf("a renewal with a proof does not count:\n%s", output)
	}
	right("都度更新,,,,", "都度更新,,令和3年10月31日,なし,")
	if code, output = w.run("plan"); code != 1 || !says(`its proof is written "なし", which names none`).MatchString(output) || !says("(upstream-not-renewed)").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	// The mistakes of the last table, in a date of each file.
	w.write("契約台帳.csv", strings.Replace(csv, "R2.10.13", "R2.13.13", 1))
	rows := guideTable(t, guide)
	rows[2][5] = "2023-02-30"
	w.write("licences.xlsx", string(workbook(t, "Licences", rows)))
	code, output = w.run("plan")
	if code != 1 || !says("契約台帳.csv line 2, column 更新確認日").MatchString(output) || !says("licences.xlsx!Licences!F3").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}

// The second ledger of the guide, as a German program saves it.
func TestSpreadsheetGuideInGerman(t *testing.T) {
	t.Parallel()
	const guide = "from-spreadsheet-to-gate.md.tmpl"
	csv, err := charmap.Windows1252.NewEncoder().String(guideBlocks(t, guide, "csv")[1])
	if err != nil {
		t.Fatal(err)
	}
	const gate = `
output "office" {
  value = join("\n", [for c in data.expiry_contracts.office.contracts : "${c.id} ${c.status} ${c.criticality} ${coalesce(c.expires_at, "open")} ${coalesce(c.opt_out_by, "-")} ${coalesce(c.maintainer, "nobody")}"])
}
`
	w := newWorkspace(t, map[string]string{"main.tf": guideBlocks(t, guide, "hcl")[0] + gate, "Verträge.csv": csv})
	code, output := w.run("plan")
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	for _, line := range []string{
		"contract/B-1 ok high 2028-04-01T00:00:00Z 2027-10-01T00:00:00Z haus@example.test",
		"contract/D-2 overdue low 2027-01-01T00:00:00Z 2026-10-01T00:00:00Z nobody",
		"contract/S-3 ok high open - dienst@example.test",
	} {
		if !strings.Contains(output, line) {
			t.Errorf("the plan does not say %q:\n%s", line, output)
		}
	}
	// What has to be said is asked for.
	w.write("main.tf", strings.Replace(guideBlocks(t, guide, "hcl")[0], "date_order", "#date_order", 1))
	if code, output = w.run("plan"); code != 1 || !says("01.04.2015", "date_order").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.write("main.tf", strings.Replace(guideBlocks(t, guide, "hcl")[0], "encoding", "#encoding", 1))
	if code, output = w.run("plan"); code != 1 || !says("not UTF-8", "windows-1252").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}

// registers.md 2 and S3: the third ledger of the guide, a workbook of two sheets
// with merged cells.
func TestSpreadsheetGuideInEnglish(t *testing.T) {
	t.Parallel()
	const guide = "from-spreadsheet-to-gate.md.tmpl"
	file := excelize.NewFile()
	defer file.Close()
	tables := guideTables(t, guide)
	for i, sheet := range []string{"Hardware", "Cloud"} {
		addSheet(t, file, sheet, tables[1+i])
	}
	if err := file.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	for _, column := range []string{"C", "H"} { // vendor and end date
		if err := file.MergeCell("Hardware", column+"2", column+"3"); err != nil {
			t.Fatal(err)
		}
	}
	const gate = `
output "support" {
  value = join("\n", [for c in data.expiry_contracts.support.contracts : "${c.id} ${c.status} ${c.supplier} ${coalesce(c.expires_at, "open")} ${coalesce(c.opt_out_by, "-")} ${coalesce(c.maintainer, "nobody")}"])
}
`
	config := guideBlocks(t, guide, "hcl")[1]
	w := newWorkspace(t, map[string]string{"main.tf": config + gate, "support.xlsx": string(saved(t, file))})
	code, output := w.run("plan")
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	for _, line := range []string{
		"contract/HW-1 due Box Ltd 2027-04-01T00:00:00Z 2027-01-01T00:00:00Z ops@example.test",
		"contract/HW-2 ok Box Ltd 2027-04-01T00:00:00Z - ops@example.test",
		"contract/CL-1 ok Cloud Ltd open - nobody",
		"contract/CL-2 overdue Cloud Ltd 2027-01-01T00:00:00Z 2026-12-01T00:00:00Z mail@example.test",
	} {
		if !strings.Contains(output, line) {
			t.Errorf("the plan does not say %q:\n%s", line, output)
		}
	}
	w.write("main.tf", strings.Replace(config, "sheets", "#sheets", 1))
	if code, output = w.run("plan"); code != 1 || !says("has the headings of a register also on Cloud (2 rows)").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}
