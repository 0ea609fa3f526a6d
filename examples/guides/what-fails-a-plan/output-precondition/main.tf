data "expiry_certificate" "www" {
  file = "www.pem"
}

output "www_expires_at" {
  value = data.expiry_certificate.www.expires_at

  precondition {
    condition     = data.expiry_certificate.www.passes
    error_message = data.expiry_certificate.www.reason
  }
}
