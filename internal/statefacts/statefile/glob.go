package statefile

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// maxMatches bounds what one pattern gives.
const maxMatches = 10_000

type match struct {
	path    string
	problem *Error
}

func glob(ctx context.Context, patterns []string) ([]match, error) {
	found := map[string]*Error{}
	for _, pattern := range patterns {
		if wrong := globOne(ctx, pattern, found); wrong != nil {
			wrong.Source = shownPath(pattern)
			return nil, wrong
		}
	}
	matches := make([]match, 0, len(found))
	for _, path := range slices.Sorted(maps.Keys(found)) {
		matches = append(matches, match{path, found[path]})
	}
	return matches, nil
}

const patternHelp = `Patterns are like "states/*.tfstate" or, through all folders, "states/**/*.tfstate"; a relative one starts at the working directory of Terraform.`

func globOne(ctx context.Context, pattern string, found map[string]*Error) *Error {
	if shownPath(pattern) == notAPath {
		return unread(pattern, source.Fail(source.NotFound, ""), 0)
	}
	var missing *Error
	failure := source.Expand(ctx, pattern, maxMatches, func(match source.Match) bool {
		switch wrong := match.Failure; {
		case match.Folder() && !match.Named && !strings.HasSuffix(match.Path, ".tfstate") && !strings.HasSuffix(match.Path, ".json"):
			return false // ** stands for the folders as well; they are walked through
		case wrong == nil, wrong.Reason == source.Unsupported:
			found[match.Path] = nil // what it is is told when it is opened
		case match.Named:
			missing = unread(pattern, wrong, 0)
		default:
			found[match.Path] = unread(match.Path, wrong, 0)
		}
		return true
	})
	switch {
	case failure == nil:
		return missing
	case ctx.Err() != nil:
		return stopped(ctx.Err())
	case failure.Reason == source.Malformed:
		return fault(BadPattern, `The pattern has a [ or { that is not closed, or a \ at its end. %s`, patternHelp)
	case failure.Reason == source.TooLarge:
		return fault(TooLarge, "The pattern gives more than %d files or walks through more than %d folders. %s", maxMatches, source.MaxFolders, patternHelp)
	case failure.Reason == source.NotFound && strings.ContainsAny(pattern, "*?[{"):
		return fault(NoMatch, "No file matches the pattern, so that nothing would be judged. %s", patternHelp)
	case strings.ContainsAny(pattern, "*?[{"):
		return &Error{Reason: Unreadable, Message: "The pattern cannot be expanded. " + patternHelp, cause: failure}
	}
	return unread(pattern, failure, 0)
}
