# Reads the conditions of a plan in JSON, and needs no output. Name those that
# must hold as Terraform prints them: a resource with a precondition, an output,
# a check block.
package checks

gates := {"terraform_data.gate"}

deny contains sprintf("%s does not hold, or was not judged. Run terraform plan without -target and see what it says.", [gate]) if {
	some gate in gates
	not gate in holding
}

deny contains sprintf("%s: %s", [check.address.to_display, problem.message]) if {
	some check in plan.checks
	check.address.to_display in gates
	some instance in check.instances
	some problem in instance.problems
}

# With count = 0 nothing was judged, and Terraform calls that a pass.
holding contains check.address.to_display if {
	some check in plan.checks
	check.status == "pass"
	count(check.instances) > 0
}

# HCP Terraform wraps the plan; terraform show -json does not.
default plan := {}

plan := input.plan if is_object(input.plan)

else := input if is_object(input)
