output "first_renewal" {
  # "2026-02-28"
  value = provider::expiry::add_period("2026-01-31", "1mo")
}
