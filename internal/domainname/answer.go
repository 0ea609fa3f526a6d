package domainname

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// event is one member of events, its date as written.
type event struct {
	action string // as folded gives it
	date   string
}

// Answer is what a server says of one registration. Of the people behind it
// nothing is kept: names, mail and telephone numbers stay out of the state.
type Answer struct {
	// Registrar is who sells the registration, RegistrarID its number at IANA;
	// both "" where the answer does not say.
	Registrar   string
	RegistrarID string
	// Statuses are as written, without white space around them.
	Statuses []string
	// Nameservers are in small letters. Undelegated says that the answer lists
	// them and the list is empty, which is not the same as no list.
	Nameservers []string
	Undelegated bool

	events  []event
	related []string // links to what the registrar says of it
}

// ParseAnswer reads the answer to a question about a registration, given in the
// form of DNS. An answer about another name, or another thing, is malformed.
func ParseAnswer(body []byte, registrable string) (*Answer, *Fault) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	switch {
	case len(body) == 0:
		return nil, &Fault{Word: Empty, Message: "its answer is empty"}
	case body[0] == '<':
		return nil, malformed("its answer is a page of HTML or XML, not RDAP")
	}
	members, err := readObject(body)
	switch {
	case errors.Is(err, errTwice):
		return nil, malformed("a member stands twice in its answer, so nobody knows which is meant")
	case err != nil:
		return nil, malformed("its answer is not a whole object of JSON")
	case len(members) == 0:
		return nil, &Fault{Word: Empty, Message: "its answer is an empty object"}
	}
	if !members.absent("errorCode") {
		return nil, faultOfCode(members)
	}
	if class := members.text("objectClassName"); !strings.EqualFold(class, "domain") {
		return nil, malformed(fmt.Sprintf("its answer is about an object of class %s, not a domain", deadline.Quote(class)))
	}
	if fault := aboutName(members, registrable); fault != nil {
		return nil, fault
	}
	return readMembers(members)
}

func malformed(message string) *Fault { return &Fault{Word: Malformed, Message: message} }

// aboutName holds an answer to the name that was asked.
func aboutName(members object, registrable string) *Fault {
	name := members.text("ldhName")
	if name == "" {
		name = members.text("unicodeName")
	}
	if ascii, ok := asciiName(strings.TrimSuffix(name, ".")); ok && ascii == registrable {
		return nil
	}
	if name == "" {
		return malformed("its answer does not say which domain it is about")
	}
	return malformed(fmt.Sprintf("its answer is about %s, not about %q", deadline.Quote(name), registrable))
}

// readMembers reads what counts. What stands in the way of an end or a status
// spoils the whole answer, since it could be the one that matters; notices, remarks
// and the like may have any form.
func readMembers(members object) (*Answer, *Fault) {
	answer := &Answer{}
	statuses, ok := members.texts("status")
	if !ok {
		return nil, malformed("its list of statuses has another form")
	}
	for _, status := range statuses {
		if status = strings.TrimSpace(status); status != "" && !slices.Contains(answer.Statuses, status) {
			answer.Statuses = append(answer.Statuses, deadline.Printable(bounded(status)))
		}
	}
	events, ok := members.objects("events")
	if !ok {
		return nil, malformed("its list of events has another form")
	}
	for _, one := range events {
		found := event{action: folded(one.text("eventAction")), date: dateText(one["eventdate"])}
		if found.action == "" && found.date != "" {
			return nil, malformed("one of its events has a date and does not say of what")
		}
		answer.events = append(answer.events, found)
	}
	if servers, ok := members.objects("nameservers"); ok && !members.absent("nameservers") {
		for _, server := range servers {
			if name := strings.ToLower(strings.TrimSuffix(server.text("ldhName"), ".")); wellFormed(name) {
				answer.Nameservers = append(answer.Nameservers, name)
			}
		}
		answer.Undelegated = len(servers) == 0
	}
	entities, _ := members.objects("entities")
	for _, entity := range entities {
		if roles, _ := entity.texts("roles"); answer.Registrar == "" && slices.ContainsFunc(roles, isRegistrar) {
			answer.Registrar, answer.RegistrarID = registrarOf(entity)
		}
	}
	links, _ := members.objects("links")
	for _, link := range links {
		if strings.EqualFold(link.text("rel"), "related") && strings.HasPrefix(strings.ToLower(link.text("type")), rdapType) {
			answer.related = append(answer.related, link.text("href"))
		}
	}
	return answer, nil
}

// dateText is the date of an event: a text, else what stands there, which is no
// date.
func dateText(raw json.RawMessage) string {
	var text string
	if len(raw) == 0 || json.Unmarshal(raw, &text) == nil {
		return text
	}
	return bounded(string(raw))
}

func isRegistrar(role string) bool { return folded(role) == "registrar" }

// registrarOf reads the formatted name of a jCard (RFC 7095) and the number at
// IANA (RFC 9083 section 4.8).
func registrarOf(entity object) (name, id string) {
	var card []json.RawMessage
	var fields [][]json.RawMessage
	if json.Unmarshal(entity["vcardarray"], &card) == nil && len(card) == 2 && json.Unmarshal(card[1], &fields) == nil {
		for _, field := range fields {
			var key, value string
			if len(field) == 4 && json.Unmarshal(field[0], &key) == nil && key == "fn" && json.Unmarshal(field[3], &value) == nil {
				name = deadline.Printable(bounded(strings.TrimSpace(value)))
			}
		}
	}
	ids, _ := entity.objects("publicIds")
	for _, one := range ids {
		if strings.EqualFold(one.text("type"), "IANA Registrar ID") {
			id = deadline.Printable(bounded(one.text("identifier")))
		}
	}
	return name, id
}

// faultOfCode is the fault of an error object (RFC 9083 section 6), which some
// servers send with HTTP status 200.
func faultOfCode(members object) *Fault {
	code, err := strconv.Atoi(strings.Trim(string(members["errorcode"]), `"`))
	if err != nil || code < 100 || code > 599 || code/100 == 2 {
		return malformed("its answer is an error without a known code")
	}
	return faultOfStatus(code)
}

// bounded cuts a text that a server chose.
func bounded(said string) string { return text.Shorten(said, 200) }
