# The database's backups, as "restic snapshots --json" listed them last night.
data "expiry_backup" "erp" {
  name     = "erp"
  file     = "${path.module}/restic.json"
  host     = "db1"
  paths    = ["/srv/erp"]
  max_age  = "26h"
  min_size = "1GB"
  owner    = "team-erp@example.test"

  # Of what it is a copy, and what it stands and falls with: a gate compares both.
  backs_up = ["asset/erp"]
  fate     = { provider = "Other", account = "copies", site = "west", key = "kms/copies" }

  restore_tested_on = "2026-09-10"
  restore_max_age   = "180d"
}

# Dumps in a bucket, with the day in their names.
data "expiry_backup" "dumps" {
  s3        = { bucket = "backups", prefix = "crm/", endpoint = "https://s3.example.test", anonymous = true }
  pattern   = "crm-{YYYY-MM-DD}.dump.gz"
  time_zone = "Asia/Tokyo"
  max_age   = "8d"
  shrink    = { warn = 30 }
}

# JSON of another program.
data "expiry_backup" "tapes" {
  name = "tapes"
  file = "${path.module}/tapes.json"
  mapping = {
    list       = "result.jobs"
    name       = "id"
    started_at = "begin"
    size       = "bytes"
    status     = "state"
    good       = ["done", "verified"]
  }
  max_age = "35d"
}

output "erp_newest" {
  value = data.expiry_backup.erp.newest_at
}
