# Ends unless both sides agree anew. It was renewed, and what proves that is named.
resource "expiry_contract" "cloud_lease" {
  name              = "cloud-lease"
  kind              = "lease"
  supplier          = "Leasing firm"
  customer          = "Us"
  owner             = "team-cloud@example.test"
  maintainer        = "ops@example.test"
  criticality       = "high"
  starts_on         = "2022-11-01"
  term              = "5y"
  renewal           = "express"
  notice_period     = "3mo"
  renewed_until     = "2029-10-31"
  renewal_proof     = "contract no. 2026-118, signed by both"
  renewal_proved_on = "2026-10-13"
  upstream          = expiry_contract.usage_right.id
}

# What it rests on: a gate that is given both finds one that ends before the other.
resource "expiry_contract" "usage_right" {
  name         = "usage-right"
  supplier     = "Cloud operator"
  customer     = "Leasing firm"
  owner        = "leasing@example.test"
  maintainer   = "operator@example.test"
  criticality  = "high"
  ends_on      = "2029-10-31"
  renewal      = "express"
  deletes_data = true
  grace_period = "30d"
}

# Goes on for a year at a time unless notice is given, and names what it renews.
resource "expiry_contract" "maintenance" {
  name            = "web-maintenance"
  kind            = "support"
  supplier        = "Vendor"
  owner           = "team-web@example.test"
  maintainer      = "vendor@example.test"
  criticality     = "medium"
  starts_on       = "2024-04-01"
  term            = "36mo"
  renewal         = "tacit"
  renewal_term    = "12mo"
  notice_period   = "3mo"
  covers_renewals = ["certificate/www.example.test:443"]
}
