data "expiry_certificates" "fleet" {
  endpoints = ["www.example.test:443", "shop.example.test:443"]

  targets = [
    { endpoint = "192.0.2.10:443", server_name = "api.example.test", owner = "team-api@example.test" },
    { endpoint = "192.0.2.25:587", starttls = "smtp", name = "submission" },
  ]

  files = ["${path.module}/certs/**/*.pem"]
  owner = "team-web@example.test"

  enforcement = "none" # the gate judges
}

resource "expiry_gate" "fleet" {
  deadlines = data.expiry_certificates.fleet.certificates
}

output "expired" {
  value = [for c in data.expiry_certificates.fleet.certificates : c.id if c.status == "expired"]
}
