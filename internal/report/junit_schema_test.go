package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// junitElement is what Jenkins' junit-10.xsd (xunit-plugin, types/model/xsd)
// allows of an element.
type junitElement struct {
	required, allowed, counts []string // attributes
	children                  []string
}

var junitSchema = map[string]junitElement{
	"testsuites": {nil, []string{"name", "time", "tests", "failures", "disabled", "errors"}, []string{"tests", "failures", "disabled", "errors"}, []string{"testsuite"}},
	"testsuite": {
		[]string{"name", "tests"},
		[]string{"name", "tests", "failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package"},
		[]string{"tests", "failures", "errors", "disabled", "skipped"},
		[]string{"properties", "testcase", "system-out", "system-err"},
	},
	"properties": {nil, nil, nil, []string{"property"}},
	"property":   {[]string{"name", "value"}, []string{"name", "value"}, nil, nil},
	"testcase": {
		[]string{"name"},
		[]string{"name", "assertions", "time", "classname", "status"},
		[]string{"assertions"},
		[]string{"skipped", "error", "failure", "system-out", "system-err"},
	},
	"skipped": {nil, []string{"message", "type"}, nil, nil}, "error": {nil, []string{"message", "type"}, nil, nil}, "failure": {nil, []string{"message", "type"}, nil, nil},
	"system-out": {}, "system-err": {},
}

// junitFaults says how a document goes against the schema, children in the order
// in which the schema names them.
func junitFaults(content []byte) (faults []string) {
	fault := func(parts ...string) { faults = append(faults, strings.Join(parts, " ")) }
	decoder := xml.NewDecoder(bytes.NewReader(content))
	type open struct {
		name string
		last int
	}
	var path []open
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return faults
		}
		if err != nil {
			return append(faults, err.Error())
		}
		switch token := token.(type) {
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.StartElement:
			name := token.Name.Local
			schema, known := junitSchema[name]
			if !known {
				fault("there is no element", name)
			}
			if len(path) == 0 && name != "testsuites" {
				fault("the root is", name)
			}
			if len(path) > 0 {
				parent := &path[len(path)-1]
				at := slices.Index(junitSchema[parent.name].children, name)
				if at < parent.last {
					fault(name, "stands in", parent.name, "where it may not")
				}
				parent.last = max(at, 0)
			}
			given := map[string]string{}
			for _, attribute := range token.Attr {
				given[attribute.Name.Local] = attribute.Value
				if !slices.Contains(schema.allowed, attribute.Name.Local) {
					fault(name, "may not have", attribute.Name.Local)
				}
				if _, err := strconv.ParseUint(attribute.Value, 10, 31); err != nil && slices.Contains(schema.counts, attribute.Name.Local) {
					fault(attribute.Name.Local, "of", name, "is no count:", attribute.Value)
				}
			}
			for _, required := range schema.required {
				if _, ok := given[required]; !ok {
					fault(name, "needs", required)
				}
			}
			if at, ok := given["timestamp"]; ok {
				if _, err := time.Parse("2006-01-02T15:04:05", at); err != nil {
					fault(err.Error())
				}
			}
			path = append(path, open{name, 0})
		}
	}
}

// suites.md 7: the report follows the schema that Jenkins reads it by.
func TestJUnitFollowsItsSchema(t *testing.T) {
	t.Parallel()
	merged := report.Merge([]report.Report{world(), unsettled(judged("gate/release", thing("a/a", "o", 300, 30, 30)))})
	merged.BreakGlass, merged.Until = "OPS-1 renewing today", &report.Until{At: days(3), Reason: "x"}
	reports := map[string]report.Report{"nothing": {}, "world": world(), "merged": merged, "not judged yet": unsettled(report.Report{Passed: true, Now: now})}
	for _, text := range hostileTexts {
		reports["hostile "+text[:min(len(text), 10)]] = hostileReport(text)
	}
	for name, r := range reports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := r.JUnit()
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range junitFaults(content) {
				t.Error(fault)
			}
		})
	}
}

// The check is no rubber stamp.
func TestJUnitSchemaRefuses(t *testing.T) {
	t.Parallel()
	content, err := world().JUnit()
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`<testsuites name=`, `<testsuites skipped="1" name=`},
		{`<testsuites name=`, `<testsuites hostname="x" name=`},
		{`tests="19"`, `tests="many"`},
		{`<properties>`, `<system-out></system-out><properties>`},
		{`<skipped message=`, `<skipped since="x" message=`},
		{`<property name="outcome" value="fails">`, `<property name="outcome">`},
		{`timestamp="2026-11-22T00:00:00"`, `timestamp="2026-11-22"`},
		{`</testcase>`, `<failure></failure><skipped></skipped></testcase>`},
		{`<testcase classname=`, `<testcase file="x" classname=`},
	} {
		changed := strings.Replace(string(content), change[0], change[1], 1)
		if changed == string(content) {
			t.Fatalf("%s is not in the document", change[0])
		}
		if len(junitFaults([]byte(changed))) == 0 {
			t.Errorf("%s is accepted", change[1])
		}
	}
}
