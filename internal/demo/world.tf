terraform {
  required_providers {
    expiry = {
      source = "terraform-expiry/expiry"
    }
  }
}

variable "endpoints" {
  type = map(string)
}

variable "licence_ends_on" {
  type = string
}

data "expiry_certificates" "fleet" {
  targets = [for name, endpoint in var.endpoints : {
    name        = "${name}.example.test"
    endpoint    = endpoint
    server_name = "${name}.example.test"
    owner       = "team-${name}@example.test"
  }]
  ca_file     = "root.pem"
  enforcement = "none" # the gate judges
}

# What the web server says it runs, and a runtime that somebody installed.
data "expiry_server" "shop" {
  name        = "shop.example.test"
  headers     = { Server = "Apache/2.2.15 (CentOS)" }
  owner       = "team-shop@example.test"
  enforcement = "none"
}

data "expiry_software" "php" {
  product     = "php"
  version     = "7.4.33"
  owner       = "team-shop@example.test"
  enforcement = "none"
}

resource "expiry_asset" "erp_licence" {
  name        = "erp-licence"
  kind        = "licence"
  owner       = "team-erp@example.test"
  maintainer  = "vendor@example.test"
  criticality = "high"
  expires_on  = var.licence_ends_on
}

locals {
  deadlines = concat(
    data.expiry_certificates.fleet.certificates,
    data.expiry_server.shop.software,
    [data.expiry_software.php, expiry_asset.erp_licence],
  )
}

resource "expiry_gate" "release" {
  name      = "release"
  deadlines = local.deadlines
}

# What stands in the state of another workspace, as "terraform state pull" gave it.
data "expiry_state" "cloud" {
  files       = ["cloud.json"]
  tags        = { owner = ["Owner"] }
  tracked_ids = ["state/cloud/aws_acm_certificate.portal"]
  enforcement = "none"
}

resource "expiry_gate" "cloud" {
  name           = "cloud"
  deadlines_json = data.expiry_state.cloud.deadlines_json
}
