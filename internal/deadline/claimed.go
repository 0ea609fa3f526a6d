package deadline

import (
	"strings"
	"unicode/utf8"
)

// Claimed is Said for what somebody has to name: a proof, an owner, an approver. A
// tick names none, nor does a text that casts doubt on itself, like "PO 4711?",
// 更新契約書（未入手） or "Suzuki (left)".
func Claimed(text string) (value, word string) {
	value, word = Said(text)
	if value == "" || namesPlainly(value) {
		return value, word
	}
	folded := fold(value)
	if ticks()[strings.TrimRight(folded, ".。!")] || strings.Trim(folded, "0.") == "" || doubted(folded) {
		return "", value
	}
	return value, ""
}

// namesPlainly tells most names at a glance: one word that is no tick.
func namesPlainly(value string) bool {
	if len(value) <= maxTick {
		return false
	}
	for i := range len(value) {
		if c := value[i]; c <= ' ' || c >= utf8.RuneSelf || c == '?' {
			return false
		}
	}
	return value[len(value)-1] != ')' && value[len(value)-1] != ']' && !doubtedWords()[plainLetters(strings.ToLower(value))]
}

// maxTick is the length of the longest tick in ASCII, with a point behind it.
const maxTick = len("true") + 1

// doubted says that a folded text asks, or says of what it names that it is not
// there: at its beginning, at its end or in brackets.
func doubted(folded string) bool {
	if utf8.RuneCountInString(folded) > maxBlank {
		return false
	}
	folded = strings.TrimRight(folded, " .。!")
	if strings.HasPrefix(folded, "?") || strings.HasSuffix(strings.TrimRight(folded, ")]】"), "?") {
		return true
	}
	first, rest, more := strings.Cut(folded, " ")
	if more && (opensDoubt()[strings.TrimRight(first, ":,")] || opensDay()[first] && isDigit(rest[0])) {
		return true
	}
	for _, divider := range []string{" - ", " – ", " — ", ": ", ":", " / "} {
		if before, after, found := strings.Cut(folded, divider); found && !strings.HasPrefix(after, "//") {
			folded = before + "(" + after
		}
	}
	parts := strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune("()[]【】「」、;", r) })
	for i, part := range parts {
		part = strings.TrimSpace(part)
		if doubtedWords()[plainLetters(part)] || (i > 0 || len(parts) > 1) && blankWord(part) == unsettled {
			return true
		}
		part = strings.TrimSuffix(part, "です")
		for _, ending := range doubtedEndings {
			if strings.HasSuffix(part, ending) {
				return true
			}
		}
	}
	return false
}

// ticks say that there is something, and not what.
var ticks = set(`yes ok okay true ja oui si sí 0 1 有 有り あり ある 有る 済 済み 完了 完 了 可 はい する ✓ ✔ ☑ レ done erledigt vorhanden fait`)

// opensDoubt are words after which comes what is not there: "awaiting PO 4711".
var opensDoubt = set(`tbd tba tbc tbs t.b.d. t.b.a. todo fixme pending awaiting awaited waiting requested ausstehend erwartet angefragt beantragt attendu demandé`)

// opensDay are words after which a day is to come: "expected 2027-01-15".
var opensDay = set(`expected planned due until by erwartet geplant voraussichtlich bis prévu`)

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// doubtedWords are whole texts, or what stands in brackets after a name.
var doubtedWords = set(`later soon draft proposal planned expected provisional unsigned notsigned notsignedyet notyetsigned notsure unsure maybe probably
		entwurf vorläufig geplant erwartet nichtunterschrieben nochnichtunterschrieben nichtunterzeichnet nichtgegengezeichnet
		brouillon projet àsigner nonsigné passigné pasencoresigné prévu non
		案 仮 ドラフト 予定 見込 見込み 下書き 署名前 締結前 押印前 たぶん おそらく
		left leftcompany leftthecompany hasleft former retired vacant vacancy notfilled
		ausgeschieden ehemalig ehemals unbesetzt vakant nichtbesetzt parti partie vacante
		退職 退職済 退職済み 退職者 異動 異動済 異動済み 転出 休職中 欠員 空席 前任 前任者`)

// doubtedEndings end a text whatever stands before them: 注文書発行待ち.
var doubtedEndings = strings.Fields(`未締結 未入手 未取得 未受領 未着 未提出 未発行 未署名 未押印 未回収 未定 未確認 不明 要確認 確認中 申請中 手配中 調整中 交渉中 依頼中 作成中 準備中 見積中 稟議中 締結予定 取得予定 入手予定 受領予定 提出予定 発行予定 待ち 退職 退職済 退職済み`)
