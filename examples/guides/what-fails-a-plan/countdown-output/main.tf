data "expiry_certificate" "www" {
  file = "www.pem"
}

output "days_left" {
  value = data.expiry_certificate.www.days_left
}
