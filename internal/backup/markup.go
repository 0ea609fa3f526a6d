package backup

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// readMarkup reads what S3 answers, kept in a file, and the index pages of web
// servers.
func readMarkup(content []byte, options Options) (Listing, *Error) {
	root := rootOf(content)
	switch root {
	case "ListBucketResult":
		page, wrong := parsePage(content)
		if wrong != nil {
			return Listing{}, wrong
		}
		if page.more() {
			return Listing{}, incomplete("IsTruncated")
		}
		objects, wrong := page.objects("")
		if wrong != nil {
			return Listing{}, wrong
		}
		return s3Listing(objects, options)
	case "ListVersionsResult":
		return readVersions(content, options)
	case "Error":
		return Listing{}, storeRefused(content, 0)
	case "html":
		return readIndexPage(content, options)
	}
	return Listing{}, unsupportedf("The listing is XML or HTML of a shape that is not known. %s", acceptedListings)
}

// rootOf is the name of the first element, in lower case for HTML; "" where there
// is none.
func rootOf(content []byte) string {
	if begin := bytes.ToLower(content[:min(len(content), 200)]); bytes.HasPrefix(begin, []byte("<!doctype html")) || bytes.HasPrefix(begin, []byte("<html")) {
		return "html"
	}
	decoder := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Local
		}
	}
}

func s3Listing(objects []Object, options Options) (Listing, *Error) {
	listing, wrong := copiesOf(objects, options)
	listing.Tool, listing.tells = "s3", []string{"paths"}
	return listing, wrong
}

// readVersions takes what a plain listing would show: the latest versions that
// are not marked as deleted.
func readVersions(content []byte, options Options) (Listing, *Error) {
	var page struct {
		IsTruncated   string
		NextKeyMarker string
		EncodingType  string
		Version       []pageObject
		DeleteMarker  []pageObject
	}
	if wrong := decodeXML(content, &page); wrong != nil {
		return Listing{}, wrong
	}
	if said := strings.TrimSpace(page.IsTruncated); page.NextKeyMarker != "" || said != "" && !strings.EqualFold(said, "false") {
		return Listing{}, incomplete("IsTruncated or NextKeyMarker")
	}
	deleted := map[string]bool{}
	for _, marker := range page.DeleteMarker {
		deleted[marker.Key] = deleted[marker.Key] || marker.IsLatest
	}
	latest := listPage{EncodingType: page.EncodingType}
	for _, version := range page.Version {
		if version.IsLatest && !deleted[version.Key] {
			latest.Contents = append(latest.Contents, version)
		}
	}
	objects, wrong := latest.objects("")
	if wrong != nil {
		return Listing{}, wrong
	}
	return s3Listing(objects, options)
}

// decodeXML reads one whole document.
func decodeXML(content []byte, into any) *Error {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	if err := decoder.Decode(into); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return malformedf("The listing breaks off at its end.")
		}
		if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
			if strings.Contains(syntax.Msg, "unexpected EOF") {
				return malformedf("The listing breaks off at its end, on line %d.", syntax.Line)
			}
			return malformedf("The listing is no XML: it goes wrong on line %d.", syntax.Line)
		}
		return malformedf("The listing holds something that is no number, or no truth value, where one should stand.")
	}
	for {
		token, err := decoder.RawToken()
		if _, more := token.(xml.StartElement); more {
			return malformedf("The listing goes on after its end. Were several pages written to one file? Give each one of its own.")
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return malformedf("Something stands behind the end of the listing that is no XML.")
		}
	}
}

// indexRow is a line of the page that nginx and others make of a folder.
var indexRow = text.Pattern(`<a href="([^"]+)">[^<]*</a>\s+(\d{2}-[A-Z][a-z]{2}-\d{4} \d{2}:\d{2}(?::\d{2})?|\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?)\s+([^\s<]+)`)

func readIndexPage(content []byte, options Options) (Listing, *Error) {
	rows := indexRow().FindAllStringSubmatch(string(content), MaxCopies+1)
	if len(rows) == 0 {
		return Listing{}, unsupportedf("The listing is a web page without a list of files; a page to log in looks so too. %s", acceptedListings)
	}
	var objects []Object
	for i, row := range rows {
		name, err := url.PathUnescape(html.UnescapeString(row[1]))
		if err != nil {
			return Listing{}, malformedf("it has a name that cannot be decoded.").entry(i)
		}
		if strings.HasSuffix(name, "/") {
			continue
		}
		at, wrong := mustTime("An index page", "time", row[2], options)
		if wrong != nil {
			return Listing{}, wrong.entry(i)
		}
		size, err := strconv.ParseInt(row[3], 10, 64)
		if err != nil {
			size = -1 // 4.9G
		}
		objects = append(objects, Object{Name: name, Size: size, ModifiedAt: at.Truncate(time.Second)})
	}
	listing, wrong := copiesOf(objects, options)
	listing.Tool, listing.tells = "index page", []string{"paths"}
	return listing, wrong
}
