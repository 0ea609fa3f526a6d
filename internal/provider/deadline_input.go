package provider

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// deadlineInput is one deadline as it is handed to a gate or a policy, as an
// object or as JSON: the common face, what it says of others, and the terms of a
// contract. Everything is optional but the id.
type deadlineInput struct {
	ID          string         `json:"id"`
	Kind        string         `json:"kind"`
	Name        string         `json:"name"`
	Owner       string         `json:"owner"`
	Maintainer  string         `json:"maintainer"`
	System      string         `json:"system"`
	Environment string         `json:"environment"`
	Criticality string         `json:"criticality"`
	ExpiresAt   string         `json:"expires_at"`
	ActBy       string         `json:"act_by"`
	RemindAt    string         `json:"remind_at"`
	Tracked     bool           `json:"tracked"`
	Status      string         `json:"status"`
	Passes      *bool          `json:"passes"`
	Reason      string         `json:"reason"`
	Findings    []findingInput `json:"findings"`

	Tracks           []string  `json:"tracks"`
	CoveredBy        []string  `json:"covered_by"`
	BacksUp          []string  `json:"backs_up"`
	Fate             fateInput `json:"fate"`
	ChangedAt        string    `json:"changed_at"`
	ChangeReviewedBy string    `json:"change_reviewed_by"`
	NewestAt         string    `json:"newest_at"`

	contractInput
}

type findingInput struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

type fateInput struct {
	Contract string `json:"contract"`
	Provider string `json:"provider"`
	Account  string `json:"account"`
	Site     string `json:"site"`
	Key      string `json:"key"`
}

// texts are the string attributes by name: one table for the schemas of gate and
// policy and for reading both.
func (in *deadlineInput) texts() map[string]*string {
	texts := map[string]*string{
		"id": &in.ID, "kind": &in.Kind, "name": &in.Name, "owner": &in.Owner, "maintainer": &in.Maintainer,
		"system": &in.System, "environment": &in.Environment, "criticality": &in.Criticality,
		"expires_at": &in.ExpiresAt, "act_by": &in.ActBy, "remind_at": &in.RemindAt, "status": &in.Status, "reason": &in.Reason,
		"changed_at": &in.ChangedAt, "change_reviewed_by": &in.ChangeReviewedBy, "newest_at": &in.NewestAt,
	}
	maps.Copy(texts, in.contractInput.texts())
	return texts
}

func (in *deadlineInput) lists() map[string]*[]string {
	return map[string]*[]string{"tracks": &in.Tracks, "covered_by": &in.CoveredBy, "backs_up": &in.BacksUp}
}

func (f *fateInput) texts() map[string]*string {
	return map[string]*string{"contract": &f.Contract, "provider": &f.Provider, "account": &f.Account, "site": &f.Site, "key": &f.Key}
}

// settledLater are the attributes that may be known only after apply without
// keeping a deadline from being judged now.
var settledLater = map[string]bool{"reason": true, "owner": true, "maintainer": true, "criticality": true, "change_reviewed_by": true}

// deadlineInputOf reads an object. It is settled where nothing that the judgement
// needs is unknown; faults are attributes of another type than they must have.
func deadlineInputOf(attributes map[string]attr.Value) (in deadlineInput, settled bool, faults []inputFault) {
	settled = true
	// read says that an attribute is there to be read.
	read := func(name string) (attr.Value, bool) {
		value, given := attributes[name]
		if given && !settledLater[name] && !fullyKnown(value) {
			settled = false
		}
		return value, given && !value.IsNull() && fullyKnown(value)
	}
	wrong := func(name, wanted string) {
		faults = append(faults, inputFault{name, wanted + " is wanted"})
	}
	for name, text := range in.texts() {
		if value, given := read(name); given {
			written, ok := textOf(value)
			if !ok {
				wrong(name, "a text")
			}
			*text = written
		}
	}
	for name, list := range in.lists() {
		if value, given := read(name); given {
			elements, ok := elementsOf(value)
			if *list = stringsOf(value); !ok || len(*list) != len(elements) {
				wrong(name, "a list of texts")
			}
		}
	}
	for name, truth := range map[string]func(bool){
		"tracked": func(b bool) { in.Tracked = b }, "passes": func(b bool) { in.Passes = &b }, "deletes_data": func(b bool) { in.DeletesData = &b },
	} {
		if value, given := read(name); given {
			answer, ok := value.(types.Bool)
			if !ok {
				wrong(name, "true or false")
				continue
			}
			truth(answer.ValueBool())
		}
	}
	if value, given := read("fate"); given {
		fate, ok := objectOf(value)
		if !ok {
			wrong("fate", "an object")
		}
		for name, text := range in.Fate.texts() {
			*text = stringOf(fate, name)
		}
	}
	if value, given := read("findings"); given {
		elements, ok := elementsOf(value)
		if !ok {
			wrong("findings", "a list of objects")
		}
		for _, element := range elements {
			if fields, ok := objectOf(element); ok {
				in.Findings = append(in.Findings, findingInput{stringOf(fields, "rule"), stringOf(fields, "severity"), stringOf(fields, "message")})
				continue
			}
			wrong("findings", "a list of objects")
		}
	}
	return in, settled, faults
}

