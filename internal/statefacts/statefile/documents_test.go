package statefile_test

// documents are whole ones of each format, with what is awkward in it.
var documents = map[string]string{
	"state": state(
		thing("plain", instance("")),
		`{"module":"module.app[\"eu\"].module.inner","mode":"managed","type":"tls_cert","name":"counted","each":"list",`+provider+`,"instances":[`+
			instance(`"index_key":0,`)+`,`+instance(`"index_key":1,"status":"tainted",`)+`]}`,
		thing("keyed", instance(`"index_key":"a",`), instance(`"index_key":"b\"quoted",`), instance(`"index_key":"x.y[0]",`), instance(`"index_key":"${h}%{i}$",`), instance(`"index_key":"ü\n\u0001",`)),
		thing("replaced", instance(`"deposed":"00000001",`), instance("")),
		`{"mode":"data","type":"tls_certificate","name":"site","provider":"module.app.provider[\"registry.opentofu.org/hashicorp/tls\"].west","instances":[`+instance("")+`]}`,
		`{"mode":"managed","type":"old_thing","name":"flat","provider":"provider.old.west","instances":[{"schema_version":0,"attributes_flat":{"expires":"2027-01-01","subject.#":"1"}}]}`,
		thing("gone"),
	),
	"state, sorted": `{"check_results":null,"lineage":"0f0f","outputs":{"resources":{"type":"string","value":"` + marker + `"}},"resources":[` +
		`{"instances":[{"attributes":{"not_after":"2027-01-19T23:59:59Z","resources":[{"type":"x"}]},"index_key":0,"schema_version":1}],"mode":"managed","module":"module.app","name":"a","provider":"provider[\"registry.terraform.io/hashicorp/tls\"]","type":"tls_cert"}` +
		`],"serial":7,"terraform_version":"1.11.4","version":4}`,
	"shown state": `{"format_version":"1.0","terraform_version":"1.11.4","values":{"outputs":{"resources":{"sensitive":true,"value":"` + marker + `"}},"root_module":{"resources":[` +
		shown("tls_cert.a", "tls_cert", "a", "") + `,` + shown(`tls_cert.k[\"b\\\"quoted\"]`, "tls_cert", "k", `"index":"b\"quoted",`) + `,` + shown("tls_cert.a", "tls_cert", "a", `"deposed_key":"00000001",`) +
		`],"child_modules":[{"resources":[` + shown(`module.app[\"eu\"].tls_cert.dev[1]`, "tls_cert", "dev", `"index":1,"tainted":true,`) + `],"address":"module.app[\"eu\"]",` +
		`"child_modules":[{"resources":[` + shown(`module.app[\"eu\"].module.inner.tls_cert.x`, "tls_cert", "x", "") + `],"address":"module.app[\"eu\"].module.inner"}]}]}},"checks":[]}`,
	"plan":          plan,
	"wrapped plan":  `{"plan":` + plan + `,"run":{"id":"run-1","message":"` + marker + `"}}`,
	"empty state":   `{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"","outputs":{},"resources":[],"check_results":null}`,
	"nothing shown": `{"format_version":"1.0"}`,
}

// shown is a resource of "terraform show -json".
func shown(address, kind, name, members string) string {
	return `{"address":"` + address + `","mode":"managed","type":"` + kind + `","name":"` + name + `",` + members +
		`"provider_name":"registry.terraform.io/hashicorp/tls","schema_version":0,"values":{"not_after":"2027-01-19T23:59:59Z","key":"` + marker + `"},"sensitive_values":{"key":true}}`
}

