provider "expiry" {
  inventory = {
    url       = "postgres://expiry@db.example.test/expiry" # the password: PGPASSWORD
    tenant    = "acme"
    workspace = "shop"
  }
}

data "expiry_certificates" "fleet" {
  endpoints = ["www.example.test:443", "api.example.test:443"]
  owner     = "team-web@example.test"
}

data "expiry_software" "php" {
  product = "php"
  version = "8.3.0"
}

# What both read becomes rows of the inventory, for the gate that judges all
# workspaces at night.
resource "expiry_readings" "shop" {
  name      = "shop"
  deadlines = [data.expiry_certificates.fleet.deadlines_json, data.expiry_software.php]
  source    = "git.example.test/shop/infrastructure"
}
