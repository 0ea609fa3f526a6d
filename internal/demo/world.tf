provider "expiry" { enforcement = "none" } # the gate judges

data "expiry_certificates" "fleet" {
  targets = [for name, endpoint in var.endpoints : {
    endpoint    = endpoint
    server_name = "${name}.example.test"
    name        = "${name}.example.test"
    owner       = "team-${name}@example.test"
  }]
  ca_file = "root.pem"
}

data "expiry_software" "php" {
  product = "php"
  version = "7.4.33"
  owner   = "team-shop@example.test"
}

# What stands in the state of another workspace, as "terraform state pull" gave it.
data "expiry_state" "cloud" {
  files = ["cloud.json"]
  tags  = { owner = ["Owner"] }
}

resource "expiry_asset" "erp_licence" {
  name       = "erp-licence"
  kind       = "licence"
  owner      = "team-erp@example.test"
  expires_on = var.licence_ends_on
}

locals {
  deadlines = concat(
    data.expiry_certificates.fleet.certificates, [data.expiry_software.php, expiry_asset.erp_licence],
    [data.expiry_state.cloud.deadlines_json],
  )
}

resource "expiry_gate" "release" {
  name      = "release"
  deadlines = local.deadlines
}
