package domainname_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
)

// BenchmarkThousandDomains reads 1,000 domains of one registry, its pace off.
func BenchmarkThousandDomains(b *testing.B) {
	server := newRegistry(b, knowsAll)
	questions := make([]domainname.Question, 1000)
	for i := range questions {
		questions[i] = about(b, fmt.Sprintf("www.example%d.com", i), server.URL)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	b.Cleanup(transport.CloseIdleConnections)
	for b.Loop() {
		client := newClient(domainname.Config{HTTP: &http.Client{Transport: transport}, Pace: -1})
		var group sync.WaitGroup
		for _, q := range questions {
			group.Go(func() {
				if reading, err := client.Read(b.Context(), q); err != nil || reading.Fault != nil {
					b.Errorf("%v %+v", err, reading)
				}
			})
		}
		group.Wait()
	}
	b.ReportMetric(float64(server.count())/float64(b.N), "questions/op")
}
