# What ends in planned resources, of whatever provider: certificates, engine and
# runtime versions, keys, commitments. A type of which nothing ends passes.
#
# An attribute that is known only after apply makes the whole verdict unknown, so a
# resource that is only now created is judged after the apply; one that is updated,
# or stays as it is, in the plan. See versions.policy.hcl for judging creation too.

policy {
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0.0, < 7.0.0" }
  }
}

input "as_of" {
  type        = string
  default     = ""
  description = "Judge as of this day instead of now."
}

input "owner" {
  type        = string
  default     = "platform@example.com"
  description = "Who answers for what no tag gives to anybody."
}

locals {
  as_of = input.as_of == "" ? core::timestamp() : input.as_of
  settings = {
    fail_on   = "overdue"
    time_zone = "UTC"
    owner     = input.owner
    defaults  = { software = { lead_time = "60d", reminder = "60d" } }
    rules     = { patch-behind = { severity = "off" }, stale-facts = { severity = "error" } }
  }
}

resource_policy "*" "ends" {
  locals {
    verdict = plugin::expiry::resource_verdict(meta.type, attrs, local.as_of, local.settings)
  }
  enforce {
    condition     = local.verdict.passed
    error_message = local.verdict.message
    info_message  = local.verdict.message
  }
}
