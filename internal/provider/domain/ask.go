package domain

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// wanted is one registration to read, with what is said of it.
type wanted struct {
	at, endAt path.Path
	written   string
	expiresOn string
	face      face.Inputs
}

// registration is what came of it.
type registration struct {
	domainname.Reading
	judgement deadline.Judgement
	domain    string
	readError string
}

// asking is how registrations are asked for and judged.
type asking struct {
	session *session.Session
	servers domainname.Servers
	how     arguments
	terms   session.TermsInput
	now     time.Time
	// within bounds all of them together, 0 for no such bound.
	within time.Duration
}

// begin reads what does not depend on the domain; false where it is wrong.
func begin(ctx context.Context, s *session.Session, own face.Data, how arguments, diags *diag.Diagnostics) (asking, bool) {
	a := asking{session: s, how: how, now: s.NowFor(own.AsOf, diags), terms: own.Terms(ctx, s, diags)}
	a.servers, _ = how.servers(diags)
	return a, !diags.HasError()
}

// read reads and judges registrations. All are asked for at once: the client keeps
// the pace of each registry, and one that is slow holds nobody else up.
func (a asking) read(ctx context.Context, all []wanted, diags *diag.Diagnostics) []registration {
	questions := make([]domainname.Question, len(all))
	for i, one := range all {
		name := nameOf(one.written, a.servers, one.at, diags)
		questions[i] = domainname.Question{
			Name: name, Servers: a.servers, Now: a.now, Declared: declaredEnd(one.expiresOn, a.session.Location, one.endAt, diags),
			AskRegistrar: a.how.AskRegistrar.ValueBool(), Timeout: attribute.TimeoutOf(a.how.Timeout),
		}
	}
	if diags.HasError() {
		return nil
	}
	bounded, cancel := ctx, context.CancelFunc(func() {})
	if a.within > 0 {
		bounded, cancel = context.WithTimeout(ctx, a.within)
	}
	defer cancel()
	readings, errs := make([]domainname.Reading, len(all)), make([]error, len(all))
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() { readings[i], errs[i] = a.session.Domains.Read(bounded, questions[i]) })
	}
	group.Wait()
	if ctx.Err() != nil {
		diags.AddError("Reading interrupted", "The run was stopped before all registries had answered.")
		return nil
	}
	results := make([]registration, len(all))
	for i, one := range all {
		results[i] = a.judge(one, questions[i], readings[i], errs[i], diags)
	}
	return results
}

func (a asking) judge(one wanted, question domainname.Question, reading domainname.Reading, err error, diags *diag.Diagnostics) registration {
	if err != nil { // of the context that all share
		reading = domainname.Unread(question, &domainname.Fault{
			Word: domainname.Unreachable, Message: "overall_timeout was over before its registry had answered: domains of one registry are asked one after the other",
		})
	}
	result := registration{Reading: reading, domain: one.written}
	if reading.Fault != nil {
		result.readError = string(reading.Fault.Word)
	}
	result.judgement = face.Reading{
		End: reading.End, Lifetime: reading.Lifetime(), Findings: reading.Findings, Cause: reading.Cause, Blocked: reading.Blocked,
	}.Judge(a.session, one.face.Deadline(kind, strings.TrimSpace(one.written)), a.terms, a.now, diags)
	return result
}
