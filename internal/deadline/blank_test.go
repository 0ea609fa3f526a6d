package deadline_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// blanks are what people write where nothing is to be written: true where that
// leaves open whether there is something.
var blanks = map[string]bool{
	"": false, " ": false, "\u3000": false, "\u200b": false, "\ufeff\u00a0\t\n": false, "\u3164": false, "\u2800": false, "\u00ad": false,
	"なし": false, "ナシ": false, "ﾅｼ": false, "無": false, "無し": false, "なし。": false, "（なし）": false, "「なし」": false, "　な し　": false, "該当なし": false, "特になし": false, "証跡なし": false, "担当者なし": false, "いいえ": false,
	"未定": true, "未定です": true, "未入手": true, "未取得": true, "未確認": true, "担当者未定": true, "不明": true, "確認中": true, "検討中": true, "後日": true, "後日連絡": true,
	"同上": true, "〃": true, "〃〃": true, "″": true, "々": true, "仝": true, "同左": true, "\"": true, "''": true, "上記同様": true,
	"-": false, "--": false, "---": false, "－": false, "ー": false, "ｰ": false, "―": false, "–": false, "—": false, "‐": false, "−": false, "-/-": false, "/": false, "／": false, ".": false, "．": false, "。": false, "_": false, "'-": false, "一": false, "×": false, "*": false, "~": false,
	"..": true, "../": true, "...": true, "…": true, "?": true, "??": true, "？": true, "-?-": true, "(?)": true,
	"n/a": false, "N/A": false, "N.A.": false, "n. a.": false, "Ｎ／Ａ": false, "na": false, "n\\a": false, "n-a": false, "none": false, "None.": false, "NONE!": false, "(none)": false, "[null]": false, "<nil>": false, "null": false, "nil": false, "NaN": false, "nothing": false, "nobody": false, "No": false, "no proof": false, "no owner": false, "No proof yet": true,
	"not applicable": false, "not yet": true, "not yet known": true, "Not available": true, "not assigned": true, "to be confirmed": true, "to be defined": true, "none yet": true, "no evidence so far": false,
	"TBD": true, "tba": true, "T.B.D.": true, "tbc": true, "TBD/TBA": true, "TBD (n/a)": true, "unknown": true, "Unknown?": true, "pending": true, "open": true, "missing": true, "ditto": true, "same as above": true, "see above": true,
	"k.A.": true, "k. A.": true, "K.A": true, "k/A": true, "keine Angabe": true, "unbekannt": true, "offen": true, "noch offen": true, "keine": false, "keiner": false, "kein Nachweis": false, "noch nicht bekannt": true, "nicht vorhanden": false, "entfällt": false, "entfa\u0308llt": false, "fehlt": true, "wird nachgereicht": true, "N. N.": true, "s. o.": false, "dito": true, "n.v.": false, "k.A. / offen": true,
	"#N/A": true, "#REF!": true, "#NV": true, "#NAME?": true, "#WERT!": false,
	"néant": false, "sans objet": false, "ninguno": false, "onbekend": true,
	// What points elsewhere, waits or is to come.
	"on hold": true, "to follow": true, "see contract": true, "see below": true, "see notes": true, "waiting": true, "not signed yet": true, "no idea": true, "no records": false,
	"siehe Vertrag": true, "s. Vertrag": true, "siehe unten": true, "s. u.": true, "in Prüfung": true, "wird nachgeliefert": true, "steht noch aus": true, "beantragt": true, "zu prüfen": true,
	"à compléter": true, "à vérifier": true, "en cours": true, "en attente": true, "non renseigné": true, "voir contrat": true, "cf. contrat": true, "voir ci-dessus": true, "pas encore": true, "pas de preuve": false,
	"契約書参照": true, "別紙参照": true, "備考欄参照": true, "上記参照": true, "以下同様": true, "回答待ち": true, "そのうち": true, "確認要": true, "要問合せ": true, "紛失": true,
	"no\u200bne": false, "ＮＯＮＥ": false, "ｎｏｎｅ．": false,
}

