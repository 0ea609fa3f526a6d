package certificate_test

import (
	"runtime"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func TestCertCacheForgets(t *testing.T) {
	der := certtest.Root("Root").Certificate.Raw
	cache := certificate.NewCache()
	if _, err := cache.Parse([]byte("not a certificate")); err == nil {
		t.Error("parsed")
	}
	for range 3 {
		if _, err := cache.Parse(der); err != nil {
			t.Fatal(err)
		}
	}
	if cache.Len() > 1 {
		t.Errorf("%d certificates known, want at most one", cache.Len())
	}
	for range 100 {
		if runtime.GC(); cache.Len() == 0 {
			return
		}
		runtime.Gosched()
	}
	t.Error("a certificate is still known although no one holds it")
}
