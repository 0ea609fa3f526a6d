package deadline_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// gates.md 10: what opens a gate is a reason, not a switch.
func TestJustification(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "less than eight", "true": "switches", "TRUE": "switches", "False": "switches", "0": "switches", "1": "switches", "no": "switches", "Yes": "switches",
		"on": "switches", "OFF": "switches", " \"false\" ": "switches", "disabled": "switches", "enabled": "switches", "true true true": "switches", "yes, true!": "switches",
		"ja": "switches", "Nein": "switches", "はい": "switches", "いいえ": "switches", "有効": "switches", "null": "switches", "undefined": "switches",
		"OPS-1": "less than eight", "renew": "less than eight", "urgent!": "less than eight", "- - - - - - - -": "less than eight", "........": "less than eight",
		"💥💥💥💥💥💥💥💥": "less than eight", "緊急": "less than eight", "更新中": "less than eight",
		"12345678": "no letter", "2026-11-28": "no letter", "٠١٢٣٤٥٦٧": "no letter",
		"xxxxxxxx": "repeats itself", "abababab": "repeats itself",

		"OPS-1 renewing": "", "INC0012345": "", "OPS-1182 renewing the mail certificate": "", "no renewal today": "", "証明書更新中": "", "緊急更新": "", "인증서 갱신 중": "",
		"срочное обновление": "", "Zertifikat läuft ab": "", "τα πιστοποιητικά": "",
	} {
		err := deadline.CheckJustification(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", text, err, want)
		}
	}
}

func FuzzJustification(f *testing.F) {
	for _, text := range []string{"true", "OPS-1 renewing", "証明書更新中", "\xff\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := deadline.CheckJustification(text); err == nil && len([]rune(text)) < 4 {
			t.Errorf("%q is a reason", text)
		}
	})
}
