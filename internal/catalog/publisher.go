package catalog

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// maxPublisherBytes is many times the size of the largest file.
const maxPublisherBytes = 4 << 20

// readPublishers reads files that publishers themselves keep, by the name of the
// product that they are about.
func readPublishers(ctx context.Context, paths []string) (map[string]*Product, error) {
	products := map[string]*Product{}
	for _, path := range paths {
		content, err := readBounded(ctx, path, maxPublisherBytes)
		if err != nil {
			return nil, err
		}
		product, err := ReadPublisher(path, content)
		if err != nil {
			return nil, err
		}
		products[product.Slug] = product
	}
	return products, nil
}

// ReadPublisher reads a file of Debian's distro-info-data (debian.csv,
// ubuntu.csv) or the release schedule of Node.js (schedule.json). The error is a
// *FactsError.
func ReadPublisher(path string, content []byte) (*Product, error) {
	switch filepath.Base(path) {
	case "debian.csv":
		return readDistroInfo(path, "debian", content, [3]string{"eol", "eol", "eol-lts"})
	case "ubuntu.csv":
		return readDistroInfo(path, "ubuntu", content, [3]string{"eol", "eol-server", "eol-esm"})
	case "schedule.json":
		return readNodeSchedule(path, content)
	}
	return nil, &FactsError{File: path, Problem: "it is none of the files that are known: debian.csv and ubuntu.csv of distro-info-data, and schedule.json of Node.js"}
}

// readDistroInfo reads a table of distro-info-data. columns are those of the ends
// of active, security and extended support; where a server has an end of its own,
// it is that of the release.
func readDistroInfo(path, slug string, content []byte, columns [3]string) (*Product, error) {
	at := FactsError{File: path, Product: slug}
	reader := csv.NewReader(strings.NewReader(string(content)))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, at.on("version", "it is no table with the columns version, codename, series, created, release, eol")
	}
	place := map[string]int{}
	for i, name := range rows[0] {
		place[name] = i
	}
	cell := func(row []string, name string) string {
		if i, there := place[name]; there && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	product := &Product{Slug: slug, Source: "https://debian.pages.debian.net/distro-info-data/" + slug + ".csv"}
	for _, row := range rows[1:] {
		name, _, _ := strings.Cut(cell(row, "version"), " ")
		if name == "" || cell(row, "release") == "" {
			continue
		}
		cycle := Cycle{Name: name, Codename: cell(row, "codename"), Source: product.Source}
		at := at
		at.Cycle = name
		dates := dateReader{at: &at}
		dates.read("release", cell(row, "release"), &cycle.Released)
		security := cell(row, columns[1])
		if security == "" {
			security = cell(row, columns[0])
		}
		dates.end(columns[1], security, &cycle.SecurityEnds)
		dates.end(columns[2], cell(row, columns[2]), &cycle.ExtendedEnds)
		if dates.err != nil {
			return nil, dates.err
		}
		product.Cycles = append(product.Cycles, cycle)
	}
	return product, nil
}

// readNodeSchedule reads the schedule that Node.js' release team keeps
// (github.com/nodejs/Release).
func readNodeSchedule(path string, content []byte) (*Product, error) {
	at := FactsError{File: path, Product: "nodejs"}
	var lines map[string]struct {
		Start       string `json:"start"`
		Maintenance string `json:"maintenance"`
		End         string `json:"end"`
	}
	if err := json.Unmarshal(content, &lines); err != nil {
		return nil, jsonError(path, content, 0, err)
	}
	product := &Product{Slug: "nodejs", Source: "https://github.com/nodejs/Release/blob/main/schedule.json"}
	for name, line := range lines {
		cycle := Cycle{Name: strings.TrimPrefix(name, "v"), Source: product.Source}
		at := at
		at.Cycle = cycle.Name
		dates := dateReader{at: &at}
		dates.read("start", line.Start, &cycle.Released)
		dates.end("maintenance", line.Maintenance, &cycle.ActiveEnds)
		dates.end("end", line.End, &cycle.SecurityEnds)
		if dates.err != nil {
			return nil, dates.err
		}
		if line.End == "" {
			return nil, at.on("end", "the line has no end; each has one in the schedule, like \"2027-04-30\"")
		}
		product.Cycles = append(product.Cycles, cycle)
	}
	return product, nil
}

// publisher takes the publisher's own ends over, and says from where they are. Days
// of release stay: schedules tell the day that was planned.
func (c *comparison) publisher(told *Product) {
	for i := range c.facts.Cycles {
		facts := &c.facts.Cycles[i]
		cycle, there := told.Cycle(facts.Cycle)
		if !there {
			continue
		}
		for _, end := range []struct {
			fact string
			into *string
			text string
		}{
			{"active_ends", &facts.ActiveEnds, cycle.ActiveEnds.String()},
			{"security_ends", &facts.SecurityEnds, cycle.SecurityEnds.String()},
			{"extended_ends", &facts.ExtendedEnds, cycle.ExtendedEnds.String()},
		} {
			text := end.text
			if text == "" || text == *end.into {
				continue
			}
			if facts.Corrected[end.fact] != "" {
				c.note(facts.Cycle, end.fact, *end.into, text, Kept, facts.Corrected[end.fact])
				continue
			}
			c.note(facts.Cycle, end.fact, *end.into, text, Moved, fmt.Sprintf("from %s", told.Source))
			*end.into, facts.Source = text, told.Source
			c.beforeSecurity(facts)
		}
	}
}

// beforeSecurity keeps active support from outlasting security support.
func (c *comparison) beforeSecurity(facts *factsCycle) {
	active, errActive := deadline.ParseDate(facts.ActiveEnds)
	security, errSecurity := deadline.ParseDate(facts.SecurityEnds)
	if errActive == nil && errSecurity == nil && active.After(security) {
		facts.ActiveEnds = facts.SecurityEnds
	}
}
