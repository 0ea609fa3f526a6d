terraform {
  required_providers {
    expiry = {
      source = "terraform-expiry/expiry"
    }
  }
}

provider "expiry" {
  time_zone = "Asia/Tokyo"
}

# The ledger as a Japanese office keeps it: Shift_JIS, eras, its own headings.
data "expiry_contract" "cloud" {
  register    = "契約台帳.csv"
  contract    = "cloud-lease"
  lead_time   = "0d"
  enforcement = "none" # the gate judges
}

# The copy that saved the site: an old server that nobody knew of.
resource "expiry_asset" "old_server" {
  name        = "old-server"
  kind        = "backup"
  owner       = "centre@example.test"
  maintainer  = "nobody@example.test"
  criticality = "high"
  expires_on  = "2021-03-31"
  backs_up    = [data.expiry_contract.cloud.id]
  newest_at   = "2020-10-05"
  fate        = { contract = "none: our own server", site = "office" }
}

locals {
  deadlines = [data.expiry_contract.cloud, expiry_asset.old_server]
}

resource "expiry_gate" "portal" {
  deadlines = local.deadlines
}

output "chain" {
  value = { for link in data.expiry_contract.cloud.chain : link.contract => "${link.ends_at} (supplier ${link.supplier})" }
}