// sayings are what must not be taken for nothing.
var sayings = []string{
	"更新契約書", "R2.10.13", "PO 4711", "No. 5", "No.5", "no 4711", "鈴木", "山無し商店株式会社", "KA", "NN", "SO", "o", "x", "m", "0", "1", "open@example.test", "Open Source Office", "none@example.test", "Nonesuch Ltd", "未来創造部", "無限責任監査法人", "梨本",
	"Nichts & Co", "same supplier as lease 7", "unknown@example.test", "team-erp", "Not So Fast Ltd", "To Be Ltd", "confirmed", "known", "Nachweis", "proof", "C-1", "-1", "契約書(押印)", "済", "有", "あり", "yes", "OK", "○1", "Office of Nothing", "Leerdam", "asset/-x", "同志社", "仮想基盤課", "一番",
}

func TestBlank(t *testing.T) {
	t.Parallel()
	for text, open := range blanks {
		if value, word := deadline.Said(text); value != "" || !deadline.Blank(text) {
			t.Errorf("%q is taken to say %q (for %q)", text, value, word)
		}
		if text == "#WERT!" { // a spreadsheet's error, whichever the language
			open = true
		}
		if _, word := deadline.Said(text); word != "" && deadline.Unsettled(text) != open {
			t.Errorf("%q leaves open whether there is something: %t, want %t", text, !open, open)
		}
	}
	for _, text := range sayings {
		if value, word := deadline.Said(" " + text + "\u3000\u200b"); value != text || word != "" {
			t.Errorf("%q is taken to say %q, and %q for nothing", text, value, word)
		}
	}
	if _, word := deadline.Said(" なし\u200b"); word != "なし" {
		t.Errorf("the word is %q", word)
	}
}

func TestEndless(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"永年", "無期限", "期限なし", "期間の定めなし", "期間の定め無し", "自動更新", "unlimited", "Unlimited.", "UNBEFRISTET", "unbefristet (ewig)", "evergreen", "perpetual", "auto", "auto-renew", "Auto renewal", "open-ended", "no end", "no end date", "Never expires", "ｕｎｌｉｍｉｔｅｄ",
		"auf unbestimmte Zeit", "bis auf Weiteres", "until further notice", "∞", "（無期限）",
	} {
		if text == "unbefristet (ewig)" {
			if deadline.Endless(text) {
				t.Errorf("%q is two words", text)
			}
			continue
		}
		if !deadline.Endless(text) {
			t.Errorf("%q is not taken for endless", text)
		}
	}
	for _, text := range []string{"", "なし", "none", "-", "未定", "TBD", "2027-03-31", "unlimited?", "無期限（要確認）", "automobile", "nothing", "unbekannt", "limited", "?", "unlimited until 2027"} {
		if deadline.Endless(text) {
			t.Errorf("%q is taken for endless", text)
		}
	}
}

// What says nothing goes on saying nothing, whatever white space and brackets
// stand around it, and what is endless says something.
func FuzzSaid(f *testing.F) {
	for text := range blanks {
		f.Add(text)
	}
	for _, text := range sayings {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, word := deadline.Said(text)
		if value != "" && word != "" || deadline.Blank(text) != (value == "") {
			t.Errorf("%q says %q and %q", text, value, word)
		}
		if again, _ := deadline.Said("\u3000" + text + "\u200b "); again != value {
			t.Errorf("%q says %q, with white space around it %q", text, value, again)
		}
		if value != "" && deadline.Unsettled(text) {
			t.Errorf("%q says %q and is open", text, value)
		}
	})
}

func BenchmarkSaid(b *testing.B) {
	for _, text := range []string{"", "2027-03-31", "centre@example.test", "クラウド賃貸借契約", "tacit", "未定"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				deadline.Said(text)
			}
		})
	}
}
