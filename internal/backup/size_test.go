package backup_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
)

func TestSizes(t *testing.T) {
	t.Parallel()
	for text, phrase := range map[string]string{
		"": "no number", "0": "less than a byte", "0.4": "less than a byte", "-1": "no number", "1,5MB": "no number", "NaN": "no number", "1e9": "no number",
		"10 PB": "unit", "5 Mbit": "unit", "9999999999999999999": "larger", "9999999TB": "larger", "MB": "no number", "1 0MB": "no number",
	} {
		_, err := backup.ParseSize(text)
		wantError(t, err, backup.ReasonUnsupported, "min_size", phrase, `"500MB"`)
	}
	for text, want := range map[string]int64{"1": 1, "1000000": 1e6, "500 MB": 5e8, "1.5GiB": 1_610_612_736, " 2kb ": 2000, "1TiB": 1 << 40, "0.5MB": 5e5} {
		if got, err := backup.ParseSize(text); err != nil || got != want {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
}
