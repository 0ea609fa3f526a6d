package software

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Site is one server of a survey as it was recorded, or where to ask it.
type Site struct {
	Name string
	// URL is asked live; Headers, or Protocol and Banner, were recorded.
	URL      string
	Protocol string
	Banner   string
	Headers  map[string]string
	// AsOf is the day or instant of the record as written, "" for now.
	AsOf string
	// Title names it in place of Name, Owner answers for it, and Distro built what it
	// runs; each "" where that is not declared.
	Title, Owner, Distro string
}

// SitesError is a file of sites that cannot be used: where and why.
type SitesError struct{ Message string }

func (e *SitesError) Error() string { return e.Message }

// maxSitesBytes bounds a file of sites: a hundred thousand sites fit.
const maxSitesBytes = 64 << 20

// siteColumns are the columns of a CSV file that are no header fields.
var siteColumns = []string{"site", "url", "protocol", "banner", "as_of", "name", "owner", "distro"}

// ReadSites reads a file of recorded or live sites: CSV with the columns site,
// url, protocol, banner, as_of, name, owner, distro and one for each header field (Server,
// X-Powered-By), or JSON, an object of sites by name or a list of objects with
// name. Errors are *SitesError.
func ReadSites(ctx context.Context, path string) ([]Site, error) {
	content, failure := source.ReadFile(ctx, path, maxSitesBytes)
	if failure != nil {
		return nil, sitesUnread(path, failure)
	}
	return ParseSites(path, content)
}

// ParseSites reads the content of a file of sites; path is for messages. Errors
// are *SitesError.
func ParseSites(path string, content []byte) ([]Site, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	trimmed := bytes.TrimSpace(content)
	switch {
	case len(trimmed) == 0:
		return nil, &SitesError{fmt.Sprintf("the file %s is empty", path)}
	case trimmed[0] == '{' || trimmed[0] == '[':
		return parseSitesJSON(path, trimmed)
	}
	return parseSitesCSV(path, content)
}

func sitesUnread(path string, failure *source.Failure) *SitesError {
	switch {
	case failure.Reason == source.NotFound:
		return &SitesError{fmt.Sprintf("there is no file %s", path)}
	case failure.Reason == source.Unsupported:
		return &SitesError{fmt.Sprintf("%s is not a file", path)}
	case failure.Reason == source.TooLarge:
		return &SitesError{fmt.Sprintf("the file %s has %d bytes; at most %d are read", path, max(failure.Size, maxSitesBytes+1), maxSitesBytes)}
	}
	return &SitesError{fmt.Sprintf("the file %s cannot be read: %s", path, failure.Clause)}
}

const (
	headingsShown  = 6
	longestHeading = 30
)

// headings names the first few columns of a file, unless its first line is none of
// headings: a file that was named by mistake may hold anything, and is not quoted.
func headings(header []string) string {
	if len(header) == 1 {
		return "it has one column, which is not shown, as a list of anything would look the same"
	}
	for _, heading := range header {
		if len([]rune(heading)) > longestHeading || heading != deadline.Printable(heading) || strings.ContainsAny(heading, "=:") {
			return "its first line holds no headings"
		}
	}
	return "its columns are " + text.Some(header, headingsShown)
}

func parseSitesCSV(path string, content []byte) ([]Site, error) {
	reader := csv.NewReader(bytes.NewReader(content))
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		return nil, &SitesError{fmt.Sprintf("the file %s is no CSV: its first line cannot be read", path)}
	}
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
		if slices.Contains(siteColumns, strings.ToLower(header[i])) {
			header[i] = strings.ToLower(header[i])
		}
	}
	if !slices.Contains(header, "site") {
		return nil, &SitesError{fmt.Sprintf("the file %s has no column site; %s. Every other column but %s is the name of a header field, like Server",
			path, headings(header), strings.Join(siteColumns[1:], ", "))}
	}
	var sites []Site
	seen := map[string]int{}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return sites, nil
		}
		if fault, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, &SitesError{fmt.Sprintf("line %d of the file %s is no CSV", fault.Line, path)}
		}
		if err != nil {
			return nil, &SitesError{fmt.Sprintf("the file %s is no CSV", path)}
		}
		line, _ := reader.FieldPos(0)
		if len(record) > len(header) {
			return nil, &SitesError{fmt.Sprintf("line %d of the file %s has %d cells, but there are %d columns", line, path, len(record), len(header))}
		}
		site := siteOf(header, record)
		if site.Name == "" {
			return nil, &SitesError{fmt.Sprintf("line %d of the file %s names no site", line, path)}
		}
		if before := seen[site.Name]; before > 0 {
			return nil, &SitesError{fmt.Sprintf("the site %q stands on line %d and on line %d of the file %s", site.Name, before, line, path)}
		}
		seen[site.Name] = line
		sites = append(sites, site)
	}
}

