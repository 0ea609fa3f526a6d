package domainname

import (
	_ "embed"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"
)

// embeddedFile is IANA's list (https://data.iana.org/rdap/dns.json, RFC 9224) as it
// was on its day of publication. What it lacks is looked up in the list of today,
// where that may be asked (Config.BootstrapURL) and can be.
//
//go:embed bootstrap.json
var embeddedFile []byte

// Bootstrap tells which RDAP server answers for which suffix.
type Bootstrap struct {
	// Published is when the list was published.
	Published time.Time
	bySuffix  map[string]*url.URL
}

// Embedded is the list that is compiled in.
var Embedded = sync.OnceValue(func() *Bootstrap {
	list, err := ParseBootstrap(embeddedFile)
	if err != nil {
		panic("the embedded RDAP bootstrap: " + err.Error()) // a test reads it
	}
	return list
})

// ParseBootstrap reads a list in IANA's form (RFC 9224 section 4). Entries without
// an https URL are left out. A list that names no server at all is an error: it
// says nothing of any suffix.
func ParseBootstrap(data []byte) (*Bootstrap, error) {
	var file struct {
		Version     string              `json:"version"`
		Publication string              `json:"publication"`
		Services    [][]json.RawMessage `json:"services"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, errors.New("it is not a list of RDAP servers in JSON")
	}
	if file.Version != "1.0" {
		return nil, errors.New("its version is not 1.0")
	}
	list := &Bootstrap{bySuffix: map[string]*url.URL{}}
	date := readDate(file.Publication)
	if date.state != dateRead {
		return nil, errors.New("its date of publication cannot be read")
	}
	list.Published = date.at
	for _, service := range file.Services {
		var suffixes, urls []string
		if len(service) != 2 || json.Unmarshal(service[0], &suffixes) != nil || json.Unmarshal(service[1], &urls) != nil {
			continue
		}
		base := bestBase(urls)
		if base == nil {
			continue
		}
		for _, suffix := range suffixes {
			if ascii, ok := asciiName(strings.Trim(suffix, ".")); ok && list.bySuffix[ascii] == nil {
				list.bySuffix[ascii] = base
			}
		}
	}
	if len(list.bySuffix) == 0 {
		return nil, errors.New("it names no server")
	}
	return list, nil
}

// bestBase is the first URL by https. A server that has none is left out: what it
// says could be anybody's, so the user has to name it. A list says where a server
// is, not how to log in there.
func bestBase(urls []string) *url.URL {
	for _, text := range urls {
		if base, reason := parseBase(text); reason == "" && base.Scheme == "https" && base.User == nil {
			return base
		}
	}
	return nil
}

// find is the server for the longest suffix of a name, nil where none is listed.
func (b *Bootstrap) find(name string) *url.URL {
	return Servers{bySuffix: b.bySuffix}.find(name)
}
