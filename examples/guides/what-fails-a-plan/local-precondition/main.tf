resource "terraform_data" "site" {
  input = "www.pem"
}

locals {
  certificate_file = terraform_data.site.input
}

data "expiry_certificate" "www" {
  file = local.certificate_file
}

resource "terraform_data" "gate" {
  lifecycle {
    precondition {
      condition     = data.expiry_certificate.www.passes
      error_message = data.expiry_certificate.www.reason
    }
  }
}
