package deadline

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Stage is what a column of states says of a contract or a thing. The zero value
// is StageUndeclared, as is a word that nobody knows: then the dates alone count.
type Stage string

// The stages.
const (
	StageUndeclared Stage = ""
	StageDraft      Stage = "draft"    // not in force yet
	StageInForce    Stage = "in force" // whatever its dates say
	StageOver       Stage = "over"     // terminated or retired, or to be
)

var stageWords = sync.OnceValue(func() map[string]Stage {
	known := map[string]Stage{}
	for stage, words := range map[Stage][]string{
		StageInForce: {"in force", "active", "current", "running", "valid", "有効", "契約中", "継続中", "稼働中", "利用中", "aktiv", "in kraft", "laufend", "gültig", "en cours", "en vigueur", "actif"},
		StageDraft: {
			"draft", "planned", "not signed", "unsigned", "in negotiation", "negotiation", "proposed", "pending signature",
			"未締結", "締結前", "交渉中", "準備中", "予定", "締結予定", "見積中", "稟議中", "案", "entwurf", "geplant", "in verhandlung", "nicht unterzeichnet",
		},
		StageOver: {
			"terminated", "terminating", "cancelled", "canceled", "closed", "ended", "expired", "inactive", "lapsed", "discontinued", "retired", "notice given", "given notice",
			"解約", "解約済", "解約済み", "解約予定", "解約通知済", "解約通知済み", "終了", "終了済", "終了済み", "終了予定", "契約終了", "満了", "満了済", "満了済み", "期間満了", "失効", "廃止", "停止", "解除",
			"gekündigt", "gekuendigt", "beendet", "abgelaufen", "geschlossen", "inaktiv", "storniert", "ausgelaufen", "résilié", "resilie",
			// Of things rather than of contracts.
			"decommissioned", "disposed", "scrapped", "out of service", "end of life", "removed", "replaced", "returned",
			"廃止済", "廃止済み", "廃止予定", "撤去", "撤去済", "撤去済み", "撤去予定", "廃棄", "廃棄済", "廃棄済み", "廃棄予定", "除却", "除却済", "除却済み", "返却", "返却済", "返却済み",
			"停止済", "停止済み", "利用停止", "利用終了", "運用終了", "運用停止", "サービス終了", "使用終了", "使用停止",
			"stillgelegt", "außer betrieb", "ausser betrieb", "ausgemustert", "abgebaut", "entsorgt", "verschrottet", "ersetzt",
		},
	} {
		for _, word := range words {
			known[Likened(word)] = stage
		}
	}
	return known
})

// ParseStage is the stage that a cell of a register means. Ledgers have words of
// their own for it, and one that is not known says nothing.
func ParseStage(text string) Stage {
	if stage, known := stageWords()[Likened(text)]; known || strings.TrimFunc(text, unseen) == "" {
		return stage
	}
	return stageIn(text)
}

// Likened makes ways of writing a word the same: width, case, blanks, hyphens and
// what stands behind it.
func Likened(text string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '_' || r == '\u200b' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(text)), ".。")
}
