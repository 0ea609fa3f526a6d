# What carries the tag expires-on has not reached its day. The day itself is still
# allowed. What carries none is not asked.

policy {
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0.0, < 7.0.0" }
  }
}

input "as_of" {
  type    = string
  default = ""
}

locals {
  as_of = input.as_of == "" ? core::timestamp() : input.as_of
}

resource_policy "*" "expires_on" {
  filter = core::try(attrs.tags["expires-on"], null) != null
  locals {
    verdict = plugin::expiry::verdict(
      [{
        id         = "tag/${meta.type}/${core::try(attrs.tags["Name"], "unnamed")}"
        owner      = core::try(attrs.tags["owner"], null)
        expires_at = plugin::expiry::act_by(attrs.tags["expires-on"], "0d")
      }],
      local.as_of,
      { fail_on = "expired", rules = { owner-missing = { severity = "error" } } },
    )
  }
  enforce {
    condition     = local.verdict.passed
    error_message = local.verdict.message
  }
}
