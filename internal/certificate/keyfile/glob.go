package keyfile

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	slashpath "path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Match is one place that a list of patterns gave. A place that is known not to
// be readable (a broken link, a folder that may not be opened) carries the Problem
// and must be reported, never passed over; one that is not to be read, why.
type Match struct {
	Path    string
	Problem *certificate.ReadError
	// Aside is why the place is left aside: a folder that a pattern matched, or
	// something excluded; "" for what is to be read.
	Aside string
	// Named says that the path was given as it is, without pattern characters.
	Named bool
}

// Glob expands patterns: * and ? within a name, ** for any folders, {a,b} and
// [a-z]. Matches are sorted by path and stand once. A path without pattern
// characters must exist; a pattern must match something; otherwise an
// *InputError says so. Links are followed, circles of links are not. What one of
// exclude matches is left aside; an exclude may match nothing.
func Glob(ctx context.Context, patterns, exclude []string) ([]Match, error) {
	matches := map[string]*fault{}
	named := map[string]bool{}
	for _, pattern := range patterns {
		if wrong := glob(ctx, pattern, matches, named); wrong != nil {
			return nil, wrong.asError(namedFile(pattern))
		}
	}
	for _, pattern := range exclude {
		if err := CheckPattern(pattern); err != nil {
			return nil, err
		}
	}
	list := make([]Match, 0, len(matches))
	for name, wrong := range matches {
		match := Match{Path: name, Named: named[name]}
		if by := MatchOne(name, exclude); by != "" {
			match.Aside = "it is excluded by " + quoted(by)
		} else if wrong != nil {
			if wrong.reason == ReasonNotAFile && isDir(name) && !namedAsFile(name) {
				match.Aside = "it is a folder; a pattern with ** walks into folders"
			} else {
				match.Problem = wrong.asRead(namedFile(name))
			}
		}
		list = append(list, match)
	}
	slices.SortFunc(list, func(a, b Match) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

// MatchOne is the first of patterns that matches a path, "" if none does. A
// pattern without a slash is compared with the file's name, wherever it lies.
func MatchOne(name string, patterns []string) string {
	slashed := filepath.ToSlash(name)
	for _, pattern := range patterns {
		against, compared := filepath.ToSlash(filepath.Clean(pattern)), slashed
		if !strings.Contains(against, "/") {
			compared = slashpath.Base(slashed)
		}
		if matched, err := doublestar.Match(against, compared); err == nil && matched {
			return pattern
		}
	}
	return ""
}

// CheckPattern finds a pattern that can match nothing. Its error is an
// *InputError.
func CheckPattern(pattern string) error {
	if pattern == "" || !doublestar.ValidatePattern(filepath.ToSlash(filepath.Clean(pattern))) {
		return malformedPattern().asError(namedFile(pattern))
	}
	return nil
}

func malformedPattern() *fault {
	return &fault{
		reason: ReasonNoSuchFile, summary: "Malformed pattern",
		clause: "the pattern has a [ or { that is not closed, or a \\ at its end", help: patternHelp,
	}
}

// glob adds what one pattern matches, and notes a path without one.
func glob(ctx context.Context, pattern string, matches map[string]*fault, named map[string]bool) *fault {
	// ** stands for the folders as well; they are walked through.
	through := strings.HasSuffix("/"+filepath.ToSlash(filepath.Clean(pattern)), "/**")
	var folder *fault
	failure := source.Expand(ctx, pattern, math.MaxInt, func(match source.Match) bool {
		if match.Folder() {
			if match.Named {
				folder = unread(pattern, match.Failure, 0)
				return false
			}
			if through {
				return false
			}
		}
		if _, known := matches[match.Path]; !known || match.Named {
			matches[match.Path], named[match.Path] = nil, named[match.Path] || match.Named
			if match.Failure != nil {
				matches[match.Path] = unread(match.Path, match.Failure, 0)
			}
		}
		return true
	})
	switch {
	case failure == nil:
		return folder
	case errors.Unwrap(failure) != nil && ctx.Err() != nil:
		return givenUp(failure)
	case failure.Reason == source.Malformed:
		return malformedPattern()
	case failure.Reason == source.TooLarge:
		return &fault{
			reason: certificate.ReasonTooLarge, summary: "Pattern too wide",
			clause: fmt.Sprintf("the pattern walks through more than %d folders", source.MaxFolders), help: patternHelp,
		}
	case failure.Reason == source.NotFound && strings.ContainsAny(pattern, "*?[{") && shownPath(pattern) != notAPath:
		return (&fault{
			reason: ReasonNoSuchFile, summary: "No file matches", clause: "no file matches the pattern", help: patternHelp,
		}).withFact("Pattern", shownPath(pattern)).withFact("Path tried", shownPath(absolute(pattern)))
	}
	return unread(pattern, failure, 0)
}

const patternHelp = `Patterns are like "certs/*.pem" or, through all folders, "certs/**/*.pem"; ` +
	`a relative one starts at the working directory of Terraform.`

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// namedAsFile says that a name is that of a certificate's file: a folder of that
// name stands where a file should be, as container engines make one for a mount
// whose source is missing.
func namedAsFile(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".pem", ".crt", ".cer", ".cert", ".der", ".p12", ".pfx", ".p7b", ".p7c", ".jks", ".jceks", ".key":
		return true
	}
	return false
}

func absolute(name string) string {
	if whole, err := filepath.Abs(name); err == nil {
		return whole
	}
	return name
}