// plan leaves one thing as it is, and makes, changes, replaces and destroys others.
const plan = `{"format_version":"1.2","terraform_version":"1.11.4","variables":{"resource_changes":{"value":"` + marker + `"}},
"planned_values":{"outputs":{},"root_module":{"resources":[
 {"address":"tls_cert.new","mode":"managed","type":"tls_cert","name":"new","provider_name":"registry.terraform.io/hashicorp/tls","schema_version":0,"values":{"valid_to":"2026-12-01"},"sensitive_values":{}},
 {"address":"tls_cert.kept","mode":"managed","type":"tls_cert","name":"kept","provider_name":"registry.terraform.io/hashicorp/tls","schema_version":0,"values":{"valid_to":"2027-05-05","key":"` + marker + `"}}]}},
"resource_drift":[{"address":"tls_cert.drifted","change":{"actions":["update"]}}],
"resource_changes":[
 {"address":"tls_cert.kept","mode":"managed","type":"tls_cert","name":"kept","provider_name":"registry.terraform.io/hashicorp/tls","change":{"actions":["no-op"],"before":{"valid_to":"2027-05-05"},"after":{"valid_to":"2027-05-05"},"after_unknown":{}}},
 {"address":"tls_cert.new","mode":"managed","type":"tls_cert","name":"new","provider_name":"registry.terraform.io/hashicorp/tls","change":{"actions":["create"],"before":null,"after":{"valid_to":"2026-12-01"},"after_unknown":{"token":true,"data":{"tls.crt":true,"n":false},"list":[false,{"a":true}]},"before_sensitive":false,"after_sensitive":{"token":true}}},
 {"address":"tls_cert.again","mode":"managed","type":"tls_cert","name":"again","provider_name":"registry.terraform.io/hashicorp/tls","change":{"actions":["delete","create"],"before":{"valid_to":"2027-01-01"},"after":{"domain":"a"},"after_unknown":{"valid_to":true}},"action_reason":"replace_because_tainted"},
 {"address":"module.m[\"x\"].tls_cert.gone[0]","module_address":"module.m[\"x\"]","mode":"managed","type":"tls_cert","name":"gone","index":0,"provider_name":"registry.terraform.io/hashicorp/tls","change":{"actions":["delete"],"before":{"key":"` + marker + `"},"after":null,"after_unknown":{}}},
 {"address":"tls_cert.left","mode":"managed","type":"tls_cert","name":"left","provider_name":"registry.terraform.io/hashicorp/tls","change":{"actions":["forget"],"before":{"valid_to":"2027-02-02"},"after":null,"after_unknown":{}}},
 {"address":"tls_cert.kept","deposed":"00000002","mode":"managed","type":"tls_cert","name":"kept","provider_name":"registry.terraform.io/hashicorp/tls","change":{"actions":["delete"],"before":{},"after":null,"after_unknown":{}}},
 {"address":"data.tls_certificate.late","mode":"data","type":"tls_certificate","name":"late","provider_name":"registry.terraform.io/hashicorp/tls","change":{"actions":["read"],"before":null,"after":{"url":"https://a"},"after_unknown":{"certificates":true}},"action_reason":"read_because_config_unknown"}],
"prior_state":{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{"resources":[
 {"address":"data.tls_certificate.site","mode":"data","type":"tls_certificate","name":"site","provider_name":"registry.terraform.io/hashicorp/tls","values":{"certificates":[{"not_after":"2026-12-20T00:00:00Z"}]}},
 {"address":"tls_cert.again","mode":"managed","type":"tls_cert","name":"again","provider_name":"registry.terraform.io/hashicorp/tls","values":{"valid_to":"2027-01-01"}},
 {"address":"tls_cert.kept","mode":"managed","type":"tls_cert","name":"kept","provider_name":"registry.terraform.io/hashicorp/tls","values":{"valid_to":"2027-05-05"}},
 {"address":"tls_cert.aside","mode":"managed","type":"tls_cert","name":"aside","provider_name":"registry.terraform.io/hashicorp/tls","values":{"valid_to":"2027-06-06"}}],
 "child_modules":[{"address":"module.m[\"x\"]","resources":[
 {"address":"module.m[\"x\"].tls_cert.gone[0]","mode":"managed","type":"tls_cert","name":"gone","index":0,"provider_name":"registry.terraform.io/hashicorp/tls","values":{"key":"` + marker + `"}}]}]}}},
"configuration":{"root_module":{"resources":[{"address":"tls_cert.new"}]}},"timestamp":"2026-11-28T14:00:00Z","applyable":true,"complete":true,"errored":false}`
