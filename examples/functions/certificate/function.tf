locals {
  www = provider::expiry::certificate(file("${path.module}/www.pem"))
}

output "names" {
  value = local.www.dns_names
}

output "ends" {
  value = local.www.expires_at
}
