output "status" {
  # "overdue"
  value = provider::expiry::status("2026-11-21", "2026-12-01", "2026-11-01T00:00:00Z", "2026-10-01T00:00:00Z")
}
