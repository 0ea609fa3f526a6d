package credential

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// ReadFile reads the credentials of a file, and for a kubeconfig those of the files
// that it names.
func ReadFile(ctx context.Context, path string, options Options) (Bundle, *source.Failure) {
	content, failure := source.ReadFile(ctx, path, options.maxBytes())
	if failure != nil {
		return Bundle{}, failure
	}
	options.beside = func(name string) ([]byte, *source.Failure) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		return source.ReadFile(ctx, name, options.maxBytes())
	}
	return Parse(content, options)
}

// ReadVariable reads the credentials of an environment variable. Its name is not
// repeated: people put the secret itself there.
func ReadVariable(name string, lookup func(string) (string, bool), options Options) (Bundle, *source.Failure) {
	value, set := lookup(name)
	if !set {
		return Bundle{}, source.Fail(source.NotFound, "there is no such environment variable")
	}
	if value == "" {
		return Bundle{}, source.Fail(source.Empty, "the environment variable is empty")
	}
	return Parse([]byte(value), options)
}

// Outcome is what one of many files gave: a Bundle, or the Failure in its place.
type Outcome struct {
	Path    string
	Bundle  Bundle
	Failure *source.Failure
}

// ReadFiles reads files at most concurrency at a time (the number of processors if
// not positive). The outcomes stand in the order of matches.
func ReadFiles(ctx context.Context, matches []source.Match, concurrency int, options Options) []Outcome {
	if concurrency < 1 {
		concurrency = runtime.GOMAXPROCS(0)
	}
	outcomes := make([]Outcome, len(matches))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(concurrency, len(matches)) {
		workers.Go(func() {
			for i := range next {
				outcomes[i] = readOne(ctx, matches[i], options)
			}
		})
	}
	for i := range matches {
		next <- i
	}
	close(next)
	workers.Wait()
	return outcomes
}

func readOne(ctx context.Context, match source.Match, options Options) Outcome {
	outcome := Outcome{Path: match.Path, Failure: match.Failure}
	if match.Failure != nil {
		return outcome
	}
	if options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, options.Timeout)
		defer cancel()
	}
	outcome.Bundle, outcome.Failure = ReadFile(ctx, match.Path, options)
	return outcome
}
