# A plugin that lies in a repository knows what was known when it was built, and
# grows stale: no end announced then is no promise now. Renew the binary in time.

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

input "oldest_days" {
  type    = number
  default = 90
}

locals {
  today = input.as_of == "" ? core::formatdate("YYYY-MM-DD", core::timestamp()) : input.as_of
  facts = plugin::expiry::support("php", "8.4", local.today).facts_as_of
  age   = plugin::expiry::days_between(local.facts, local.today)
}

provider_policy "*" "facts" {
  enforce {
    condition     = local.age <= input.oldest_days
    error_message = "The release calendars of the policy plugin are of ${local.facts}, ${local.age} days ago; ${input.oldest_days} are allowed. Take a newer release of the plugin."
  }
}
