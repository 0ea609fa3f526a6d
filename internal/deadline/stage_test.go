package deadline_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// What offices write into a column of states.
func TestStageOfALedger(t *testing.T) {
	t.Parallel()
	for stage, words := range map[deadline.Stage][]string{
		deadline.StageOver: {
			"解約済", "失効済", "期限切れ", "解約手続中", "解約申請中", "解約済(2026/10)", "解約済み（令和8年10月末）", "2026年10月解約", "解約?", "更新しない", "更新不要", "更新なし", "不使用", "使用していない", "休止中", "中止", "取消", "無効", "契約終了済", "期間満了により終了", "×解約", "利用停止中", "廃止（2026-09-30）",
			"Gekündigt zum 31.12.2026", "gekündigt (31.12.)", "in Kündigung", "Kündigung eingereicht", "läuft aus", "auslaufend zum Jahresende", "abgelöst", "nicht mehr aktiv", "inaktiv seit März", "ungültig", "wird beendet",
			"terminated 2026-10-01", "Cancelled by vendor", "to be cancelled", "cancellation pending", "will end", "ending", "expired (31.12.2025)", "superseded", "superseded by C-7", "EOL", "archived", "inactive since March", "invalid", "void", "not active", "no longer in force", "not in force", "⛔ cancelled", "not renewed", "do not renew", "suspended", "migrated",
			"résiliée", "résilié au 31/12/2026", "expiré", "expirée", "clôturé", "annulé", "non renouvelé", "échu", "terminé", "en cours de résiliation",
		},
		deadline.StageDraft:   {"未契約", "契約前", "契約準備中", "申込中", "案", "稟議中（鈴木）", "à signer", "non signé", "brouillon", "en négociation", "Angebot", "noch nicht unterschrieben", "pending", "not signed yet", "draft v2", "under negotiation", "planned for 2027", "not yet signed", "not yet in force", "未締結（交渉中）"},
		deadline.StageInForce: {"有効", "active", "laufend", "in Kraft", "en cours", "actif", "active (since 2024)", "契約中（鈴木）"},
		// What says neither, or denies that it is over.
		deadline.StageUndeclared: {"", "A", "1", "更新済", "nicht gekündigt", "ungekündigt", "未解約", "解約なし", "解約予定なし", "解約不可", "not terminated", "not cancelled", "cancellable at any time", "jederzeit kündbar", "non résilié", "終了日なし", "停止なし", "満了後自動更新", "green", "renewed", "verlängert", "endlos", "endgeräte", "Kündigungsfrist 3 Monate", "no cancellation"},
	} {
		for _, word := range words {
			if got := deadline.ParseStage(word); got != stage {
				t.Errorf("%q is %q, want %q", word, got, stage)
			}
		}
	}
}
