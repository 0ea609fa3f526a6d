# Everything that is kept in state, in each form of an end. state.json beside
# it was written by the provider as it was before it said `end`.
terraform {
  required_providers {
    expiry = {
      source = "terraform-expiry/expiry"
    }
  }
}

provider "expiry" {
  as_of     = "2027-01-15"
  time_zone = "Asia/Tokyo"
}

resource "expiry_asset" "known" {
  name        = "erp"
  kind        = "licence"
  owner       = "team-erp@example.test"
  maintainer  = "vendor@example.test"
  system      = "erp"
  environment = "production"
  criticality = "high"
  expires_on  = "2028-03-31"
  covered_by  = ["contract/support"]
  fate        = { contract = "contract/support", provider = "example", site = "tokyo" }
}

resource "expiry_asset" "open" {
  name       = "domain"
  owner      = "team-web@example.test"
  expires_on = "9999-12-31"
}

resource "expiry_asset" "open_at" {
  name       = "seal"
  owner      = "team-web@example.test"
  expires_at = "9999-12-31T00:00:00Z"
}

resource "expiry_asset" "tracking" {
  name   = "www"
  owner  = "team-web@example.test"
  tracks = ["certificate/www.example.test:443"]
}

resource "expiry_asset" "hardware" {
  name  = "switch"
  owner = "team-net@example.test"
  hardware = {
    end_of_sale_on        = "2026-01-31"
    last_support_order_on = "2027-06-30"
    end_of_support_on     = "2029-12-31"
  }
}

resource "expiry_assets" "ledger" {
  name     = "ledger"
  register = "ledger.csv"
  owner    = "office@example.test"
}

resource "expiry_contract" "known" {
  name          = "support"
  supplier      = "Example Ltd"
  owner         = "office@example.test"
  starts_on     = "2025-04-01"
  ends_on       = "2028-03-31"
  renewal       = "express"
  notice_period = "3mo"
}

resource "expiry_contract" "open" {
  name          = "electricity"
  owner         = "office@example.test"
  starts_on     = "2020-04-01"
  ends_on       = "無期限"
  renewal       = "none"
  notice_period = "1mo"
}

resource "expiry_contract" "unknown" {
  name  = "undeclared"
  owner = "office@example.test"
}

resource "expiry_waiver" "late" {
  name       = "late"
  rule       = "due"
  asset      = "asset/erp"
  reason     = "The successor goes live in March and replaces it."
  approver   = "head@example.test"
  granted_on = "2027-01-10"
  ends_on    = "2027-02-28"
}

resource "expiry_handover" "open" {
  name       = "erp"
  giver      = "builder@example.test"
  taker      = "operations@example.test"
  go_live_on = "2027-04-01"
}

resource "expiry_gate" "release" {
  name       = "release"
  on_unknown = "warn"
  deadlines  = [local.known]
}

locals {
  known = expiry_asset.known
}
