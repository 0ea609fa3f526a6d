package definition

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Approval is what was approved, and what is said of that.
type Approval struct {
	Digests Approved
	// By is who approved it, "" where nobody says; Nobody that it was said, by a blank
	// or a word such as none, that nobody did.
	By     string
	Nobody bool
	// On is the day, the zero value where nobody says.
	On deadline.Date
	// Beside says that the list of digests lies in the folder of the files: whoever
	// alters one there can alter both.
	Beside bool
}

// Question is what is asked of files.
type Question struct {
	Now      time.Time
	Location *time.Location
	Scope    Scope
	Approval Approval
	// Change is what git tells of the last change.
	Change Change
}

// Verdict is what files come to. The lists are sorted paths.
type Verdict struct {
	// Altered differ from what was approved, Missing were approved and are not
	// there, Added are there and were not approved; of Unreadable nothing is known.
	Altered, Missing, Added, Unreadable []string
	// Same is how many files are the approved ones.
	Same int
	// Content is a SHA-256 over all paths and files, "" where one was unreadable: a
	// resource can take it for its trigger, so that what is applied is what was read.
	Content string
	// ApprovedDaysAgo is how long ago the approval was given, nil where nobody says.
	ApprovedDaysAgo *int64
	// End is open where everything is the approved one; unknown where something
	// could not be read.
	End      deadline.End
	Reason   Reason
	Cause    string
	Findings []deadline.Finding
	// Blocked: it fails whatever its status.
	Blocked bool
}

// Unread is the verdict on files of which nothing could be read: unknown, which
// never passes.
func Unread(err error) Verdict {
	if wrong, ok := errors.AsType[*Error](err); ok {
		return Verdict{Reason: wrong.Reason, Cause: wrong.Clause(), Blocked: true}
	}
	return Verdict{Reason: ReasonUnreachable, Cause: "the definitions could not be read", Blocked: true}
}

// Judge compares files with what was approved.
func Judge(files []File, question Question) Verdict {
	if len(question.Approval.Digests) == 0 {
		return Unread(approvedFault(ReasonEmpty, "Nothing approved", "No digest is approved"))
	}
	if len(files) == 0 {
		return Unread(filesFault(ReasonNotFound, "No files", "There is no file to compare, and nothing is not unchanged"))
	}
	verdict := Verdict{End: deadline.OpenEnded}
	hints := verdict.compare(files, question)
	verdict.Content = contentOf(files)
	verdict.Cause = verdict.summary(files, question)
	verdict.find(deadline.RuleDefinitionAltered, verdict.Altered, "differs from what was approved", "differ from what was approved", hints)
	verdict.find(deadline.RuleDefinitionAltered, verdict.Missing, "was approved and is not there", "were approved and are not there", nil)
	verdict.find(deadline.RuleDefinitionAltered, verdict.Added, "is there and was not approved", "are there and were not approved", nil)
	if len(verdict.Unreadable) > 0 {
		verdict.End = deadline.End{}
		verdict.Blocked = true
		verdict.Reason = ReasonUnreachable
	}
	question.approval(&verdict)
	question.change(&verdict)
	return verdict
}

// compare sorts files and approved paths, and gives what can be said of files that
// differ or cannot be read.
func (v *Verdict) compare(files []File, question Question) map[string]string {
	approved := question.Approval.Digests
	hints, there := map[string]string{}, map[string]bool{}
	var folders []string
	for _, file := range files {
		there[file.Path] = true
		want, known := approved[file.Path]
		switch {
		case file.Trouble != "":
			v.Unreadable = append(v.Unreadable, file.Path)
			hints[file.Path] = file.Trouble
			if strings.HasSuffix(file.Path, "/") {
				folders = append(folders, file.Path)
			}
		case !known:
			v.Added = append(v.Added, file.Path)
		case file.Digests[want.Algorithm] != want.Hex || want.Hex == "":
			v.Altered = append(v.Altered, file.Path)
			hints[file.Path] = file.hint
		default:
			v.Same++
		}
	}
	for _, path := range approved.Paths() {
		switch {
		case there[path] || !question.Scope.covers(path):
		case slices.ContainsFunc(folders, func(folder string) bool { return folder == "./" || strings.HasPrefix(path, folder) }):
			v.Unreadable = append(v.Unreadable, path)
		default:
			v.Missing = append(v.Missing, path)
		}
	}
	for _, list := range [][]string{v.Altered, v.Missing, v.Added, v.Unreadable} {
		slices.Sort(list)
	}
	for _, path := range v.Unreadable {
		if hints[path] != "" {
			v.Cause = hints[path]
		}
	}
	return hints
}

