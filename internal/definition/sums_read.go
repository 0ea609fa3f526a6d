package definition

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// ReadSums reads a list of approved digests from a file, as ParseSums does. Its
// error is an *Error.
func ReadSums(ctx context.Context, name string) (Approved, error) {
	if name == "" {
		return nil, noList(name, nil)
	}
	content, failure := source.ReadFile(ctx, name, MaxSumsBytes)
	switch {
	case failure != nil && ctx.Err() != nil:
		return nil, stopped(ctx.Err())
	case failure != nil:
		return nil, noList(name, failure)
	}
	approved, wrong := parseSums(content)
	if wrong != nil {
		return nil, wrong
	}
	return approved, nil
}

// noList is a list that is not there, which the configuration has to correct, or
// one that cannot be read, where the world is at fault.
func noList(name string, failure *source.Failure) *Error {
	switch {
	case failure == nil, failure.Reason == source.NotFound, errors.Is(failure, syscall.ENOTDIR):
		return approvedFault(ReasonNotFound, "No list of digests", "There is no list of approved digests at %q. A relative path starts at the working directory of Terraform; \"${path.module}/SHA256SUMS\" starts at the module.", shown(name))
	case failure.Reason == source.Unsupported:
		return approvedFault(ReasonUnsupported, "No list of digests", "%s is no regular file. Give the list that sha256sum wrote, for example \"SHA256SUMS\".", shown(name))
	case failure.Reason == source.Empty:
		_, wrong := parseSums(nil)
		return wrong
	case failure.Reason == source.TooLarge:
		_, wrong := parseSums(make([]byte, MaxSumsBytes+1))
		return wrong
	}
	return &Error{Reason: ReasonUnreachable, Summary: "List not readable", Message: "The list of approved digests, " + shown(name) + ", cannot be read: " + clauseOf(failure) + ".", cause: failure}
}

// Without leaves a file out of the scope, where it lies in it: the list of digests
// is no definition.
func (s Scope) Without(name string) Scope {
	if inside, ok := s.inside(name); ok {
		s.Except = append(slices.Clip(s.Except), filepath.ToSlash(inside))
	}
	return s
}

// Beside says that a list of digests lies in the folder of one of the files, or
// anywhere in a tree that is taken whole.
func (s Scope) Beside(list string, files []File) bool {
	inside, ok := s.inside(list)
	if !ok {
		return false
	}
	folder := filepath.ToSlash(filepath.Dir(inside))
	return len(s.Patterns) == 0 || slices.ContainsFunc(files, func(file File) bool {
		return filepath.ToSlash(filepath.Dir(filepath.FromSlash(file.Path))) == folder
	})
}

// inside is the path of a file below the root, false where it lies elsewhere.
func (s Scope) inside(name string) (string, bool) {
	path, root := name, s.Root
	for _, one := range []*string{&path, &root} {
		absolute, err := filepath.Abs(*one)
		if err != nil {
			return "", false
		}
		if *one = absolute; absolute != "" {
			if real, err := filepath.EvalSymlinks(absolute); err == nil {
				*one = real
			}
		}
	}
	inside, err := filepath.Rel(root, path)
	return inside, err == nil && filepath.IsLocal(inside)
}
