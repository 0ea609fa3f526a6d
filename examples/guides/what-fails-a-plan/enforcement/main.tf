data "expiry_certificate" "www" {
  file        = "www.pem"
  enforcement = "error"
}

resource "terraform_data" "app" {
  input = data.expiry_certificate.www.expires_at
}
