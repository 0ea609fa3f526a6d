package contract

// Column is one field of a contract in a register.
type Column struct {
	// Name is the field's name, as Parse wants it: "ends_on".
	Name string
	// Headings are other headings under which registers keep the field. Whoever
	// compares ignores case, width, spaces, "_" and "-".
	Headings []string
	Required bool
}

// Columns are the fields of a contract. No heading belongs to two of them.
func Columns() []Column {
	return []Column{
		{Name: "contract", Required: true, Headings: []string{"contract id", "contract number", "contract key", "id", "key", "契約番号", "契約ID", "契約キー", "契約コード", "管理番号", "vertragsnummer", "vertragsnr", "vertragsnr.", "vertrags id"}},
		{Name: "name", Headings: []string{"contract name", "title", "契約名", "契約名称", "契約件名", "件名", "名称", "bezeichnung", "vertragsbezeichnung", "vertragsname"}},
		{Name: "supplier", Headings: []string{"vendor", "provider", "counterparty", "取引先", "契約先", "契約相手", "契約相手先", "供給者", "委託先", "業者名", "ベンダー", "lieferant", "anbieter", "vertragspartner", "dienstleister"}},
		{Name: "customer", Headings: []string{"client", "契約者", "顧客", "委託元", "発注者", "kunde", "auftraggeber"}},
		{Name: "kind", Headings: []string{"type", "contract type", "種別", "種類", "契約種別", "契約種類", "契約区分", "art", "vertragsart"}},
		{Name: "owner", Headings: []string{"responsible", "responsible person", "責任者", "担当者", "主管", "主管部署", "所管部署", "管理責任者", "verantwortlich", "verantwortlicher", "zuständig"}},
		{Name: "maintainer", Headings: []string{"maintained by", "operator", "保守担当", "保守担当者", "運用担当", "運用担当者", "betreuer", "betreut von"}},
		{Name: "system", Headings: []string{"system name", "service", "システム", "システム名", "対象システム"}},
		{Name: "environment", Headings: []string{"env", "環境", "umgebung"}},
		{Name: "criticality", Headings: []string{"importance", "重要度", "kritikalität", "wichtigkeit"}},
		{Name: "note", Headings: []string{"notes", "remark", "remarks", "comment", "備考", "メモ", "摘要", "bemerkung", "bemerkungen", "notiz", "anmerkung"}},
		{Name: "starts_on", Headings: []string{"start", "start date", "starts", "effective date", "開始日", "契約開始日", "契約開始", "利用開始日", "始期", "beginn", "vertragsbeginn", "laufzeitbeginn"}},
		{Name: "ends_on", Headings: []string{"end", "end date", "ends", "expiry", "expiry date", "expires on", "満了日", "契約満了日", "終了日", "契約終了日", "契約終了", "有効期限", "契約期限", "終期", "ende", "vertragsende", "laufzeitende", "gültig bis", "laufzeit bis"}},
		{Name: "term", Headings: []string{"contract term", "initial term", "契約期間", "契約年数", "laufzeit", "vertragslaufzeit"}},
		{Name: "renewal", Headings: []string{"renewal type", "renewal kind", "更新区分", "更新方法", "更新種別", "verlängerung", "vertragsverlängerung"}},
		{Name: "renewal_term", Headings: []string{"renewal period", "更新期間", "自動更新期間", "更新後の期間", "verlängerungszeitraum", "verlängerung um"}},
		{Name: "intent", Headings: []string{"継続意思", "方針", "更新方針", "継続方針"}},
		{Name: "notice_period", Headings: []string{"notice", "notice deadline", "notice by", "通知期限", "通知期間", "解約予告期間", "解約通知期限", "解約通知期間", "予告期間", "kündigungsfrist"}},
		{Name: "notice_to", Headings: []string{"notice to the end of", "kündigungstermin", "解約可能時期"}},
		{Name: "notice_given_on", Headings: []string{"notice given", "notice sent on", "解約通知日", "解約申入日", "解約申出日", "gekündigt am", "kündigung am"}},
		{Name: "closed_on", Headings: []string{"closed", "closing date", "解約日", "終了確認日", "廃止日", "beendet am", "geschlossen am"}},
		{Name: "closed_because", Headings: []string{"reason for closing", "closing reason", "終了理由", "解約理由", "廃止理由", "beendigungsgrund"}},
		{Name: "status", Headings: []string{"state", "contract status", "ステータス", "契約ステータス", "状態", "契約状態", "vertragsstatus"}},
		{Name: "grace_period", Headings: []string{"grace", "data retention", "猶予期間", "データ保持期間", "データ保管期間"}},
		{Name: "deletes_data", Headings: []string{"deletes data at end", "data deletion", "データ削除", "データ消去", "終了時データ削除"}},
		{Name: "upstream", Headings: []string{"rests on", "depends on", "parent contract", "上位契約", "親契約", "元契約"}},
		{Name: "renewed_until", Headings: []string{"更新済期限", "更新後満了日", "更新後終了日", "verlängert bis"}},
		{Name: "renewed_from", Headings: []string{"renewal starts", "更新後開始日", "更新開始日"}},
		{Name: "renewal_proof", Headings: []string{"proof", "proof of renewal", "evidence", "更新の証跡", "更新証跡", "証憑", "証跡", "nachweis", "verlängerungsnachweis"}},
		{Name: "renewal_proved_on", Headings: []string{"proved on", "更新確認日", "確認日"}},
		{Name: "renewal_proved_by", Headings: []string{"proved by", "確認者", "更新確認者"}},
		{Name: "covers_renewals", Headings: []string{"covers", "renewals covered", "更新対象", "更新代行対象"}},
		{Name: "lead_time", Headings: []string{"lead", "準備期間", "リードタイム"}},
		{Name: "reminder", Headings: []string{"remind", "事前通知", "リマインド"}},
	}
}
