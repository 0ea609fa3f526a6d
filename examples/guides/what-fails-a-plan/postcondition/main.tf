data "expiry_certificate" "www" {
  file = "www.pem"

  lifecycle {
    postcondition {
      condition     = self.passes
      error_message = self.reason
    }
  }
}