func siteOf(header, record []string) Site {
	site := Site{}
	for i, value := range record {
		switch header[i] {
		case "site":
			site.Name = strings.TrimSpace(value)
		case "url":
			site.URL = strings.TrimSpace(value)
		case "protocol":
			site.Protocol = strings.TrimSpace(value)
		case "banner":
			site.Banner = value
		case "as_of":
			site.AsOf = strings.TrimSpace(value)
		case "name":
			site.Title = strings.TrimSpace(value)
		case "owner":
			site.Owner = strings.TrimSpace(value)
		case "distro":
			site.Distro = strings.TrimSpace(value)
		default:
			if value != "" {
				if site.Headers == nil {
					site.Headers = map[string]string{}
				}
				site.Headers[header[i]] = value
			}
		}
	}
	return site
}

// jsonSite is a site in JSON.
type jsonSite struct {
	Name     string            `json:"name"`
	URL      string            `json:"url"`
	Protocol string            `json:"protocol"`
	Banner   string            `json:"banner"`
	Headers  map[string]string `json:"headers"`
	AsOf     string            `json:"as_of"`
	Owner    string            `json:"owner"`
	Distro   string            `json:"distro"`
	// title is the name of a site that stands under a key of its own.
	title string
}

func parseSitesJSON(path string, content []byte) ([]Site, error) {
	decode := func(into any) error {
		decoder := json.NewDecoder(bytes.NewReader(content))
		decoder.DisallowUnknownFields()
		return decoder.Decode(into)
	}
	var list []jsonSite
	if content[0] == '{' {
		byName := map[string]jsonSite{}
		if err := decode(&byName); err != nil {
			return nil, jsonFault(path, err)
		}
		for name, site := range byName {
			site.title, site.Name = site.Name, name
			list = append(list, site)
		}
		slices.SortFunc(list, func(a, b jsonSite) int { return strings.Compare(a.Name, b.Name) })
	} else if err := decode(&list); err != nil {
		return nil, jsonFault(path, err)
	}
	sites := make([]Site, len(list))
	seen := map[string]bool{}
	for i, site := range list {
		if site.Name == "" || seen[site.Name] {
			return nil, &SitesError{fmt.Sprintf("site number %d of the file %s has no name of its own (%q)", i+1, path, site.Name)}
		}
		seen[site.Name] = true
		sites[i] = Site{
			Name: site.Name, URL: site.URL, Protocol: site.Protocol, Banner: site.Banner, Headers: site.Headers,
			AsOf: site.AsOf, Title: site.title, Owner: site.Owner, Distro: site.Distro,
		}
	}
	return sites, nil
}

func jsonFault(path string, err error) error {
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return &SitesError{fmt.Sprintf("the file %s is no JSON: it breaks off or goes wrong at byte %d", path, syntax.Offset)}
	case errors.As(err, &wrongType):
		return &SitesError{fmt.Sprintf("in the file %s, %s is a %s, but a %s is wanted", path, wrongType.Field, wrongType.Value, wrongType.Type)}
	}
	return &SitesError{fmt.Sprintf("the file %s is no JSON of sites: an object of sites by name, or a list of objects with name, and in each url, protocol, banner, headers, as_of, owner, distro", path)}
}
