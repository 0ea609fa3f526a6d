package checks_test

import data.checks

plan(status, instances) := {"checks": [{"address": {"to_display": "terraform_data.gate"}, "status": status, "instances": instances}]}

test_passes if {
	some document in [plan("pass", [{"status": "pass"}])]
	checks.deny == set() with input as document
	checks.deny == set() with input as {"plan": document}
}

test_denies if {
	every document in [
		null, {}, {"checks": null}, {"checks": []}, {"plan": {}},
		plan("fail", [{"status": "fail"}]), plan("error", [{}]), plan("unknown", [{}]), plan("pass", []), plan("pass", null),
	] {
		count(checks.deny) == 1 with input as document
	}
}

test_says_why if {
	"terraform_data.gate: www.example.test has expired" in checks.deny with input as plan("fail", [{"problems": [{"message": "www.example.test has expired"}]}])
}
