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

# The copy that saved the site, as borg lists it: an old server that nobody knew of
# fetched one every Monday, and was switched off after the last.
data "expiry_backup" "old_server" {
  name        = "old-server"
  file        = "old-server.json"
  max_age     = "8d"
  owner       = "centre@example.test"
  backs_up    = [data.expiry_contract.cloud.id]
  fate        = { contract = "none: our own server", site = "office" }
  enforcement = "none"
}

locals {
  deadlines = [data.expiry_contract.cloud, data.expiry_backup.old_server]
}

resource "expiry_gate" "portal" {
  deadlines = local.deadlines
}

output "chain" {
  value = { for link in data.expiry_contract.cloud.chain : link.contract => "${link.ends_at} (supplier ${link.supplier})" }
}
