package statefile_test

import (
	"os"
	"runtime"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

// What is allocated while a state is read is far less than the state: attributes
// are handed on out of the window over the file. Not parallel, since it counts what
// the whole process allocates.
func TestMemory(t *testing.T) {
	for name, write := range map[string]func(testing.TB, int64) (string, int){"state": writeState, "plan": writePlan} {
		path, want := write(t, 16<<20)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		found := 0
		_, err = statefile.Read(t.Context(), opener(path), statefile.Options{}, func(statefile.Resource) error {
			found++
			return nil
		})
		runtime.ReadMemStats(&after)
		if err != nil || found != want {
			t.Fatalf("%d resources of %d: %v", found, want, err)
		}
		if allocated := int64(after.TotalAlloc - before.TotalAlloc); allocated > info.Size()/2 {
			t.Errorf("%s: %d bytes were allocated for %d", name, allocated, info.Size())
		}
	}
}
