policytest {
  targets = ["../policies/waivers.policy.hcl"]
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
}

resource "expiry_waiver" "as_agreed" {
  attrs = {
    rule       = "overdue"
    asset      = "software/php@*"
    approver   = "head-of-it@example.com"
    ticket     = "OPS-1182"
    granted_on = "2026-11-20"
    ends_on    = "2026-12-15"
  }
}

resource "expiry_waiver" "stranger" {
  expect_failure = true
  attrs = {
    approver   = "someone@example.net"
    ticket     = "OPS-1182"
    granted_on = "2026-11-20"
    ends_on    = "2026-12-15"
  }
}

resource "expiry_waiver" "no_ticket" {
  expect_failure = true
  attrs = {
    approver   = "head-of-it@example.com"
    ticket     = null
    granted_on = "2026-11-20"
    ends_on    = "2026-12-15"
  }
}

resource "expiry_waiver" "too_long" {
  expect_failure = true
  attrs = {
    approver   = "head-of-it@example.com"
    ticket     = "OPS-1182"
    granted_on = "2026-11-20"
    ends_on    = "2027-01-31"
  }
}

resource "expiry_gate" "waiver_inside_too_long" {
  expect_failure = true
  attrs = {
    waivers = [{ ticket = "OPS-1182", granted_on = "2026-11-20", ends_on = "2027-01-31" }]
  }
}

resource "expiry_gate" "waiver_inside" {
  attrs = {
    waivers = [{ ticket = "OPS-1182", granted_on = "2026-11-20", ends_on = "2026-12-01" }]
  }
}
