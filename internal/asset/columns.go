package asset

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Column is a column of a register of assets: its name and the other headings
// under which registers keep it.
type Column struct {
	Name     string
	Headings []string
	Required bool
	// Meaning says what stands in it, for the documentation.
	Meaning string
	set     func(a *Asset, text string, loc *time.Location) error
}

// Columns lists what a register may say of an asset. Only the name is required.
var Columns = []Column{
	{"asset", []string{"name", "id", "資産名", "資産", "名称", "管理番号", "資産番号", "品名"}, true, "Name, the key of the row.", plain(func(a *Asset) *string { return &a.Name })},
	{"kind", []string{"type", "category", "種別", "分類", "区分"}, false, "Kind of thing: `certificate`, `licence`, `hardware` or any word.", plain(func(a *Asset) *string { return &a.Kind })},
	{"owner", []string{"responsible", "responsible person", "責任者", "管理者", "主管", "所管"}, false, "Who is responsible.", plain(func(a *Asset) *string { return &a.Owner })},
	{"maintainer", []string{"maintained by", "保守担当", "保守業者", "運用担当", "担当者"}, false, "Who does the work.", plain(func(a *Asset) *string { return &a.Maintainer })},
	{"system", []string{"システム", "システム名", "service", "application"}, false, "System it belongs to.", plain(func(a *Asset) *string { return &a.System })},
	{"environment", []string{"env", "stage", "環境"}, false, "Environment of that system.", plain(func(a *Asset) *string { return &a.Environment })},
	{"criticality", []string{"importance", "priority", "重要度"}, false, "How important it is.", plain(func(a *Asset) *string { return &a.Criticality })},
	{"criticality_reason", []string{"重要度の理由", "重要度理由"}, false, "Why it is so important.", plain(func(a *Asset) *string { return &a.CriticalityReason })},
	{"note", []string{"notes", "remark", "remarks", "comment", "備考", "メモ", "摘要", "bemerkung", "bemerkungen", "notiz", "anmerkung"}, false, "Whatever else whoever acts should know.", plain(func(a *Asset) *string { return &a.Note })},
	{"expires_on", []string{"expiry", "expiry date", "expiration date", "expires", "end date", "valid until", "有効期限", "満了日", "期限", "失効日", "終了日"}, false, "Last day on which it works, or an instant like `2027-03-31T15:00:00Z`.", setEnd},
	{"service_ends_on", []string{"サービス終了日", "サービス提供終了日", "運用終了日"}, false, "Last day of the service that it is for.", day(func(a *Asset) *deadline.Date { return &a.ServiceEndsOn })},
	{"status", []string{"state", "ステータス", "状態", "利用状況", "zustand"}, false, "State in words. `retired`, `廃止`, `撤去`, `stillgelegt` and the like: it is not to be renewed, and `closed_on` is asked for. Any other word says nothing.", stage},
	{"closed_on", []string{"retired on", "decommissioned on", "disposed on", "廃止日", "撤去日", "廃棄日", "除却日", "利用終了日", "stillgelegt am", "ausgemustert am"}, false, "Day since which it is over and kept only to be seen: it passes and is never renewed. Needs `closed_because`.", day(func(a *Asset) *deadline.Date { return &a.ClosedOn })},
	{"closed_because", []string{"reason for closing", "closing reason", "reason for retirement", "廃止理由", "撤去理由", "廃棄理由", "除却理由"}, false, "Why it was closed: `replaced by erp-2`.", plain(func(a *Asset) *string { return &a.ClosedBecause })},
	{"end_of_sale_on", []string{"end of sale", "販売終了日"}, false, "Hardware: last day of sale.", day(func(a *Asset) *deadline.Date { return &a.Hardware.EndOfSaleOn })},
	{"last_support_order_on", []string{"保守受付終了日", "保守申込期限", "保守購入期限"}, false, "Hardware: last day on which support can be bought.", day(func(a *Asset) *deadline.Date { return &a.Hardware.LastSupportOrderOn })},
	{"end_of_support_on", []string{"end of support", "end of life", "サポート終了日", "保守終了日"}, false, "Hardware: last day of support.", day(func(a *Asset) *deadline.Date { return &a.Hardware.EndOfSupportOn })},
	{"tracks", []string{"追跡対象"}, false, "Ids of what knows the end better, separated by commas.", ids(func(a *Asset) *[]string { return &a.Tracks })},
	{"covered_by", []string{"保守契約", "対象契約", "support contract"}, false, "Ids of the contracts that cover it.", ids(func(a *Asset) *[]string { return &a.CoveredBy })},
	{"backs_up", []string{"バックアップ対象"}, false, "Ids of what it is a backup of.", ids(func(a *Asset) *[]string { return &a.BacksUp })},
	{"fate_contract", []string{"fate contract"}, false, "Contract with which it stands and falls.", plain(func(a *Asset) *string { return &a.Fate.Contract })},
	{"fate_provider", []string{"fate provider", "事業者"}, false, "Provider with which it stands and falls.", plain(func(a *Asset) *string { return &a.Fate.Provider })},
	{"fate_account", []string{"fate account", "アカウント"}, false, "Account with which it stands and falls.", plain(func(a *Asset) *string { return &a.Fate.Account })},
	{"fate_site", []string{"fate site", "site", "location", "拠点", "設置場所"}, false, "Site with which it stands and falls.", plain(func(a *Asset) *string { return &a.Fate.Site })},
	{"fate_key", []string{"fate key"}, false, "Key with which it stands and falls.", plain(func(a *Asset) *string { return &a.Fate.Key })},
	{"changed_at", []string{"last changed", "変更日", "最終変更日"}, false, "Day or instant of its last change.", instant(func(a *Asset) *time.Time { return &a.ChangedAt })},
	{"change_reviewed_by", []string{"変更確認者", "変更承認者"}, false, "Who reviewed that change.", plain(func(a *Asset) *string { return &a.ChangeReviewedBy })},
	{"newest_at", []string{"newest backup", "last backup", "最終取得日", "最終バックアップ日"}, false, "Backup: day or instant of its newest copy.", instant(func(a *Asset) *time.Time { return &a.NewestAt })},
	{"lead_time", []string{"lead time", "準備期間", "リードタイム"}, false, "How long a renewal takes.", period(func(a *Asset) *string { return &a.LeadTime })},
	{"reminder", []string{"通知時期", "リマインダー"}, false, "How long before that to start asking.", period(func(a *Asset) *string { return &a.Reminder })},
}

