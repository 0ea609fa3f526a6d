locals {
  php = provider::expiry::software_deadline("php", "8.4.1", "2026-11-28", { lead_time = "90d" })
}

output "php" {
  value = "${local.php.status}, until ${coalesce(local.php.support_ends_on, "an untold day")}"
}