// textOf is a text; a number or a truth value is one as well, as everywhere in
// Terraform: "${i}" is a number.
func textOf(value attr.Value) (string, bool) {
	switch value := value.(type) {
	case types.String:
		return value.ValueString(), true
	case text:
		return value.ValueString(), true
	case types.Number:
		return value.ValueBigFloat().Text('f', -1), true
	case types.Bool:
		return strconv.FormatBool(value.ValueBool()), true
	case types.Dynamic:
		return textOf(value.UnderlyingValue())
	}
	return "", false
}

// An inputFault is what is wrong with one attribute of a deadline.
type inputFault struct{ attribute, message string }

// item is the deadline as the policy takes it.
func (in deadlineInput) item(s *session, now time.Time) (policy.Item, []inputFault) {
	item := policy.Item{
		Deadline: deadline.Deadline{
			ID: in.ID, Kind: in.Kind, Name: in.Name, Owner: in.Owner, Maintainer: in.Maintainer,
			System: in.System, Environment: in.Environment, Criticality: in.Criticality, Tracked: in.Tracked,
		},
		Status: deadline.Status(in.Status), Passes: in.Passes, Reason: in.Reason,
		Tracks: in.Tracks, CoveredBy: in.CoveredBy, BacksUp: in.BacksUp, Fate: policy.Fate(in.Fate), ChangeReviewedBy: in.ChangeReviewedBy,
		Upstream: in.Upstream, DeletesData: in.DeletesData != nil && *in.DeletesData,
	}
	if strings.HasPrefix(in.ID, "waiver/") || strings.HasPrefix(in.ID, "handover/") {
		item.Tracked = false // nobody maintains them, and nothing stands still without them
	}
	if strings.HasPrefix(in.ID, contractKind+"/") && item.Fate.Contract == "" {
		item.Fate.Contract = contractKey(in.ID) // a contract falls with itself
	}
	var faults []inputFault
	for _, instant := range []struct {
		name, written string
		write         func(time.Time)
	}{
		{"expires_at", in.ExpiresAt, func(t time.Time) { item.End = deadline.EndsAt(t) }},
		{"act_by", in.ActBy, func(t time.Time) { item.ActBy = t }},
		{"remind_at", in.RemindAt, func(t time.Time) { item.RemindAt = t }},
	} {
		if instant.written == "" {
			continue
		}
		if err := checkCanonicalInstant(instant.written); err != nil {
			faults = append(faults, inputFault{instant.name, err.Error()})
			continue
		}
		t, err := deadline.ParseInstant(instant.written, time.UTC)
		if err != nil {
			faults = append(faults, inputFault{instant.name, err.Error()})
			continue
		}
		instant.write(t)
	}
	for _, day := range []struct {
		name, written string
		at            *time.Time
	}{{"changed_at", in.ChangedAt, &item.ChangedAt}, {"newest_at", in.NewestAt, &item.NewestAt}} {
		if day.written == "" {
			continue
		}
		var err error
		if *day.at, err = deadline.ParseInstant(day.written, s.location); err != nil {
			faults = append(faults, inputFault{day.name, err.Error()})
		}
	}
	for _, given := range in.Findings {
		finding := deadline.NewFinding(deadline.Rule(given.Rule), given.Message)
		if severity := deadline.Severity(given.Severity); severity == deadline.SeverityWarn || severity == deadline.SeverityError {
			finding.Severity = severity
		}
		item.Findings = append(item.Findings, finding)
	}
	verdict, wrong := in.contractTerms(s, now)
	if verdict != nil {
		// The end that was stored came with a maintenance window of its own.
		if item.End != verdict.End || item.ActBy.IsZero() {
			item.Timeline = verdict.Timeline
		}
		item.Cause, item.Findings = verdict.Cause, append(item.Findings, verdict.Findings...)
	}
	return item, append(faults, wrong...)
}

// boolOf is a boolean attribute, nil where it is null.
func boolOf(attributes map[string]attr.Value, name string) *bool {
	value, ok := attributes[name].(types.Bool)
	if !ok {
		return nil
	}
	return value.ValueBoolPointer()
}

// numbered names the deadline in a message: by its id where it has one.
func numbered(i int, id string) string {
	if id != "" {
		return id
	}
	return fmt.Sprintf("deadline number %d", i+1)
}
