package contract

import (
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// words are the ways in which registers write a choice; the first is ours.
type words[T any] struct {
	choices []choiceWords[T]
	known   map[string]T // by word as deadline.Likened writes it
}

type choiceWords[T any] struct {
	means T
	words []string
}

func newWords[T any](choices ...choiceWords[T]) words[T] {
	w := words[T]{choices: choices, known: map[string]T{}}
	for _, one := range choices {
		for _, word := range one.words {
			w.known[deadline.Likened(word)] = one.means
		}
	}
	return w
}

var renewalWords = newWords(
	choiceWords[Renewal]{RenewalTacit, []string{
		"tacit", "auto", "automatic", "evergreen", "自動更新", "自動", "automatically", "auto-renew", "auto renews", "auto renewal", "autorenewal", "automatic renewal", "renews automatically", "yes", "true",
		"有", "有り", "あり", "自動更新あり", "自動更新有", "自動更新有り", "自動継続", "自動延長", "する", "はい",
		"automatisch", "automatische verlängerung", "verlängert sich automatisch", "stillschweigend", "ja", "tacite reconduction", "tacite", "oui",
	}},
	choiceWords[Renewal]{RenewalExpress, []string{
		"express", "manual", "合意更新", "都度更新", "要更新", "都度", "手動更新", "by agreement", "on agreement", "optional", "option", "manuell", "ausdrücklich", "nach vereinbarung", "einvernehmlich",
		"協議", "協議更新", "要協議", "要合意", "更新契約", "手動",
	}},
	choiceWords[Renewal]{RenewalNone, []string{
		"none", "no renewal", "更新なし", "更新無し", "なし", "無し", "無", "no", "false", "not renewed", "does not renew", "fixed term", "自動更新なし", "自動更新無し", "自動更新無", "更新しない", "しない", "いいえ",
		"keine", "nein", "keine verlängerung", "endet", "befristet", "non",
	}},
)

var intentWords = newWords(
	choiceWords[Intent]{IntentRenew, []string{"renew", "更新", "継続", "keep", "continue", "verlängern", "fortführen", "更新する", "継続する"}},
	choiceWords[Intent]{IntentEnd, []string{"end", "終了", "解約", "terminate", "cancel", "kündigen", "beenden", "終了する", "解約する", "更新しない"}},
)

var boundaryWords = newWords(
	choiceWords[Boundary]{BoundaryMonth, []string{"month", "month end", "end of month", "monatsende", "zum monatsende", "monat", "monats", "kalendermonat", "kalendermonats", "月末"}},
	choiceWords[Boundary]{BoundaryQuarter, []string{"quarter", "quarter end", "end of quarter", "quartal", "quartalsende", "zum quartalsende", "quartals", "vierteljahr", "vierteljahres", "kalendervierteljahr", "kalendervierteljahres", "四半期末", "四半期"}},
	choiceWords[Boundary]{BoundaryHalfYear, []string{"half-year", "half year", "halbjahr", "halbjahresende", "zum halbjahresende", "halbjahres", "kalenderhalbjahr", "kalenderhalbjahres", "半期末", "半期"}},
	choiceWords[Boundary]{BoundaryYear, []string{"year", "calendar year", "year end", "end of year", "jahresende", "zum jahresende", "kalenderjahr", "kalenderjahres", "kalenderjahresende", "jahr", "jahres", "年末"}},
	choiceWords[Boundary]{BoundaryFiscalYear, []string{"fiscal-year", "fiscal year", "financial year", "geschäftsjahr", "geschäftsjahresende", "geschäftsjahres", "事業年度末", "年度末", "年度", "会計年度末"}},
)

var yesOrNo = newWords(
	choiceWords[*bool]{new(true), []string{"true", "yes", "1", "有", "有り", "あり", "はい", "する"}},
	choiceWords[*bool]{new(false), []string{"false", "no", "0", "無", "無し", "なし", "いいえ", "しない"}},
)

// parse finds the choice that a text means.
func (w words[T]) parse(text string) (T, error) {
	if means, known := w.known[deadline.Likened(text)]; known {
		return means, nil
	}
	var accepted []string
	for _, choice := range w.choices {
		shown := choice.words[:min(len(choice.words), wordsShown)]
		accepted = append(accepted, strings.Join(shown, ", "))
	}
	var nothing T
	return nothing, fmt.Errorf("%s is not known; write one of %s. What else your register says can be taught: values = { … }", deadline.Quote(oneLine(text)), strings.Join(accepted, "; "))
}

// wordsShown is how many words for each choice a message names.
const wordsShown = 8
