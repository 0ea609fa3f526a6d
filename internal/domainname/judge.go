package domainname

import (
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// day is how far two statements of one end may lie apart: registrars and
// registries keep other hours and zones.
const day = 24 * time.Hour

// staleAfter is how old the facts behind an answer may be, by its own word.
const staleAfter = 7 * day

// Judge says what an answer means.
func Judge(q Question, record *Record) Reading {
	j := &judging{q: q, record: record, Reading: Reading{
		Name: q.Name, Registrar: record.Registrar, RegistrarID: record.RegistrarID,
		Statuses: record.Statuses, Nameservers: record.Nameservers, Source: record.Source, ReadAt: record.AskedAt,
	}}
	j.RegisteredAt, _ = record.first("registration")
	j.ChangedAt, _ = record.last("lastchanged")
	j.claims = record.claims("")
	if record.FromRegistrar != nil {
		j.claims = append(j.claims, record.FromRegistrar.claims(registrar)...)
	}
	j.statuses()
	j.end()
	j.beside()
	j.Cause = strings.Join(j.causes, "; ")
	return j.Reading
}

// judging is a reading in the making.
type judging struct {
	Reading
	q      Question
	record *Record
	claims []claim
	causes []string
	// What the statuses come to, each as the status that says so.
	over, again, unwritten string
}

func (j *judging) find(rule deadline.Rule, severity deadline.Severity, message string) {
	finding := deadline.NewFinding(rule, message)
	finding.Severity = severity
	j.Findings = append(j.Findings, finding)
	j.Blocked = j.Blocked || severity == deadline.SeverityError
}

// because adds a clause to the cause.
func (j *judging) because(clause string) { j.causes = append(j.causes, clause) }

// end decides when it ends. A status that says so beats every date, and of several
// dates the earliest counts.
func (j *judging) end() {
	read, fault := j.read()
	known := j.declaredAt()
	switch {
	case j.unwritten != "":
		j.Fault, j.Blocked = &Fault{Word: NotFound, Message: fmt.Sprintf("the registry gives it the status %q: it is not registered", j.unwritten)}, true
		j.because(j.Fault.Message)
	case j.over != "":
		j.because(fmt.Sprintf("the registry gives it the status %q: the registration is lost unless it is restored now, for a fee and for some days or weeks only", j.over))
		j.End = deadline.End{State: deadline.EndedUnknownDay}
		if past := sooner(read, known); !past.IsZero() && !past.After(j.q.Now) {
			j.End = deadline.EndsAt(past)
		}
	case fault != nil:
		j.withoutDate(fault)
	default:
		j.withDate(read)
	}
}

// declaredAt is the declared end, zero where none is, or where it is declared to
// have none.
func (j *judging) declaredAt() time.Time {
	if j.q.Declared.State != deadline.EndKnown {
		return time.Time{}
	}
	return j.q.Declared.At
}

// read is the earliest end within the answer, less the term that the registry has
// added by itself. The fault says why there is none.
func (j *judging) read() (time.Time, *Fault) {
	registryEnd, registrarEnd := earliest(j.claims, registry), earliest(j.claims, registrar)
	if problem := unread(j.claims); problem != "" {
		return sooner(registryEnd, registrarEnd), malformed(problem)
	}
	if len(j.claims) == 0 {
		return time.Time{}, &Fault{Word: Empty, Message: fmt.Sprintf("the registry publishes no end for .%s, or not for this one", topLevel(j.Name.Suffix))}
	}
	if first := sooner(registryEnd, registrarEnd); !j.RegisteredAt.IsZero() && !first.After(j.RegisteredAt) {
		return first, malformed(fmt.Sprintf("its answer contradicts itself: registered on %s, ended on %s", deadline.FormatInstant(j.RegisteredAt), deadline.FormatInstant(first)))
	}
	if apart(registryEnd, registrarEnd) {
		j.find(deadline.RuleRegistrarDiffers, deadline.SeverityWarn, fmt.Sprintf("the registry has it until %s and the registrar until %s: the earlier counts, since the registrar may let it go",
			deadline.FormatInstant(registryEnd), deadline.FormatInstant(registrarEnd)))
	}
	if j.again != "" && registryEnd.After(j.q.Now) {
		taken := sooner(yearBefore(registryEnd), j.q.Now)
		j.because(fmt.Sprintf("the registry has renewed it by itself until %s (status %q), which the registrar takes back for some weeks unless it is paid for: what counts is the end before that",
			deadline.FormatInstant(registryEnd), j.again))
		registryEnd = taken
	}
	return sooner(registryEnd, registrarEnd), nil
}

// apart says that two ends differ by more than a day.
func apart(a, b time.Time) bool {
	return !a.IsZero() && !b.IsZero() && a.Sub(b).Abs() > day
}

// withDate judges an end that was read beside the one that is declared.
func (j *judging) withDate(read time.Time) {
	declared := j.declaredAt()
	j.End = deadline.EndsAt(sooner(read, declared))
	if j.q.Declared.State == deadline.EndOpen && j.End.State == deadline.EndKnown {
		j.find(deadline.RuleStaleFacts, deadline.SeverityWarn, "it is declared to have no end, and the registry gives one, which counts")
	}
	if apart(read, declared) {
		j.find(deadline.RuleStaleFacts, deadline.SeverityWarn, fmt.Sprintf("its end is declared as %s and read as %s: the earlier counts, and one of them is out of date",
			deadline.FormatInstant(declared), writtenEnd(read)))
	}
}

func writtenEnd(at time.Time) string {
	if deadline.EndsAt(at).State == deadline.EndOpen {
		return "without an end"
	}
	return deadline.FormatInstant(at)
}

// withoutDate falls back on the declared end, which is as good where the registry
// answers for the registration and gives no date.
func (j *judging) withoutDate(fault *Fault) {
	switch {
	case j.q.Declared.State == deadline.EndUnknown, j.again != "":
		j.Fault = fault
		j.because(fault.Message)
		if fault.Word == Empty {
			j.because("declare expires_on")
		}
	case fault.Word == Empty:
		j.End = j.q.Declared
		j.because("as declared: " + fault.Message)
	default:
		j.End = j.q.Declared
		j.find(deadline.RuleDateAssumed, deadline.SeverityWarn, fault.Message+": the declared end stands in for it")
	}
}

// Unread is the reading of a registration that could not be read. A
// declared end stands where nobody can be asked; where somebody could have been,
// it does not say that the registration still stands.
func Unread(q Question, fault *Fault) Reading {
	j := &judging{q: q, Reading: Reading{Name: q.Name, Fault: fault}}
	declared := j.declaredAt()
	switch {
	case fault.unasked && q.Declared.State != deadline.EndUnknown:
		j.Fault, j.End = nil, q.Declared
		message := strings.TrimSuffix(fault.Message, advice)
		if fault.Word == Unsupported {
			j.because("as declared: " + message)
		} else {
			j.because("as declared")
			j.find(deadline.RuleStaleFacts, deadline.SeverityWarn, "its registry was not asked: "+message)
		}
	case declared.IsZero():
		j.because(fault.Message)
	case !declared.After(q.Now):
		j.End = deadline.EndsAt(declared)
		j.because("as declared, while " + fault.Message)
	default:
		j.because(fault.Message)
		j.because(fmt.Sprintf("the declared end, %s, does not tell whether it is still registered", deadline.FormatInstant(declared)))
	}
	if fault.Word == NotFound && q.Declared.State != deadline.EndUnknown {
		j.find(deadline.RuleRegistrationStatus, deadline.SeverityError, "an end is declared for it, and the registry knows no such registration")
	}
	j.lease()
	j.Cause = strings.Join(j.causes, "; ")
	return j.Reading
}
