package keyfile

import (
	"bytes"
	"context"
	"runtime"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// FileOutcome is what one of many files gave: a Bundle, or the Problem that
// stands in its place.
type FileOutcome struct {
	Path    string
	Bundle  Bundle
	Problem *certificate.ReadError
	// Endless says that the Problem is only that the file was understood and holds
	// nothing that ends: keys alone.
	Endless bool
}

// ReadFiles reads files in parallel, at most concurrency at a time (the number
// of processors if not positive). The outcomes stand in the order of the paths;
// each has its place, also when it could not be read. Wrong input is a Problem
// too; its *InputError can be had by errors.As. A certificate that stands in
// many files is kept in memory once.
func ReadFiles(ctx context.Context, paths []string, concurrency int, options Options) []FileOutcome {
	if concurrency < 1 {
		concurrency = runtime.GOMAXPROCS(0)
	}
	options.cache = certificate.NewCache()
	outcomes := make([]FileOutcome, len(paths))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(concurrency, len(paths)) {
		workers.Go(func() {
			for i := range next {
				own := options
				if options.PasswordOf != nil {
					own.Password = options.PasswordOf(paths[i])
				}
				bundle, wrong := readInTime(ctx, paths[i], own)
				outcomes[i] = FileOutcome{Path: paths[i], Bundle: bundle}
				if wrong != nil {
					outcomes[i].Problem, outcomes[i].Endless = wrong.asRead(namedFile(paths[i])), wrong.endless
				}
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	workers.Wait()
	return outcomes
}

// fileBuffers are reused from file to file.
var fileBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
