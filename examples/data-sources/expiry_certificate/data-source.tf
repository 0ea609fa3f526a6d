# A server, with the owner whom a failing plan names.
data "expiry_certificate" "www" {
  endpoint = "www.example.test:443"
  owner    = "team-web@example.test"
}

# A mail server behind STARTTLS, by another name than the one it is reached at.
data "expiry_certificate" "mail" {
  endpoint    = "192.0.2.25:25"
  starttls    = "smtp"
  server_name = "mail.example.test"
  timeout     = "5s"
}

# A file in the repository, signed by the company's own authority.
data "expiry_certificate" "internal" {
  file            = "${path.module}/certs/internal.pem"
  ca_file         = "${path.module}/certs/company-root.pem"
  require_trusted = true
}

output "www_ends" {
  value = data.expiry_certificate.www.expires_at
}
