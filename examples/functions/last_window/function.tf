output "last_evening" {
  # "2020-10-28T11:00:00Z": 20:00 on the 4th Wednesday in Tokyo.
  value = provider::expiry::last_window("2020-11-01", "FREQ=MONTHLY;BYDAY=4WE", "20:00", "4h", "Asia/Tokyo")
}
