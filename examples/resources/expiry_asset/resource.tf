# A licence that ends on a day.
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

# The owner of a certificate that a data source reads: a gate that is given both
# joins them.
resource "expiry_asset" "www" {
  name               = "www"
  kind               = "certificate"
  system             = "shop"
  environment        = "production"
  owner              = "team-web@example.test"
  maintainer         = "ops@example.test"
  criticality        = "high"
  criticality_reason = "Orders come in here."
  tracks             = ["certificate/www.example.test:443"]
  service_ends_on    = "2031-03-31"
}

# Hardware, and a backup that shares nothing with what it protects.
resource "expiry_asset" "storage" {
  name        = "storage"
  owner       = "ops@example.test"
  maintainer  = "vendor@example.test"
  criticality = "high"
  hardware = {
    end_of_sale_on        = "2027-06-30"
    last_support_order_on = "2028-06-30"
    end_of_support_on     = "2032-06-30"
  }
  covered_by = ["contract/storage-support"]
  fate       = { site = "tokyo", provider = "own" }
}

resource "expiry_asset" "storage_backup" {
  name        = "storage-backup"
  kind        = "backup"
  owner       = "ops@example.test"
  maintainer  = "ops@example.test"
  criticality = "high"
  expires_on  = "2031-12-31"
  backs_up    = [expiry_asset.storage.id]
  newest_at   = "2026-11-20"
  fate        = { site = "osaka", provider = "example-cloud" }
}
