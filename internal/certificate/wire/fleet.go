package wire

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// FleetOptions say how many targets are read together.
type FleetOptions struct {
	// Concurrency is how many targets are read at a time; 0, or more than the
	// dialer allows, is the dialer's.
	Concurrency int
	// Timeout is for all targets together; 0 is none. What has not been read by
	// then is a *ReadError with ReasonTimeout.
	Timeout time.Duration
}

// Outcome is what came of one target: what Read returns.
type Outcome struct {
	Answer Answer
	// Err is an *InputError, or a *ReadError if nothing was read.
	Err error
}

// ReadAll reads many servers, each distinct target once, and gives their
// outcomes in the targets' order. Retries come last, after every target has
// been tried once. Equal targets share one outcome: its parts are not to be
// changed.
func (r *Reader) ReadAll(ctx context.Context, targets []Target, options FleetOptions) []Outcome {
	if options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, options.Timeout)
		defer cancel()
	}
	outcomes := make([]Outcome, len(targets))
	byKey := make(map[[sha256.Size]byte]*fleetJob, len(targets))
	var jobs []*fleetJob
	for i, target := range targets {
		j, err := r.newJob(target)
		if err != nil {
			outcomes[i].Err = err
			continue
		}
		key := j.plan.key()
		if byKey[key] == nil {
			byKey[key] = &fleetJob{job: j}
			jobs = append(jobs, byKey[key])
		}
		byKey[key].places = append(byKey[key].places, i)
	}
	r.readJobs(ctx, jobs, options.Concurrency)
	for _, j := range jobs {
		outcome := j.outcome(ctx)
		for _, place := range j.places {
			outcomes[place] = outcome
		}
	}
	return outcomes
}

// fleetJob is a job with the places in the list that asked for it.
type fleetJob struct {
	*job
	places []int
}

func (j *fleetJob) outcome(ctx context.Context) Outcome {
	if j.rounds == 0 {
		return Outcome{Err: notBegun(ctx)}
	}
	answer, err := j.result()
	return Outcome{Answer: answer, Err: err}
}

// readJobs does every first round before the first second one.
func (r *Reader) readJobs(ctx context.Context, jobs []*fleetJob, concurrency int) {
	if concurrency <= 0 || concurrency > r.dialer.Concurrency() {
		concurrency = r.dialer.Concurrency()
	}
	wait := pause
	for len(jobs) > 0 {
		var next atomic.Int64
		var group sync.WaitGroup
		for range min(concurrency, len(jobs)) {
			group.Go(func() {
				for i := int(next.Add(1)) - 1; i < len(jobs); i = int(next.Add(1)) - 1 {
					release, err := r.dialer.Acquire(ctx)
					if err != nil {
						return
					}
					jobs[i].round(ctx)
					release()
				}
			})
		}
		group.Wait()
		jobs = slices.DeleteFunc(slices.Clone(jobs), func(j *fleetJob) bool { return j.rounds == 0 || !j.again() })
		if len(jobs) > 0 && !sleep(ctx, wait) {
			return
		}
		wait *= 2
	}
}

// key is the same for targets that are read in the same way.
func (p *plan) key() [sha256.Size]byte {
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%s %q %q %v %t %t %d %d", p.endpoint, p.name, p.StartTLS, p.KeyTypes, p.AllAddresses, p.CertificateOnly, p.timeout, p.Samples)
	for _, certificate := range p.ClientCertificates {
		for _, der := range certificate.Certificate {
			sum := sha256.Sum256(der)
			_, _ = hash.Write(sum[:])
		}
		_, _ = hash.Write([]byte{0})
	}
	return [sha256.Size]byte(hash.Sum(nil))
}
