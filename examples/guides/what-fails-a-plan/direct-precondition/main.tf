resource "terraform_data" "site" {
  input = "www.pem"
}

data "expiry_certificate" "www" {
  file = terraform_data.site.input
}

resource "terraform_data" "gate" {
  lifecycle {
    precondition {
      condition     = data.expiry_certificate.www.passes
      error_message = data.expiry_certificate.www.reason
    }
  }
}