// Parse reads an asset from the cells of a row by column name, dates in loc, and
// lists everything that is wrong with it.
func Parse(cell func(column string) string, loc *time.Location) (Asset, []*Fault) {
	return Reader{}.Parse(cell, loc)
}

// Reader knows how a register writes dates that can be written in several ways.
type Reader struct{ Dates deadline.DateForms }

// Parse reads an asset as the function Parse does.
func (r Reader) Parse(cell func(column string) string, loc *time.Location) (Asset, []*Fault) {
	var a Asset
	var faults []*Fault
	for _, column := range Columns {
		read := deadline.Said
		switch column.Name {
		case "owner", "maintainer", "change_reviewed_by":
			read = deadline.Claimed
		}
		text, word := read(cell(column.Name))
		if column.Name == "closed_on" && deadline.FirstDay(text) {
			text, word = "", text
		}
		if word != "" && !column.takes(word) {
			if a.Unsaid == nil {
				a.Unsaid = map[string]string{}
			}
			a.Unsaid[column.Name] = word
		}
		if text = cmp.Or(text, word); text == "" || a.Unsaid[column.Name] != "" {
			continue
		}
		if strings.HasSuffix(column.Name, "_on") || strings.HasSuffix(column.Name, "_at") {
			// What a ledger writes its own way, the plain way.
			if date, _, err := r.Dates.Parse(text); err == nil {
				text = date.String()
			} else if _, plain := deadline.ParseDate(text); err.Error() != plain.Error() {
				// It is a date of a ledger, and what is wrong with it is known.
				faults = append(faults, &Fault{column.Name, err.Error()})
				continue
			}
		}
		if err := column.set(&a, text, loc); err != nil {
			faults = append(faults, &Fault{column.Name, err.Error()})
		}
	}
	for _, fault := range a.Check() {
		if fault.Field == "name" {
			fault.Field = "asset"
		}
		if fault.Field == "expires_at" {
			fault.Field = "expires_on"
		}
		faults = append(faults, fault)
	}
	return a, faults
}

// takes says that a word which says nothing elsewhere says something here: that
// there is no end (期限なし), or to what the thing is related, which is not known
// (TBD) and must not be taken for nothing.
func (c Column) takes(word string) bool {
	switch c.Name {
	case "expires_on", "service_ends_on", "end_of_support_on":
		return deadline.Endless(word)
	case "tracks", "covered_by", "backs_up":
		return strings.Contains(word, "*") || deadline.Unsettled(word)
	case "status":
		return deadline.ParseStage(word) != deadline.StageUndeclared
	}
	return false
}

func plain(field func(*Asset) *string) func(*Asset, string, *time.Location) error {
	return func(a *Asset, text string, _ *time.Location) error {
		*field(a) = text
		return nil
	}
}

func stage(a *Asset, text string, _ *time.Location) error {
	a.Stage = deadline.ParseStage(text)
	return nil
}

func day(field func(*Asset) *deadline.Date) func(*Asset, string, *time.Location) error {
	return func(a *Asset, text string, _ *time.Location) (err error) {
		if *field(a) = deadline.NoEnd; !deadline.Endless(text) {
			*field(a), err = deadline.ParseDate(text)
		}
		return err
	}
}

func instant(field func(*Asset) *time.Time) func(*Asset, string, *time.Location) error {
	return func(a *Asset, text string, loc *time.Location) (err error) {
		*field(a), err = deadline.ParseInstant(text, loc)
		return err
	}
}

// ids are separated by commas, semicolons or line breaks, of Japanese writing
// too.
func ids(field func(*Asset) *[]string) func(*Asset, string, *time.Location) error {
	return func(a *Asset, text string, _ *time.Location) error {
		for id := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;、，；\r\n", r) }) {
			if said, word := deadline.Said(id); said != "" {
				*field(a) = append(*field(a), said)
			} else if strings.Contains(word, "*") || deadline.Unsettled(word) {
				*field(a) = append(*field(a), word)
			}
		}
		return nil
	}
}

func period(field func(*Asset) *string) func(*Asset, string, *time.Location) error {
	return func(a *Asset, text string, _ *time.Location) error {
		parsed, err := deadline.ParsePeriod(text)
		if err == nil && parsed.Percent != 0 {
			err = fmt.Errorf("%q is a share of a lifetime, and a row of a register has none; write a period like 30d", text)
		}
		*field(a) = text
		return err
	}
}

// setEnd reads the declared end: a day, or an instant.
func setEnd(a *Asset, text string, loc *time.Location) error {
	if deadline.Endless(text) {
		a.ExpiresOn = deadline.NoEnd
		return nil
	}
	if date, err := deadline.ParseDate(text); err == nil {
		a.ExpiresOn = date
		return nil
	}
	at, err := deadline.ParseEnd(text, loc)
	a.ExpiresAt = at
	return err
}
