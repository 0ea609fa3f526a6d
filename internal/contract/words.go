package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// words are the ways in which registers write a choice; the first is ours.
type words[T any] []struct {
	means T
	words []string
}

var renewalWords = words[Renewal]{
	{RenewalTacit, []string{"tacit", "auto", "automatic", "evergreen", "自動更新", "自動"}},
	{RenewalExpress, []string{"express", "manual", "合意更新", "都度更新", "要更新", "都度", "手動更新"}},
	{RenewalNone, []string{"none", "no renewal", "更新なし", "更新無し", "なし", "無し", "無"}},
}

var intentWords = words[Intent]{
	{IntentRenew, []string{"renew", "更新", "継続"}},
	{IntentEnd, []string{"end", "終了", "解約"}},
}

var stageWords = words[Stage]{
	{StageInForce, []string{"in force", "active", "current", "running", "valid", "有効", "契約中", "継続中", "稼働中", "利用中", "aktiv", "in kraft", "laufend", "gültig"}},
	{StageDraft, []string{
		"draft", "planned", "not signed", "unsigned", "in negotiation", "negotiation", "proposed", "pending signature",
		"未締結", "締結前", "交渉中", "準備中", "予定", "締結予定", "見積中", "稟議中", "entwurf", "geplant", "in verhandlung", "nicht unterzeichnet",
	}},
	{StageOver, []string{
		"terminated", "terminating", "cancelled", "canceled", "closed", "ended", "expired", "inactive", "lapsed", "discontinued", "retired", "notice given", "given notice",
		"解約", "解約済", "解約済み", "解約予定", "解約通知済", "解約通知済み", "終了", "終了済", "終了済み", "終了予定", "契約終了", "満了", "満了済", "満了済み", "期間満了", "失効", "廃止", "停止", "解除",
		"gekündigt", "gekuendigt", "beendet", "abgelaufen", "geschlossen", "inaktiv", "storniert", "ausgelaufen", "résilié", "resilie",
	}},
}

var yesOrNo = words[*bool]{
	{new(true), []string{"true", "yes", "1", "有", "有り", "あり", "はい", "する"}},
	{new(false), []string{"false", "no", "0", "無", "無し", "なし", "いいえ", "しない"}},
}

// parse finds the choice that a text means.
func (w words[T]) parse(text string) (T, error) {
	written := strings.ToLower(narrow(oneLine(text)))
	var accepted []string
	for _, choice := range w {
		if slices.Contains(choice.words, written) {
			return choice.means, nil
		}
		accepted = append(accepted, strings.Join(choice.words, ", "))
	}
	var nothing T
	return nothing, fmt.Errorf("%s is not known; write one of %s", deadline.Quote(text), strings.Join(accepted, "; "))
}
