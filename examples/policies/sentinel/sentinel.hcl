policy "expiry" {
  source            = "./expiry.sentinel"
  enforcement_level = "hard-mandatory"
}
