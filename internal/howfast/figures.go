// Package howfast reads what benchmarks print, compares it with what they printed
// before, and tells it in a guide. What is compared are ratios within one run, so
// that the machine cancels out.
package howfast

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Figures are the results of one run of benchmarks.
type Figures struct {
	// Machine says where it ran, as "linux/amd64, Some Processor".
	Machine string
	results map[string]map[string]float64 // by room and benchmark, then by unit
}

// procs is what the testing package adds to a name: how many processors it used.
var procs = regexp.MustCompile(`-\d+$`)

// Read reads the output of go test -bench, in the form that the Go project
// describes (golang.org/design/14313-benchmark-format). Lines of other forms are
// passed over, and of a benchmark that ran more often the last result counts.
func Read(from io.Reader) (Figures, error) {
	figures := Figures{results: map[string]map[string]float64{}}
	about := map[string]string{}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if name, value, ok := strings.Cut(line, ": "); ok && !strings.ContainsAny(name, " \t") {
			about[name] = strings.TrimSpace(value)
			continue
		}
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") || len(fields)%2 != 0 {
			continue
		}
		room := about["pkg"][strings.LastIndex(about["pkg"], "/internal/")+1:]
		values := map[string]float64{}
		for i := 2; i < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return Figures{}, fmt.Errorf("%s: %q is no number", fields[0], fields[i])
			}
			values[fields[i+1]] = value
		}
		figures.results[strings.TrimPrefix(room, "internal/")+" "+procs.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")] = values
	}
	if err := lines.Err(); err != nil {
		return Figures{}, fmt.Errorf("reading figures: %w", err)
	}
	figures.Machine = fmt.Sprintf("%s/%s, %s", about["goos"], about["goarch"], about["cpu"])
	return figures, nil
}

// value is what a benchmark of a room says in a unit.
func (f Figures) value(benchmark, unit string) (float64, bool) {
	value, ok := f.results[benchmark][unit]
	return value, ok
}
