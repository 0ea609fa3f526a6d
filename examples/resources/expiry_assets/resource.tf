resource "expiry_assets" "ledger" {
  name     = "ledger"
  register = "assets.csv"
  digest   = filesha256("assets.csv")

  # For every row that says nothing else.
  lead_time  = "20bd"
  maintainer = "ops@example.test"
}

locals {
  ledger = expiry_assets.ledger.deadlines_json
}

resource "expiry_gate" "ledger" {
  deadlines_json = local.ledger
}
