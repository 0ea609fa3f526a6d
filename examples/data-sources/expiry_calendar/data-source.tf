resource "expiry_asset" "erp_licence" {
  name       = "erp-licence"
  kind       = "licence"
  owner      = "team-erp@example.test"
  expires_on = "2027-12-31"
}

resource "expiry_contract" "cloud" {
  name          = "cloud"
  supplier      = "Cloud operator"
  owner         = "team-web@example.test"
  starts_on     = "2026-04-01"
  term          = "1y"
  renewal       = "tacit"
  renewal_term  = "1y"
  notice_period = "3mo"
}

locals {
  deadlines = [expiry_asset.erp_licence, expiry_contract.cloud]
}

data "expiry_calendar" "year" {
  name      = "year-2027"
  deadlines = local.deadlines
  from      = "2027-01-01"
  to        = "2027-12-31"
  windows = {
    erp = { rrule = "FREQ=MONTHLY;BYDAY=4WE", start = "20:00", duration = "4h" }
  }
}

# terraform output -raw calendar > year-2027.ics
output "calendar" {
  value = data.expiry_calendar.year.ics
}
