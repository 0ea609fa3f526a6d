check "www" {
  data "expiry_certificate" "www" {
    file = "www.pem"
  }

  assert {
    condition     = data.expiry_certificate.www.passes
    error_message = data.expiry_certificate.www.reason
  }
}
