policytest {
  targets = ["../policies/gates.policy.hcl"]
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
}

resource "expiry_gate" "as_agreed" {
  attrs = {
    fail_on     = "overdue"
    on_unknown  = "error"
    allow_empty = false
    rules       = { owner-missing = { severity = "error" } }
  }
}

resource "expiry_gate" "stricter" {
  attrs = {
    fail_on    = "due"
    on_unknown = "error"
    rules      = null
  }
}

resource "expiry_gate" "milder" {
  expect_failure = true
  attrs = {
    fail_on    = "expired"
    on_unknown = "error"
  }
}

resource "expiry_gate" "unknown_passes" {
  expect_failure = true
  attrs = {
    fail_on    = "overdue"
    on_unknown = "warn"
  }
}

resource "expiry_gate" "rule_off" {
  expect_failure = true
  attrs = {
    fail_on    = "overdue"
    on_unknown = "error"
    rules      = { overdue = { severity = "Warn" } }
  }
}

resource "expiry_gate" "may_be_empty" {
  expect_failure = true
  attrs = {
    fail_on     = "overdue"
    on_unknown  = "error"
    allow_empty = true
  }
}
