package wire

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// job is one target on its way through first attempts and retries.
type job struct {
	reader *Reader
	plan   plan
	served []certificate.Served
	// failures are those of the last round, lasting those that no retry mends.
	failures, lasting []Failure
	// todo are the addresses to read, all of them if AllAddresses; nil before
	// the name has been resolved.
	todo []netip.AddrPort
	// rounds is how many rounds there were, slow that one used up so much time
	// that no retry is left.
	rounds int
	slow   bool
}

// maxParallel bounds how many addresses of one target are read at a time.
const maxParallel = 16

func (r *Reader) newJob(target Target) (*job, error) {
	p, err := target.plan(r.dialer.Timeout())
	if err != nil {
		return nil, err
	}
	return &job{reader: r, plan: p}, nil
}

// round tries what has not been read yet. The first round may take the whole
// timeout; if it was over within a quarter of it, the retries share the rest.
func (j *job) round(ctx context.Context) {
	budget := j.plan.timeout
	if retries := j.reader.dialer.Retries(); j.rounds > 0 && retries > 0 {
		budget = budget * 3 / 4 / time.Duration(retries)
	}
	j.rounds++
	quick, stop := context.WithTimeout(ctx, budget/4)
	defer stop()
	roundCtx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	j.failures = nil
	if j.plan.AllAddresses {
		j.readAll(roundCtx, budget)
	} else {
		j.readAny(roundCtx, budget)
	}
	j.slow = quick.Err() != nil
}

// again says that another round may mend something.
func (j *job) again() bool {
	return len(j.failures) > 0 && !j.slow && j.rounds <= j.reader.dialer.Retries()
}

func (j *job) result() (Answer, error) {
	failures := slices.Concat(j.lasting, j.failures)
	slices.SortStableFunc(j.served, func(a, b certificate.Served) int { return a.Address.Compare(b.Address) })
	slices.SortStableFunc(failures, func(a, b Failure) int { return a.Address.Compare(b.Address) })
	answer := Answer{Served: j.served, Failures: failures}
	if len(answer.Served) == 0 {
		return answer, failures[0].ReadError
	}
	return answer, nil
}

// fail keeps a failure: to be tried again, or for good.
func (j *job) fail(failure Failure) {
	if network.Cause(failure.Reason).Fast() {
		j.failures = append(j.failures, failure)
	} else {
		j.lasting = append(j.lasting, failure)
	}
}

// resolve finds the target's addresses; behind a proxy only if all are asked
// for, since else the proxy does.
func (j *job) resolve(ctx context.Context, s *session) bool {
	if j.todo != nil || j.reader.dialer.Proxied() && !j.plan.AllAddresses {
		return true
	}
	addresses, err := j.reader.dialer.Lookup(ctx, j.plan.endpoint.Host)
	if err != nil {
		j.fail(Failure{ReadError: readErrorOf(s.connectError(ctx, err))})
		return false
	}
	j.todo = network.WithPort(addresses, j.plan.endpoint.Port)
	return true
}

// readAny reads the first address that answers. One that takes the connection
// and then fails gives way to the next.
func (j *job) readAny(ctx context.Context, budget time.Duration) {
	s := &session{reader: j.reader, plan: &j.plan, budget: budget}
	if !j.resolve(ctx, s) {
		return
	}
	var first *Failure
	candidates := j.todo
	for {
		s := &session{reader: j.reader, plan: &j.plan, budget: budget / time.Duration(max(1, len(candidates))), candidates: candidates}
		attempt, cancel := context.WithTimeout(ctx, s.budget)
		served, failures, err := s.readSamples(attempt)
		cancel()
		if err == nil {
			j.served = served
			j.lasting = append(j.lasting, failures...)
			return
		}
		at := s.at()
		if first == nil {
			first = &Failure{Address: at, ReadError: readErrorOf(err)}
		}
		if candidates = without(candidates, at); len(candidates) == 0 || !at.IsValid() {
			j.fail(*first)
			return
		}
	}
}

// readAll reads every address that is still to be read.
func (j *job) readAll(ctx context.Context, budget time.Duration) {
	if !j.resolve(ctx, &session{reader: j.reader, plan: &j.plan, budget: budget}) {
		return
	}
	var mutex sync.Mutex
	var group sync.WaitGroup
	var failed []netip.AddrPort
	slots := make(chan struct{}, maxParallel)
	for _, address := range j.todo {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			s := &session{reader: j.reader, plan: &j.plan, budget: budget, candidates: []netip.AddrPort{address}}
			served, failures, err := s.readSamples(ctx)
			mutex.Lock()
			defer mutex.Unlock()
			if err != nil {
				j.fail(Failure{Address: address, ReadError: readErrorOf(err)})
				failed = append(failed, address)
				return
			}
			j.served = append(j.served, served...)
			j.lasting = append(j.lasting, failures...)
		})
	}
	group.Wait()
	j.todo = failed
}

func without(addresses []netip.AddrPort, gone netip.AddrPort) []netip.AddrPort {
	return slices.DeleteFunc(slices.Clone(addresses), func(address netip.AddrPort) bool { return address == gone })
}
