resource "expiry_asset" "erp_licence" {
  name        = "erp-licence"
  kind        = "licence"
  owner       = "team-erp@example.test"
  maintainer  = "vendor@example.test"
  criticality = "high"

  # The last day on which it works.
  expires_on = "2027-12-31"
  lead_time  = "20bd"
  reminder   = "1mo"
}
