resource "expiry_asset" "erp" {
  name       = "erp"
  kind       = "licence"
  owner      = "team-erp@example.test"
  expires_on = "2027-01-19"
}

locals {
  deadlines = [expiry_asset.erp]
}

resource "expiry_gate" "release" {
  deadlines = local.deadlines
}
