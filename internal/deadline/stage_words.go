package deadline

import (
	"slices"
	"strings"
	"unicode"
)

// Ledgers write more into a column of states than a state: since when, until when,
// by whom. "Gekündigt zum 31.12.2026" and 解約済(2026/10) are over as much as the
// bare words are; "nicht gekündigt" and 解約予定なし are not.

// overPhrases say so wherever they stand, though some of them deny something.
var overPhrases = []string{
	"läuft aus", "nicht mehr", "no longer", "not active", "not in force", "not renewed", "not renewing", "do not renew", "will not renew", "will end", "will expire", "will lapse", "nicht verlänger", "keine verlängerung", "non renouvel", "ne pas renouveler", "plus actif", "plus en vigueur",
	"更新しない", "更新不要", "更新なし", "更新無し", "更新せず", "不使用", "使用していない", "利用していない", "契約していない",
}

// overWords say so as a word of Latin script, whatever stands around them.
var overWords = set(`terminated terminating termination cancelled canceled cancelling canceling cancellation expired ended ending closed closing retired retiring decommissioned decommissioning discontinued lapsed inactive void voided invalid obsolete eol suspended disposed scrapped revoked
		gekündigt gekuendigt kündigung kuendigung gekündigter beendet beendigung abgelaufen ausgelaufen auslaufend storniert stornierung stillgelegt ausgemustert ungültig ungueltig inaktiv geschlossen aufgehoben widerrufen
		résilié résiliée résiliés résiliation resilie resiliee resiliation expiré expirée clôturé clôturée annulé annulée échu échue terminé terminée caduc caduque`)

// overFirst say so where the text begins with them: they may speak of another
// thing elsewhere.
var overFirst = set(`superseded replaced archived migrated moved removed returned ersetzt abgelöst abgebaut entsorgt archiviert migriert remplacé remplacée archivé`)

// overStems say so within Japanese words, unless one of overDenied is there too.
var (
	overStems  = []string{"解約", "失効", "期限切れ", "廃止", "撤去", "廃棄", "除却", "取消", "無効", "休止", "中止", "停止", "終了", "満了", "破棄", "解除"}
	overDenied = []string{"未解約", "未終了", "未廃止", "未停止", "未失効", "なし", "無し", "不可", "しない", "していない", "満了後", "満了前", "終了後", "終了日", "満了日", "解約後"}
)

// draftWords, draftPhrases and draftStems say that something is not in force yet.
// Beside a renewal they speak of that alone.
var (
	draftWords   = set(`draft proposed proposal planned unsigned pending negotiation negotiations negotiating entwurf angebot geplant verhandlung verhandlungen brouillon négociation prévu`)
	draftPhrases = []string{"not yet", "not signed", "noch nicht", "nicht unter", "pas encore", "non signé", "à signer"}
	draftStems   = []string{"未契約", "契約前", "契約準備", "申込中", "締結前", "未締結", "交渉中", "稟議中", "見積中", "署名前", "締結予定"}
	renewing     = []string{"renew", "verlänger", "renouvel", "更新", "延長"}
	denials      = set(`no not non never nicht kein keine keinen nie noch pas un`)
)

// stageIn looks for the words of a stage in a text that is none of them.
func stageIn(text string) Stage {
	folded := fold(text)
	holds := func(parts []string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(folded, part) })
	}
	words := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	has := func(known map[string]bool) bool {
		return slices.ContainsFunc(words, func(word string) bool { return known[word] })
	}
	denied := has(denials())
	switch {
	case holds(overPhrases):
		return StageOver
	case has(overWords()), holds(overStems):
		if denied || holds(overDenied) {
			return StageUndeclared
		}
		return StageOver
	case len(words) > 0 && overFirst()[words[0]]:
		return StageOver
	case holds(renewing):
		return StageUndeclared
	case holds(draftPhrases), holds(draftStems), has(draftWords()) && !denied:
		return StageDraft
	}
	head, _, more := strings.Cut(folded, "(")
	if more && stageWords()[Likened(head)] == StageInForce {
		return StageInForce
	}
	return StageUndeclared
}
