# Exceptions are granted by somebody of this organisation, written down, and short.
# The provider itself takes 90 days at most.

policy {
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
  required_providers {
    expiry = { source = "terraform-expiry/expiry", version = ">= 0.1.0" }
  }
}

input "longest_days" {
  type    = number
  default = 30
}

input "approvers" {
  type    = string
  default = "@example\\.com$"
}

input "ticket" {
  type    = string
  default = "^[A-Z]+-[0-9]+$"
}

resource_policy "expiry_waiver" "granted" {
  locals {
    days = plugin::expiry::days_between(attrs.granted_on, attrs.ends_on)
  }
  enforce {
    condition     = core::try(core::regex(input.approvers, attrs.approver), null) != null
    error_message = "Somebody of this organisation must approve a waiver; its approver does not match ${input.approvers}."
  }
  enforce {
    condition     = core::try(core::regex(input.ticket, attrs.ticket), null) != null
    error_message = "A waiver must name a ticket of the form ${input.ticket}."
  }
  enforce {
    condition     = local.days >= 0 && local.days <= input.longest_days
    error_message = "A waiver may last ${input.longest_days} days at most, and this one lasts ${local.days}."
  }
}

# Waivers that are written into a gate are held to the same.
resource_policy "expiry_gate" "waivers" {
  filter = core::try(attrs.waivers, null) != null
  enforce {
    condition     = core::alltrue([for w in attrs.waivers : core::try(core::regex(input.ticket, w.ticket), null) != null])
    error_message = "Each waiver of a gate must name a ticket of the form ${input.ticket}."
  }
  enforce {
    condition     = core::alltrue([for w in attrs.waivers : plugin::expiry::days_between(w.granted_on, w.ends_on) <= input.longest_days])
    error_message = "Each waiver of a gate may last ${input.longest_days} days at most."
  }
}
