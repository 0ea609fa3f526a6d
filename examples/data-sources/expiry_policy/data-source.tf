data "expiry_certificates" "fleet" {
  endpoints   = ["www.example.test:443", "mail.example.test:993"]
  owner       = "team-web@example.test"
  timeout     = "2s"
  enforcement = "none" # the policy judges
}

locals {
  deadlines = data.expiry_certificates.fleet.certificates
}

data "expiry_policy" "release" {
  deadlines = local.deadlines

  rules = {
    owner-missing = { severity = "error" }
    backup-stale  = { max_age = "1d" }
    waiver-ticket = { severity = "error" }
  }

  waivers = [{
    rule       = "unknown"
    asset      = "certificate/mail.*"
    reason     = "The mail server moves this week."
    approver   = "cto@example.test"
    ticket     = "OPS-42"
    granted_on = "2026-11-16" # a fixed day: at most 90 days before ends_on
    ends_on    = "2027-01-31"
  }]

  assertions = {
    naming = { passed = length(local.deadlines) > 0, message = "no certificate is watched" }
  }

  reports     = ["markdown", "html", "sarif"]
  enforcement = "error"
}

# Visible to other policy engines; it changes only when a verdict does.
output "expiry_report" {
  value = data.expiry_policy.release.json
}
