package handover

// The lessons named here are those of internal/lesson.
var builtIn = []Item{
	{
		ID: "certificates",
		Question: Text{
			"Which certificates does the system use or contain, on servers, between servers and inside products?",
			"サーバー上、サーバー間、製品内部を含め、このシステムが使う証明書は何か。",
		},
		Lesson: "G21", Kinds: []string{"certificate"},
	},
	{
		ID: "domains",
		Question: Text{
			"Which domain names does it depend on, and who renews their registration?",
			"どのドメイン名に依存し、登録は誰が更新するか。",
		},
		Lesson: "sorenson-2016", Kinds: []string{"domain"},
	},
	{
		ID: "licences",
		Question: Text{
			"Which licences and subscriptions does it run on, and what happens when one ends?",
			"どのライセンスや購読契約で動き、切れると何が起きるか。",
		},
		Lesson: "G21", Kinds: []string{"licence", "software"},
	},
	{
		ID: "support-contracts",
		Question: Text{
			"Which support contracts exist for its packaged software?",
			"パッケージ製品のサポート契約には何があるか。",
		},
		Lesson: "T27", Kinds: []string{"contract"},
	},
	{
		ID: "cloud-terms",
		Question: Text{
			"Which cloud, server and leasing contracts does it rest on, up to the operator, and what happens to data at their end?",
			"大元の事業者まで含め、どのクラウド・サーバー・リース契約の上で動き、終了時にデータはどうなるか。",
		},
		Lesson: "fukui-2020", Kinds: []string{"contract"},
	},
	{
		ID: "hardware-support",
		Question: Text{
			"Until when is each piece of hardware supported, parts included?",
			"各機器は、部品も含めていつまで保守を受けられるか。",
		},
		Lesson: "vedge-2023", Kinds: []string{"hardware", "contract"},
	},
	{
		ID: "keys-and-tokens",
		Question: Text{
			"Which keys, tokens and other credentials of programs end or must be exchanged?",
			"期限がある、または交換が必要な鍵・トークンなど、プログラム用の認証情報は何か。",
		},
		Lesson: "G21", Kinds: []string{"token", "key"},
	},
	{
		ID: "passwords",
		Question: Text{
			"Which passwords expire, those of technical accounts included?",
			"技術用アカウントを含め、期限のあるパスワードは何か。",
		},
		Lesson: "G21", Kinds: []string{"password"},
	},
	{
		ID: "backups",
		Question: Text{
			"Which backups were taken before going live, and where are they?",
			"稼働前に取得したバックアップは何で、どこにあるか。",
		},
		Lesson: "G18", Kinds: []string{"backup"}, BeforeGoLive: true,
	},
	{
		ID: "maintenance-windows",
		Question: Text{
			"Which maintenance windows were agreed with the users?",
			"利用者と合意した保守時間帯はいつか。",
		},
		Lesson: "vedge-2023", Kinds: []string{"window"},
	},
	{
		ID: "monitoring",
		Question: Text{
			"What watches the system and its end dates, and whom does it call?",
			"システムとその期限を何が監視し、誰に知らせるか。",
		},
		Lesson: "G17", Kinds: []string{"monitoring"},
	},
	{
		ID: "renewals-in-contract",
		Question: Text{
			"Which of these renewals does the maintenance contract name?",
			"これらの更新作業のうち、保守契約に明記されているものはどれか。",
		},
		Lesson: "G21", Kinds: []string{"contract"},
	},
}
