# Reads the report of an expiry_policy out of a plan in JSON. The root module
# exports it:
#
#   output "expiry_report" {
#     value = data.expiry_policy.release.json
#   }
#
# Denies what breaks a rule of severity error and warns of the rest. A plan
# without a report that can be believed is denied, never passed.
package main

deny contains problem if {
	not believable
	not destroys
}

deny contains sentence(violation) if some violation in of_severity("error")

warn contains sentence(violation) if some violation in of_severity("warn")

warn contains sprintf("%s is judged only at apply.", [id]) if some id in report.judged_only_at_apply

# HCP Terraform wraps the plan; terraform show -json does not.
default plan := {}

plan := input.plan if is_object(input.plan)

else := input if is_object(input)

planned := object.get(plan, "planned_values", null)

change := object.get(plan, ["output_changes", "expiry_report"], {})

text := object.get(plan, ["planned_values", "outputs", "expiry_report", "value"], object.get(change, "after", null))

report := json.unmarshal(text)

# What all must hold: whatever is missing or of another type keeps it from holding.
believable if {
	plan.errored == false
	report.version == 1
	is_array(report.violations)
	every violation in report.violations {
		is_string(violation.id)
		is_string(violation.rule)
		violation.severity in {"error", "warn"}
	}
	report.passed == passes
}

default passes := false

passes if of_severity("error") == []

of_severity(severity) := [violation | some violation in report.violations; violation.severity == severity]

# Why the report is not believed.
default problem := "The report in the output expiry_report is not whole. Export data.expiry_policy.….json as it is."

problem := "This is no plan. Give the policy what terraform show -json prints of a saved plan." if {
	not is_object(planned)
} else := "Terraform could not finish the plan. Mend its errors and plan again." if {
	not plan.errored == false
} else := "The report in the output expiry_report is known only after apply. Hand resources to the expiry_policy through a local, so that it is judged while planning." if {
	change.after_unknown
} else := `The plan has no output "expiry_report", or was made with -target. In the root module: output "expiry_report" { value = data.expiry_policy.….json }` if {
	not is_string(text)
} else := "The output expiry_report is not JSON. Export data.expiry_policy.….json as it is." if {
	not json.is_valid(text)
} else := "The report is not of version 1. Take the policy from the release of your provider." if {
	not report.version == 1
} else := "The report does not pass and does not say why. Look at the policy in Terraform's output." if {
	report.passed == false
	passes
}

# A plan that deletes everything needs no report.
destroys if {
	plan.errored == false
	planned == {"root_module": {}}
	change.actions == ["delete"]
	count(plan.resource_changes) > 0
	every resource in plan.resource_changes {
		resource.change.actions == ["delete"]
	}
}

sentence(violation) := concat(" ", [part |
	some part in [
		said(violation, "message", sprintf("%s breaks the rule %s.", [violation.id, violation.rule])),
		said(violation, "remedy", ""),
		sprintf("Owner: %s.", [said(violation, "owner", "nobody")]),
	]
	part != ""
])

said(violation, name, other) := violation[name] if is_string(violation[name])

else := other
