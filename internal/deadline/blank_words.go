package deadline

import (
	"strings"
	"sync"
)

// The words are those of Japanese, English and German ledgers, with the commonest
// of French, Spanish, Italian and Dutch ones, as fold and plainLetters leave them.

// blankPhrases are whole cells. What spreadsheets and databases write for a
// value that is not there is among them.
var blankPhrases = table(map[meaning]string{
	nothing: `なし 無し 無 ナシ 無い ない 無之 該当なし 該当無し 該当ナシ 該当せず 非該当 特になし 特に無し とくになし 記載なし 記入なし 無記入 未記入 記入せず
		空欄 空白 空 ブランク 不要 対象外 適用外 適用なし 不在 存在しない ありません ございません いいえ 一
		na none nil null nothing no nope nobody noone blank empty void nan undefined unset false notapplicable withoutproof
		keine keiner keines kein keins keinen nichts niemand nein leer entfällt entfallt entfaellt nv nichtzutreffend nichtvorhanden nichterforderlich nichtnötig nichtbenötigt
		aucun aucune nonapplicable sanspreuve pasdepreuve néant neant rien sansobjet ninguno ninguna nada nessuno nessuna geen nvt nietvantoepassing`,
	unsettled: `未定 未入手 未取得 未確認 未着 未設定 未登録 未回答 未提出 未受領 未発行 未作成 未締結 未決定 未決 未選定 未割当 未割り当て 未調査 未調整 未対応 未実施 未完了 未了 未済 未
		未手配 未契約 未更新 未承認 未検討 未判明 未詳 未到着 未届 未送付 未通知 未公表 未公開 未周知 未記載 未入力
		不明 不詳 判明せず 不確定 確認中 調査中 検討中 調整中 手配中 申請中 準備中 依頼中 作成中 取得中 入手中 交渉中 選定中 協議中 問合せ中 問い合わせ中 照会中 審議中 更新中 手続き中 手続中
		要確認 確認要 要調査 要検討 要問合せ 要問い合わせ 確認予定 今後確認 保留 近日 近日中 そのうち 後日 後日連絡 追って 追って連絡 追記予定 まだ まだない わからない 分からない 同上 同左 同右 同前 同じ 同様 同 上同 上記同様 上記と同じ 上に同じ 前に同じ 以下同 以下同様 以下同文 上記 前述 参照 別紙 別紙参照 契約書参照 別途 別途参照 備考参照 備考欄参照 上記参照 下記参照 台帳参照 回答待ち 連絡待ち 返答待ち 承認待ち 発行待ち 入手待ち 待ち 紛失 所在不明 見当たらず 見つからず 見つからない 仮 ダミー
		tbd tba tbc tbs tbf tobedetermined tobedecided tobedefined tobeannounced tobeconfirmed tobeadvised tobeassigned unknown unk undecided unassigned undetermined unspecified unconfirmed unclear
		unavailable notavailable notknown notyet notyetknown notyetassigned pending missing open todo fixme wip ditto same sameasabove asabove seeabove idem outstanding awaited awaiting waiting onhold comingsoon tofollow willfollow underreview undernegotiation inprocess placeholder changeme dummy inprogress noidea dontknow idontknow dunno idk lost seecontract seenote seenotes seebelow seeattached seeattachment seefile seedocument asperagreement aspercontract
		ausstehend offen nochoffen unbekannt nochunbekannt unklar folgt wirdnachgereicht nachzureichen fehlt fehlend inklärung inklaerung inarbeit dito dto sieheoben nichtbekannt nichtverfügbar nichtverfuegbar inprüfung inpruefung inbearbeitung inverhandlung wirdgeprüft wirdergänzt wirdnachgeliefert zuprüfen zuergänzen stehtaus stehtnochaus kommtnoch nachreichen angefragt beantragt später sieheunten siehevertrag siehevertragsakte sieheakte siehenotiz siehebemerkung sieheanlage sieheanhang svertrag lautvertrag gemäßvertrag wieoben keineangabe keineangaben ohneangabe zuklären zudefinieren
		inconnu inconnue àdéfinir àconfirmer àcompléter àvenir àvérifier àpréciser àrenseigner encours enattente nonrenseigné nonrenseignée noncommuniqué nondéfini nonconnu pasencore plustard voircontrat voirplushaut voircidessus voircidessous voirannexe cfcontrat desconocido pendiente pordefinir sconosciuto dadefinire onbekend`,
})

