package register_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// benchColumns: 12 columns, of which the vocabulary understands 5.
const benchColumns = 12

var benchHeadings = []string{"契約番号", "契約名", "契約先", "開始日", "満了日", "契約期間", "担当", "部署", "データ削除", "備考", "金額", "更新"}

func benchCell(row, column int) string {
	switch column {
	case 0:
		return fmt.Sprintf("contract-%06d", row)
	case 3, 4:
		return "2027-03-31"
	case 5:
		return "36ヶ月"
	case 8:
		return "する"
	}
	return fmt.Sprintf("%s %d", benchHeadings[column], row%97)
}

func benchCSV(rows int) []byte {
	var out bytes.Buffer
	out.WriteString(strings.Join(benchHeadings, ",") + "\n")
	for row := range rows {
		for column := range benchColumns {
			fmt.Fprintf(&out, "%s,", benchCell(row, column))
		}
		out.WriteString("\n")
	}
	return out.Bytes()
}

// benchXLSX is a workbook with shared texts and real dates. With noise every
// row has that many bytes of text that cannot be packed, in a column that is
// not understood.
func benchXLSX(b *testing.B, rows, noise int) []byte {
	b.Helper()
	random := rand.NewChaCha8([32]byte{1})
	buffer := make([]byte, noise/2)
	index, texts, table := map[string]int{}, []string{}, &strings.Builder{}
	shared := func(text string) int {
		if _, ok := index[text]; !ok {
			index[text] = len(texts)
			texts = append(texts, "<t>"+text+"</t>")
		}
		return index[text]
	}
	for row := range rows + 1 {
		fmt.Fprintf(table, `<row r="%d" spans="1:12">`, row+1)
		for column := range benchColumns {
			reference := fmt.Sprintf("%c%d", 'A'+column, row+1)
			switch {
			case row == 0:
				fmt.Fprintf(table, `<c r="%s" t="s"><v>%d</v></c>`, reference, shared(benchHeadings[column]))
			case column == 3, column == 4:
				fmt.Fprintf(table, `<c r="%s" s="1"><v>%d</v></c>`, reference, 44135+row%1000)
			case column == 9 && noise > 0:
				if _, err := random.Read(buffer); err != nil {
					b.Fatal(err)
				}
				fmt.Fprintf(table, `<c r="%s" t="s"><v>%d</v></c>`, reference, shared(hex.EncodeToString(buffer)))
			default:
				fmt.Fprintf(table, `<c r="%s" t="s"><v>%d</v></c>`, reference, shared(benchCell(row, column)))
			}
		}
		table.WriteString("</row>")
	}
	return faster(b, book{sheets: []string{"S=" + table.String()}, strings: texts}.bytes(b))
}

// faster packs a workbook anew at the lowest level, to be larger.
func faster(b *testing.B, content []byte) []byte {
	b.Helper()
	reader, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	writer.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, file := range reader.File {
		in, err := file.Open()
		if err != nil {
			b.Fatal(err)
		}
		part, err := writer.Create(file.Name)
		if err == nil {
			_, err = io.Copy(part, in)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

func benchParse(b *testing.B, name string, content []byte, rows int) {
	b.Helper()
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		table, err := register.Parse(b.Context(), name, content, contracts, register.Options{})
		if err != nil || len(table.Rows) != rows {
			b.Fatal(err)
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) { benchParse(b, "a.csv", benchCSV(rows), rows) })
	}
}

func BenchmarkXLSX(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) { benchParse(b, "a.xlsx", benchXLSX(b, rows, 0), rows) })
	}
}

func BenchmarkYAML(b *testing.B) {
	var out bytes.Buffer
	for row := range 10_000 {
		out.WriteString("-\n")
		for column := range benchColumns {
			fmt.Fprintf(&out, "  %s: %s\n", benchHeadings[column], benchCell(row, column))
		}
	}
	benchParse(b, "a.yaml", out.Bytes(), 10_000)
}

func BenchmarkJSON(b *testing.B) {
	var out bytes.Buffer
	for row := range 100_000 {
		out.WriteString(map[bool]string{true: "[{", false: ",{"}[row == 0])
		for column := range benchColumns {
			fmt.Fprintf(&out, "%s%q:%q", map[bool]string{true: "", false: ","}[column == 0], benchHeadings[column], benchCell(row, column))
		}
		out.WriteString("}")
	}
	out.WriteString("]")
	benchParse(b, "a.json", out.Bytes(), 100_000)
}

// BenchmarkLargeXLSX reads a workbook of some 50 MB and reports how much the
// heap grew at most, over the workbook itself, and what the table keeps of it.
func BenchmarkLargeXLSX(b *testing.B) {
	const rows = 60_000
	content := benchXLSX(b, rows, 1600)
	heap := func() float64 {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return float64(stats.HeapAlloc) / (1 << 20)
	}
	runtime.GC()
	runtime.GC() // what pools hold goes with the second
	before, peak := heap(), 0.0
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for ticker := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-done:
				return
			case <-ticker.C:
				peak = max(peak, heap()-before)
			}
		}
	}()
	table, err := register.Parse(b.Context(), "a.xlsx", content, contracts, register.Options{})
	close(done)
	<-stopped
	if err != nil || len(table.Rows) != rows {
		b.Fatal(err)
	}
	runtime.GC()
	b.ReportMetric(peak, "peak-MiB")
	b.ReportMetric(heap()-before, "kept-MiB")
	b.ReportMetric(float64(len(content))/(1<<20), "file-MiB")
	runtime.KeepAlive(table)
	runtime.KeepAlive(content)
}
