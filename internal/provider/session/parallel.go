package session

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// InParallel calls do for 0 to n-1, as many at a time as there are processors.
func InParallel(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}
