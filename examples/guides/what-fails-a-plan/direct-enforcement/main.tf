resource "terraform_data" "site" {
  input = "www.pem"
}

data "expiry_certificate" "www" {
  file        = terraform_data.site.input
  enforcement = "error"
}
