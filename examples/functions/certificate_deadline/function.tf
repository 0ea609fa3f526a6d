locals {
  www = provider::expiry::certificate_deadline(file("${path.module}/www.pem"), "2026-11-28", { name = "www", owner = "web@example.com" })
}

output "renew_by" {
  value = local.www.act_by
}
