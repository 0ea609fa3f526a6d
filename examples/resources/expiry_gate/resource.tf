provider "expiry" {
  enforcement = "none" # the gate judges
}

data "expiry_certificate" "www" {
  endpoint = "www.example.test:443"
  owner    = "team-web@example.test"
}

resource "expiry_asset" "erp_licence" {
  name       = "erp-licence"
  kind       = "licence"
  owner      = "team-erp@example.test"
  expires_on = "2027-12-31"
}

locals {
  deadlines = [data.expiry_certificate.www, expiry_asset.erp_licence]
}

resource "expiry_gate" "release" {
  name      = "release"
  deadlines = local.deadlines
  fail_on   = "overdue"

  rules = {
    owner-missing = { severity = "error" }
  }

  waivers = [{
    rule       = "overdue"
    asset      = "asset/erp-licence"
    reason     = "The vendor is late with the offer."
    approver   = "cto@example.test"
    ticket     = "OPS-1"
    granted_on = "2026-11-01"
    ends_on    = "2027-01-15"
  }]
}
