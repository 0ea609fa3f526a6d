package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// database holds data under a fate of its own.
func database(change ...func(*policy.Item)) policy.Item {
	db := item("database/crm", 100)
	db.Kind, db.Fate = "database", deadline.Fate{Contract: "contract/cloud", Provider: "p1", Account: "a1", Site: "s1", Key: "k1"}
	for _, c := range change {
		c(&db)
	}
	return db
}

// backup is one of the database, made yesterday, that survives it.
func backup(id string, change ...func(*policy.Item)) policy.Item {
	b := item(id, 100)
	b.Kind, b.BacksUp, b.NewestAt = "backup", []string{"database/crm"}, day(-1)
	b.Fate = deadline.Fate{Provider: "p2", Site: "s2"}
	for _, c := range change {
		c(&b)
	}
	return b
}

func shares(b *policy.Item)   { b.Fate = deadline.Fate{Contract: "cloud", Site: "S1 "} }
func fateless(b *policy.Item) { b.Fate = deadline.Fate{} }
func ageless(b *policy.Item)  { b.NewestAt = time.Time{} }
func old(b *policy.Item)      { b.NewestAt = day(-8) }

func TestBackups(t *testing.T) {
	t.Parallel()
	missing, fate := "database/crm backup-missing error", "database/crm backup-shares-fate error"
	stale, change := "database/crm backup-stale warn", "database/crm change-without-backup warn"
	changed := database(func(i *policy.Item) { i.ChangedAt, i.ChangeReviewedBy = day(-1), "reviewer" })
	for name, test := range map[string]struct {
		items []policy.Item
		want  []string
	}{
		"none":                             {[]policy.Item{database()}, []string{missing}},
		"none, and not a kind with data":   {[]policy.Item{database(func(i *policy.Item) { i.Kind = "host" })}, nil},
		"of another thing":                 {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.BacksUp = []string{"database/erp"} })}, []string{missing}},
		"of itself":                        {[]policy.Item{database(func(i *policy.Item) { i.BacksUp = []string{"*"} })}, []string{missing}},
		"expired":                          {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.Timeline = item("", 0).Timeline })}, []string{"b expired error", missing}},
		"unknown":                          {[]policy.Item{database(), backup("b", ageless, func(b *policy.Item) { b.Timeline = deadline.Timeline{} })}, []string{"b unknown error", stale}},
		"good":                             {[]policy.Item{database(), backup("b")}, nil},
		"good, by a pattern":               {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.BacksUp = []string{"data*", "database/crm"} })}, nil},
		"a pattern means no other backups": {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.BacksUp = []string{"*"} }), backup("c", fateless)}, nil},

		"shares fate":                  {[]policy.Item{database(), backup("b", shares)}, []string{fate}},
		"shares it, spelt otherwise":   {[]policy.Item{database(func(i *policy.Item) { i.Fate = deadline.Fate{Provider: "AWS Tokyo"} }), backup("b", func(b *policy.Item) { b.Fate = deadline.Fate{Provider: "ＡＷＳ－tokyo"} })}, []string{fate}},
		"where it stands is not told":  {[]policy.Item{database(func(i *policy.Item) { i.Fate = deadline.Fate{Site: "SBG2"} }), backup("b", func(b *policy.Item) { b.Fate = deadline.Fate{Site: "TBD"} })}, []string{fate}},
		"neither is told where":        {[]policy.Item{database(func(i *policy.Item) { i.Fate = deadline.Fate{Site: "不明"} }), backup("b", func(b *policy.Item) { b.Fate = deadline.Fate{Site: "確認中"} })}, []string{fate}},
		"all share fate":               {[]policy.Item{database(), backup("b", shares), backup("c", shares)}, []string{fate}},
		"one of two survives":          {[]policy.Item{database(), backup("b", shares), backup("c")}, nil},
		"no fate of the backup":        {[]policy.Item{database(), backup("b", fateless)}, []string{fate}},
		"no fate of the thing":         {[]policy.Item{database(fateless), backup("b")}, []string{fate}},
		"nothing to compare":           {[]policy.Item{database(func(i *policy.Item) { i.Fate = deadline.Fate{Site: "s1"} }), backup("b", func(b *policy.Item) { b.Fate = deadline.Fate{Key: "k1"} })}, []string{fate}},
		"shared key, another provider": {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.Fate.Key = "K1" })}, []string{fate}},

		"stale":                               {[]policy.Item{database(), backup("b", old)}, []string{stale}},
		"seven days old":                      {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.NewestAt = day(-7) })}, nil},
		"of unknown age":                      {[]policy.Item{database(), backup("b", ageless)}, []string{stale}},
		"from the future":                     {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.NewestAt = day(3) })}, []string{missing}},
		"one of them from the future":         {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.NewestAt = day(1) }), backup("c")}, []string{"b backup-stale warn"}},
		"from the future, of no such kind":    {[]policy.Item{database(func(i *policy.Item) { i.Kind = "host" }), backup("b", func(b *policy.Item) { b.NewestAt = day(1) })}, []string{missing}},
		"later on the day of judgement":       {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.NewestAt = day(1).Add(-1) })}, nil},
		"a change that is still to come":      {[]policy.Item{database(func(i *policy.Item) { i.ChangedAt, i.ChangeReviewedBy = day(1), "r" }), backup("b")}, []string{"database/crm change-unreviewed warn"}},
		"from a clock that is ahead":          {[]policy.Item{database(), backup("b", func(b *policy.Item) { b.NewestAt = now.Add(time.Hour) })}, nil},
		"stale outside, new inside":           {[]policy.Item{database(), backup("b", shares), backup("c", old)}, []string{stale}},
		"stale inside, new outside":           {[]policy.Item{database(), backup("b", shares, old), backup("c")}, nil},
		"changed since":                       {[]policy.Item{changed, backup("b", func(b *policy.Item) { b.NewestAt = day(-2) })}, []string{change}},
		"changed, of unknown age":             {[]policy.Item{changed, backup("b", ageless)}, []string{stale, change}},
		"changed before":                      {[]policy.Item{changed, backup("b")}, nil},
		"changed, with nothing that backs up": {[]policy.Item{database(func(i *policy.Item) { *i = changed; i.Kind = "host" })}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict := policy.Policy{}.Judge(test.items, now, time.UTC)
			slices.Sort(test.want)
			if got := slices.Sorted(slices.Values(broken(verdict))); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

// What ends with the deletion of its data needs a backup of it, or of something
// that runs under it.
func TestBackupOfWhatDeletesData(t *testing.T) {
	t.Parallel()
	contract := item("contract/cloud", 100)
	contract.Kind, contract.Name, contract.DeletesData = "contract", "cloud", true
	host := func(change func(*policy.Item)) policy.Item {
		return database(func(i *policy.Item) { i.Kind = "host"; i.Fate = deadline.Fate{}; change(i) })
	}
	inside := func(i *policy.Item) { i.Fate = deadline.Fate{Contract: "cloud", Provider: "p1"} }
	direct := backup("b", func(b *policy.Item) { b.BacksUp, b.Fate = []string{"contract/cloud"}, deadline.Fate{Contract: "other"} })
	for name, test := range map[string]struct {
		items []policy.Item
		want  []string
	}{
		"nothing else":                     {[]policy.Item{contract}, []string{"contract/cloud backup-missing error"}},
		"a thing under it, not backed up":  {[]policy.Item{contract, host(inside)}, []string{"contract/cloud backup-missing error"}},
		"a thing under another":            {[]policy.Item{contract, host(func(i *policy.Item) { i.Fate = deadline.Fate{Contract: "x"} }), backup("b", func(b *policy.Item) { b.Fate = deadline.Fate{Contract: "y"} })}, []string{"contract/cloud backup-missing error"}},
		"a backup in itself":               {[]policy.Item{contract, backup("b", func(b *policy.Item) { b.BacksUp, b.Fate = []string{"contract/cloud"}, deadline.Fate{Contract: "cloud"} })}, []string{"contract/cloud backup-shares-fate error"}},
		"a backup outside":                 {[]policy.Item{contract, direct}, nil},
		"a thing under it, backed up":      {[]policy.Item{contract, host(inside), backup("b")}, nil},
		"a thing covered by it, backed up": {[]policy.Item{contract, host(func(i *policy.Item) { i.Fate.Site, i.CoveredBy = "s1", []string{"contract/*"} }), backup("b")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := broken(policy.Policy{}.Judge(test.items, now, time.UTC)); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestBackupSettings(t *testing.T) {
	t.Parallel()
	week, err := deadline.ParsePeriod("2w")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		rule    deadline.Rule
		setting policy.Setting
		items   []policy.Item
		want    []string
	}{
		"a longer age":         {deadline.RuleBackupStale, policy.Setting{MaxAge: week}, []policy.Item{database(), backup("b", old)}, nil},
		"a shorter age":        {deadline.RuleBackupStale, policy.Setting{MaxAge: deadline.Elapsed(time.Hour)}, []policy.Item{database(), backup("b")}, []string{"database/crm backup-stale warn"}},
		"an error":             {deadline.RuleBackupStale, policy.Setting{Severity: deadline.SeverityError}, []policy.Item{database(), backup("b", old)}, []string{"database/crm backup-stale error"}},
		"applies to a host":    {deadline.RuleBackupMissing, policy.Setting{AppliesTo: []string{"host/*"}}, []policy.Item{item("host/a", 100), item("x", 100)}, []string{"host/a backup-missing error"}},
		"applies to no other":  {deadline.RuleBackupMissing, policy.Setting{AppliesTo: []string{"host/*"}}, []policy.Item{database()}, nil},
		"a share of no length": {deadline.RuleBackupStale, policy.Setting{MaxAge: deadline.Period{Percent: 10}}, []policy.Item{database(), backup("b")}, []string{"database/crm backup-stale warn"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{test.rule: test.setting}}
			if got := broken(p.Judge(test.items, now, time.UTC)); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestBackupMessages(t *testing.T) {
	t.Parallel()
	for want, items := range map[string][]policy.Item{
		"database/crm has no backup that is known to survive it: it shares the fate of b (contract cloud, site s1).":                                                                                                      {database(), backup("b", shares)},
		"database/crm has no backup that is known to survive it: whether it shares the fate of b cannot be told: it declares no fate of its own.":                                                                         {database(fateless), backup("b")},
		"database/crm has no backup that is known to survive it: it shares the fate of c (contract cloud, site s1); whether it shares the fate of b cannot be told: they declare nothing of fate that could be compared.": {database(), backup("b", fateless), backup("c", shares)},
		"the newest backup of database/crm that counts, c, was made on 2026-11-13, 8 days ago.":                                                                                                                           {database(), backup("b", shares), backup("c", old)},
		"how old the backups of database/crm are cannot be told: b does not say when the newest was made.":                                                                                                                {database(), backup("b", ageless)},
		"database/crm has no backup that counts: the newest of b is dated 2026-11-24, after the day of judgement.":                                                                                                        {database(), backup("b", func(b *policy.Item) { b.NewestAt = day(3) })},
		"database/crm has no backup that has not expired: b.":                                                                                                                                                             {database(), backup("b", func(b *policy.Item) { b.Timeline = item("", 0).Timeline })},
	} {
		verdict := policy.Policy{}.Judge(items, now, time.UTC)
		last := verdict.Violations[len(verdict.Violations)-1]
		if last.Message != want {
			t.Errorf("got  %s\nwant %s", last.Message, want)
		}
		if last.Remedy == "" || last.Kind != "database" || last.Owner != "team" {
			t.Errorf("violation %+v", last)
		}
	}
}

// Many backups that share a fate are counted, not listed.
func TestManyBackupsThatShareFate(t *testing.T) {
	t.Parallel()
	items := []policy.Item{database()}
	for i := range 10 {
		items = append(items, backup("b"+string(rune('0'+i)), shares))
	}
	verdict := policy.Policy{}.Judge(items, now, time.UTC)
	if got := verdict.Violations[0].Message; !strings.HasSuffix(got, "b2 (contract cloud, site s1) and 7 more.") {
		t.Errorf("got %q", got)
	}
}
