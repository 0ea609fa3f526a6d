output "act_by" {
  # "2020-10-01T15:00:00Z": the contract ends with 31 October in Tokyo.
  value = provider::expiry::act_by("2020-10-31", "30d", "Asia/Tokyo")
}
