# A gate is no milder than the organisation's. What it judges cannot be seen: its
# deadlines are write-only, and null in every plan.

policy {
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
  required_providers {
    expiry = { source = "terraform-expiry/expiry", version = ">= 0.1.0" }
  }
}

input "fail_on" {
  type        = string
  default     = "overdue"
  description = "The mildest that every gate must fail on."
}

locals {
  strictness = { due = 2, overdue = 1, expired = 0 }
  on_time    = ["expired", "overdue", "unknown"]
}

resource_policy "expiry_gate" "no_milder" {
  locals {
    rules = core::try(attrs.rules, null) == null ? {} : attrs.rules
    off   = [for name, rule in local.rules : name if core::contains(local.on_time, name) && core::try(core::lower(rule.severity), "error") != "error"]
  }
  enforce {
    condition     = local.strictness[attrs.fail_on] >= local.strictness[input.fail_on]
    error_message = "A gate must fail on ${input.fail_on} or milder, and this one fails on ${attrs.fail_on}."
  }
  enforce {
    condition     = attrs.on_unknown == "error"
    error_message = "A gate must fail on what nobody knows the end of: on_unknown = \"error\"."
  }
  enforce {
    condition     = core::length(local.off) == 0
    error_message = "A gate must not soften ${core::join(", ", local.off)}; grant a waiver instead, which ends."
  }
  enforce {
    condition     = core::try(attrs.allow_empty, false) != true
    error_message = "A gate that accepts an empty list may judge nothing."
  }
}
