terraform {
  required_providers {
    expiry = {
      source = "terraform-expiry/expiry"
    }
  }
}

# Every argument is optional: provider "expiry" {} works.
provider "expiry" {
  time_zone   = "Asia/Tokyo"
  enforcement = "warn"

  defaults = {
    certificate = { lead_time = "10d", reminder = "10d" }
    licence     = { lead_time = "6w", reminder = "1mo" }
  }

  # Work is done on the evening of every 4th Wednesday.
  maintenance_window = {
    rrule    = "FREQ=MONTHLY;BYDAY=4WE"
    start    = "20:00"
    duration = "4h"
  }

  business_calendar = {
    country  = "JP"
    holidays = ["2026-12-29", "2026-12-30"]
  }

  network = {
    timeout         = "10s"
    denied_networks = ["169.254.0.0/16"]
  }
}
