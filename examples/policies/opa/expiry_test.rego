package main_test

import data.main

expired := {
	"rule": "expired", "severity": "error", "id": "certificate/www", "owner": "team-web",
	"message": "certificate/www expired at 2026-11-20T00:00:00Z.", "remedy": "Renew it.",
}

due := {"rule": "due", "severity": "warn", "id": "asset/erp", "owner": null, "message": null, "remedy": null}

report(passed, violations) := {"version": 1, "passed": passed, "violations": violations, "judged_only_at_apply": []}

plan(value) := {"errored": false, "planned_values": {"outputs": {"expiry_report": {"value": value}}}}

exported(document) := plan(json.marshal(document))

denies_one(document, why) if {
	some message in main.deny with input as document
	contains(message, why)
	count(main.deny) == 1 with input as document
}

test_passes if {
	every document in [
		exported(report(true, [])),
		{"plan": exported(report(true, []))},
		{"errored": false, "planned_values": {}, "output_changes": {"expiry_report": {"after": json.marshal(report(true, []))}}},
	] {
		main.deny == set() with input as document
		main.warn == set() with input as document
	}
}

test_warns if {
	document := exported(object.union(report(true, [due]), {"judged_only_at_apply": ["asset/new"]}))
	main.deny == set() with input as document
	main.warn == {
		"asset/erp breaks the rule due. Owner: nobody.",
		"asset/new is judged only at apply.",
	} with input as document
}

test_denies_what_breaks_a_rule if {
	every document in [exported(report(false, [expired, due])), {"plan": exported(report(false, [expired, due]))}] {
		main.deny == {"certificate/www expired at 2026-11-20T00:00:00Z. Renew it. Owner: team-web."} with input as document
	}
}

test_denies_what_is_no_plan if {
	every document in [null, [], {}, "plan", {"plan": null}, {"plan": {}}, {"values": {"outputs": {}}}] {
		denies_one(document, "This is no plan")
	}
}

test_denies_an_unfinished_plan if {
	every errored in [true, null] {
		denies_one(object.union(exported(report(true, [])), {"errored": errored}), "could not finish")
	}
	denies_one(object.remove(exported(report(true, [])), ["errored"]), "could not finish")
}

test_denies_without_output if {
	every document in [
		{"errored": false, "planned_values": {"root_module": {}}},
		plan(null), plan(true), plan({"version": 1, "passed": true, "violations": []}),
	] {
		denies_one(document, `no output "expiry_report"`)
	}
}

test_denies_what_is_known_later if {
	later := {"errored": false, "planned_values": {"outputs": {"expiry_report": {}}}, "output_changes": {"expiry_report": {"after_unknown": true}}}
	denies_one(later, "only after apply")
	denies_one({"plan": later}, "only after apply")
}

test_denies_a_report_that_is_none if {
	every text in ["", "passed", "{"] {
		denies_one(plan(text), "not JSON")
	}
	every document in ["passed", {}, [], {"version": 2, "passed": true, "violations": []}, {"version": "1", "passed": true, "violations": []}] {
		denies_one(exported(document), "not of version 1")
	}
	every document in [
		{"version": 1}, {"version": 1, "passed": true}, {"version": 1, "violations": []}, report(null, []), report("true", []),
		report(true, null), report(true, {}), report(true, [null]), report(true, [object.union(due, {"severity": "fatal"})]), report(true, [object.remove(due, ["id"])]),
	] {
		denies_one(exported(document), "not whole")
	}
}

test_denies_a_report_that_contradicts_itself if {
	denies_one(exported(report(false, [])), "does not say why")
	denies_one(exported(report(false, [due])), "does not say why")
	count(main.deny) > 0 with input as exported(report(true, [expired]))
}

gone := {"expiry_report": {"actions": ["delete"], "after": null}}

test_lets_everything_be_destroyed if {
	some document in [{
		"errored": false, "planned_values": {"root_module": {}}, "output_changes": gone,
		"resource_changes": [{"change": {"actions": ["delete"]}}],
	}]
	main.deny == set() with input as document
	main.deny == set() with input as {"plan": document}
}

test_denies_to_delete_the_output_alone if {
	every document in [
		{"errored": false, "planned_values": {"root_module": {}}, "output_changes": gone},
		{"errored": false, "planned_values": {"root_module": {}}, "output_changes": gone, "resource_changes": []},
		{"errored": false, "planned_values": {"root_module": {}}, "output_changes": gone, "resource_changes": [{"change": {"actions": ["delete", "create"]}}]},
		{"errored": false, "planned_values": {"root_module": {"resources": [{}]}}, "output_changes": gone, "resource_changes": [{"change": {"actions": ["delete"]}}]},
	] {
		denies_one(document, `no output "expiry_report"`)
	}
}
