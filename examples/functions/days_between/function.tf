output "days" {
  # 31
  value = provider::expiry::days_between("2026-01-01", "2026-02-01")
}
