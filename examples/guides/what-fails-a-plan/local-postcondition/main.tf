resource "terraform_data" "site" {
  input = "www.pem"
}

locals {
  certificate_file = terraform_data.site.input
}

data "expiry_certificate" "www" {
  file = local.certificate_file

  lifecycle {
    postcondition {
      condition     = self.passes
      error_message = self.reason
    }
  }
}
