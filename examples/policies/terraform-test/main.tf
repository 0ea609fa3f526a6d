terraform {
  required_providers {
    expiry = {
      source = "terraform-expiry/expiry"
    }
  }
}

variable "as_of" {
  description = "The day to judge as of. Default: today."
  type        = string
  default     = null
}

provider "expiry" {
  as_of = var.as_of
}

resource "expiry_asset" "erp_licence" {
  name        = "erp-licence"
  kind        = "licence"
  owner       = "team-erp@example.test"
  maintainer  = "vendor@example.test"
  criticality = "high"
  expires_on  = "2027-12-31"
  lead_time   = "30d"
  reminder    = "30d"
}

locals {
  deadlines = [expiry_asset.erp_licence]
}

data "expiry_policy" "release" {
  name        = "release"
  deadlines   = local.deadlines
  enforcement = "none"
}

output "expiry_report" {
  value = data.expiry_policy.release.json

  precondition {
    condition     = data.expiry_policy.release.passed
    error_message = "Some deadline is not met: ${join(", ", data.expiry_policy.release.violations[*].id)}."
  }
}
