package deadline_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// What offices write where a proof, an owner or an approver is asked for, and
// which names none.
var unclaimed = []string{
	"なし", "n/a", "TBD", "siehe Vertrag", "later", // what says nothing anywhere
	"PO 4711?", "済？", "鈴木?", "ok?", "?yes", "? Suzuki", "(Suzuki?)", "Suzuki (?)",
	"更新契約書（未入手）", "更新契約書2026（未締結）", "更新契約書【確認中】", "PO 4711 (pending)", "PO 4711 [tbc]", "Rechnung 7 (folgt)", "order 7 (draft)", "Angebot 12 (Entwurf)", "avenant 3 (à signer)", "PO 4711: pending", "PO 4711 - not received", "契約書2026：未受領",
	"not received: PO 4711", "noch nicht unterschrieben (Entwurf 3)", "TBD by Q3", "TBD (ask Suzuki)", "tbd Suzuki", "TODO: ask legal", "pending signature", "pending PO 4711", "awaiting PO 4711", "waiting for vendor", "expected 2027-01-15", "未定：3月に決める", "要確認（鈴木）", "beantragt am 1.10.2026", "requested 2026-10-01",
	"更新契約書は未締結", "2026年更新契約書 締結予定", "注文書発行待ち", "契約書申請中", "見積中", "注文書 手配中です。", "更新契約書未受領",
	"not signed", "unsigned", "nicht unterschrieben", "non signé", "pas encore signé", "Non", "draft", "Entwurf",
	"鈴木（退職）", "鈴木（退職済み）", "鈴木 退職", "田中(異動)", "J. Smith (left)", "J. Smith (left the company)", "Müller (ausgeschieden)", "欠員", "空席", "vacant", "unbesetzt", "nicht besetzt", "退職者",
	"yes", "Yes.", "OK", "ja", "oui", "true", "有", "有り", "あり", "済", "済み", "完了", "○", "✓", "1", "0", "0.0", "00", "はい",
}

// What names somebody or something.
var claimed = []string{
	"更新契約書", "契約書(押印)", "R2.10.13", "PO 4711", "No. 5", "no 4711", "contract no. 2026-118, signed by both", "a letter", "https://files.example.test/q?id=7", "centre@example.test", "team-erp", "鈴木", "鈴木（情報システム課）", "山無し商店株式会社", "Suzuki (IT)", "Acme Inc. (NA)", "Open Source Office", "Missing Link Ltd", "Same Day Couriers", "Not So Fast Ltd", "To Be Ltd", "Unknown Worlds", "Oki", "Jan", "x", "Yesenia", "X1", "10", "O'Neill", "受領済", "signed 2026-10-01", "Vertrag 7 (unterschrieben)", "予定表2026", "未来創造部", "退職金担当", "Expected Value Ltd", "arn:aws:iam::1:role/open", "Kündigungsbestätigung vom 1.10.2026", "note 7: signed",
}

func TestClaimed(t *testing.T) {
	t.Parallel()
	for _, text := range unclaimed {
		if value, word := deadline.Claimed(" " + text + "\u3000"); value != "" || word != text {
			t.Errorf("%q claims %q, and is written %q", text, value, word)
		}
	}
	for _, text := range claimed {
		if value, word := deadline.Claimed(" " + text + "\u3000"); value != text || word != "" {
			t.Errorf("%q is taken to claim %q, and %q for nothing", text, value, word)
		}
	}
	if value, word := deadline.Claimed(" \u200b"); value != "" || word != "" {
		t.Errorf("nothing claims %q, and is written %q", value, word)
	}
}

// What says nothing claims nothing.
func FuzzClaimed(f *testing.F) {
	for _, text := range append(unclaimed, claimed...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		said, _ := deadline.Said(text)
		value, word := deadline.Claimed(text)
		if value != "" && (word != "" || value != said) || said == "" && value != "" {
			t.Errorf("%q says %q, claims %q and is written %q", text, said, value, word)
		}
	})
}

func BenchmarkClaimed(b *testing.B) {
	for _, text := range []string{"", "team-erp", "centre@example.test", "クラウド賃貸借契約", "PO 4711 (pending)"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				deadline.Claimed(text)
			}
		})
	}
}
