provider "expiry" {
  enforcement = "none" # the gate judges
}

resource "terraform_data" "site" {
  input = "www.pem"
}

data "expiry_certificate" "www" {
  file = terraform_data.site.input
}

resource "expiry_gate" "release" {
  deadlines = [data.expiry_certificate.www]
}
