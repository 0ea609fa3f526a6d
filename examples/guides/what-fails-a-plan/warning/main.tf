data "expiry_certificate" "www" {
  file = "www.pem"
}
