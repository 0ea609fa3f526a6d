output "php" {
  # "ended_over_1y"
  value = provider::expiry::support("php", "5.3.3", "2020-01-01").support_class
}