// covers says whether a path would be looked at.
func (s Scope) covers(path string) bool {
	if slices.Contains(s.Except, path) {
		return false
	}
	if len(s.Patterns) == 0 {
		return true
	}
	return slices.ContainsFunc(s.Patterns, func(pattern string) bool {
		matched, err := doublestar.Match(strings.TrimPrefix(pattern, "./"), path)
		return err == nil && matched
	})
}

// contentOf is a digest that changes with every path, link and byte, "" where
// something could not be read.
func contentOf(files []File) string {
	sum := sha256.New()
	for _, file := range files {
		if file.Trouble != "" {
			return ""
		}
		fmt.Fprintf(sum, "%s\x00%s\x00%s\n", file.Path, file.Target, file.Digests["sha256"])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// summary is the clause that says how files and approval stand to each other.
func (v *Verdict) summary(files []File, question Question) string {
	var parts []string
	if n := len(v.Unreadable); n > 0 {
		why := ""
		if v.Cause != "" {
			why = ", as " + v.Cause
		}
		parts = append(parts, fmt.Sprintf("whether %s is what was approved cannot be told%s", listed(v.Unreadable), why))
	}
	if v.Same > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d files are what was approved", v.Same, len(files)))
	}
	outside := 0
	for path := range question.Approval.Digests {
		if !question.Scope.covers(path) {
			outside++
		}
	}
	if outside > 0 {
		parts = append(parts, fmt.Sprintf("%d approved paths lie outside of what was looked at", outside))
	}
	return strings.Join(parts, "; ")
}

// find tells of some paths in one finding.
func (v *Verdict) find(rule deadline.Rule, paths []string, one, many string, hints map[string]string) {
	if len(paths) == 0 {
		return
	}
	verb := one
	if len(paths) > 1 {
		verb = many
	}
	message := listed(paths) + " " + verb
	if hint := hints[paths[0]]; hint != "" {
		message += ": of " + shown(paths[0]) + ", " + hint
	}
	v.add(rule, message)
}

func (v *Verdict) add(rule deadline.Rule, message string) {
	finding := deadline.NewFinding(rule, deadline.Printable(message))
	v.Findings = append(v.Findings, finding)
	v.Blocked = v.Blocked || finding.Severity == deadline.SeverityError
}

// approval tells an approval that proves little.
func (q Question) approval(verdict *Verdict) {
	by, _ := deadline.Claimed(q.Approval.By)
	switch {
	case q.Approval.Nobody:
		verdict.add(deadline.RuleChangeUnreviewed, "approved_by names nobody who approved the digests")
	case q.Approval.Beside && by == "":
		verdict.add(deadline.RuleChangeUnreviewed, "the approved digests lie in the folder of the files, where whoever alters one can alter both, and nobody is named who approved them")
	}
	if q.Approval.On.IsZero() {
		return
	}
	days := int64(deadline.DateOf(q.Now, q.location()).DaysSince(q.Approval.On))
	if days < 0 {
		verdict.add(deadline.RuleChangeUnreviewed, fmt.Sprintf("the approval is dated %s, after the day of judgement, so it does not count", q.Approval.On))
		return
	}
	verdict.ApprovedDaysAgo = &days
}

// change tells what has been changed and not committed.
func (q Question) change(verdict *Verdict) {
	if n := len(q.Change.Uncommitted); n > 0 {
		verb := "differs"
		if n > 1 {
			verb = "differ"
		}
		verdict.add(deadline.RuleChangeUnreviewed, fmt.Sprintf("%s %s from what is committed", listed(q.Change.Uncommitted), verb))
	}
}

func (q Question) location() *time.Location {
	if q.Location == nil {
		return time.UTC
	}
	return q.Location
}