// blankShorts are abbreviations, with a point between their letters. Some of
// them without points are initials of people, so only tbd and the like stand
// above as well.
var blankShorts = table(map[meaning]string{
	nothing:   `n.a n.v n.z n.v.t s.o n.b`,
	unsettled: `k.a o.a n.n n.c n.d n.k n.r s.d s.u t.b.d t.b.a t.b.c u.n.k n.bek`,
})

// blankEndings make a short cell say nothing: 証跡なし, 担当者未定.
var blankEndings = map[string]meaning{
	"なし": nothing, "無し": nothing, "ナシ": nothing, "不要": nothing, "不在": nothing, "ありません": nothing,
	"未定": unsettled, "未入手": unsettled, "未取得": unsettled, "未確認": unsettled, "未受領": unsettled, "不明": unsettled, "確認中": unsettled, "未着": unsettled,
}

// negations turn the words beside them into nothing, companions say nothing
// beside a word that says nothing: "not yet received", "kein Nachweis".
var (
	negations = table(map[meaning]string{
		nothing:   `no without w/o kein keine keinen keiner ohne sans sin geen`,
		unsettled: `not yet nicht noch tobe pas niet`,
	})
	companions = set(`proof evidence owner maintainer approver reviewer record document documents entry entries info information data value date contract one yet known available applicable assigned defined determined decided
			set received given provided required needed specified obtained found named confirmed announced signed stated documented recorded documentation records there is are so far at present now currently to be the a an of for this moment been has
			nachweis beleg angabe angaben verantwortlicher eintrag bekannt vorhanden verfügbar zugewiesen definiert erhalten angegeben benannt festgelegt geklärt nötig erforderlich vergeben bisher zurzeit derzeit zur zeit es gibt liegt vor zu klären wird ist im moment
			現在 今 今のところ 現時点 現時点で 担当 担当者 責任者 証跡 preuve prueba`)
)

// endlessWords declare that something has no end.
var endlessWords = set(`永年 永久 永続 無期限 無期 無制限 期限なし 期限無し 有効期限なし 有効期限無し 期間の定めなし 期間の定め無し 期限の定めなし 期限の定め無し 定めなし 定め無し 終期なし 満期なし 終身 恒久 無期契約 自動更新 自動継続 解約まで 解約するまで
		unlimited unlimitedterm indefinite indefinitely indefiniteterm perpetual perpetually perpetuallicense perpetuallicence evergreen permanent permanently endless forever eternal lifetime openended noend noenddate noexpiry noexpiration noexpirationdate
		never neverends neverexpires doesnotexpire nonexpiring untilfurthernotice untilterminated untilcancelled untilcanceled untilnotice rolling auto automatic autorenew autorenews autorenewal autorenewing automaticrenewal
		unbefristet unbegrenzt unbeschränkt unbeschraenkt endlos dauerhaft fortlaufend ohneende ohneenddatum ohneablauf ohnebefristung unlimitiert aufunbestimmtezeit aufdauer bisaufweiteres bisaufwiderruf läuftnichtab keinende keinenddatum keinablauf ewig immerwährend
		illimité illimitée indéterminé duréeindéterminée indefinido ilimitado indeterminato onbepaald onbeperkt ∞`)

// words are folded words with what they mean.
type words map[string]meaning

// table is made when a word is first looked up.
func table(lists map[meaning]string) func() words {
	return sync.OnceValue(func() words {
		all := words{}
		for means, list := range lists {
			for word := range strings.FieldsSeq(list) {
				all[fold(word)] = means
			}
		}
		return all
	})
}

// set is a table of words that all mean the same.
func set(list string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		all := map[string]bool{}
		for word := range strings.FieldsSeq(list) {
			all[fold(word)] = true
		}
		return all
	})
}
