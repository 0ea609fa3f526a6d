# Copy this directory. It judges what it is handed, in every plan: the gate fails
# the plan, the policy makes the reports.

terraform {
  required_version = ">= 1.11" # for the write-only argument of expiry_gate

  required_providers {
    expiry = {
      source = "terraform-expiry/expiry"
    }
  }
}

resource "expiry_gate" "this" {
  name      = var.name
  deadlines = var.deadlines
  rules     = var.rules
  waivers   = var.waivers
}

data "expiry_policy" "this" {
  name      = var.name
  deadlines = var.deadlines
  rules     = var.rules
  waivers   = var.waivers
  reports   = var.reports

  # The gate has said it all.
  enforcement = "none"
}
