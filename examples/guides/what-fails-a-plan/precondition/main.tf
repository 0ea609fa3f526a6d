data "expiry_certificate" "www" {
  file = "www.pem"
}

resource "terraform_data" "gate" {
  lifecycle {
    precondition {
      condition     = data.expiry_certificate.www.passes
      error_message = data.expiry_certificate.www.reason
    }
  }
}
