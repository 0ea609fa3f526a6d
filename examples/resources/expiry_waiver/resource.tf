resource "expiry_asset" "erp_licence" {
  name       = "erp-licence"
  kind       = "licence"
  owner      = "team-erp@example.test"
  expires_on = "2027-12-31"
}

resource "expiry_waiver" "erp_licence" {
  name       = "erp-licence-offer"
  rule       = "overdue"
  asset      = expiry_asset.erp_licence.id
  reason     = "The vendor is late with the offer."
  approver   = "cto@example.test"
  ticket     = "OPS-1"
  granted_on = "2027-11-15"
  ends_on    = "2027-12-20"
}

locals {
  deadlines = [expiry_asset.erp_licence, expiry_waiver.erp_licence]
}

# Among the deadlines the waiver gives notice before it ends; among the waivers
# it is honoured until then.
resource "expiry_gate" "release" {
  name      = "release"
  deadlines = local.deadlines
  waivers   = [expiry_waiver.erp_licence]
}
