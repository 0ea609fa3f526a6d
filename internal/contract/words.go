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
