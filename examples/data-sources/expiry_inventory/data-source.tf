provider "expiry" {
  enforcement = "none" # the gate judges

  inventory = {
    url    = "postgres://expiry@db.example.test/expiry" # the password: PGPASSWORD
    tenant = "acme"
  }
}

# Everything that all workspaces track, judged every night.
data "expiry_inventory" "all" {}

resource "expiry_gate" "everything" {
  deadlines_json = data.expiry_inventory.all.deadlines_json
}

# What one team has to do within a month, and how the licence came to be as it is.
data "expiry_inventory" "erp" {
  owner      = "team-erp@example.test"
  due_within = "30d"
  history_of = "asset/erp"
}

output "to_do" {
  value = [for asset in data.expiry_inventory.erp.assets : "${asset.id} by ${coalesce(asset.act_by, "an unknown day")}"]
}

output "unowned" {
  value = data.expiry_inventory.all.unowned
}
