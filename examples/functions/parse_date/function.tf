output "ends_on" {
  # "2027-03-31"
  value = provider::expiry::parse_date("2027/3/31")
}
