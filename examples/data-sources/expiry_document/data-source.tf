provider "expiry" {
  enforcement = "none" # the gate judges
}

# From its Expires on, nobody should rely on this contact (RFC 9116).
data "expiry_document" "security" {
  file  = "${path.module}/security.txt"
  name  = "security.txt"
  owner = "security@example.test"
}

# apt refuses a repository whose Release is past its Valid-Until.
data "expiry_document" "packages" {
  file = "${path.module}/Release.txt"
  name = "packages"
}

# From its nextUpdate on, servers that check it let nobody in. What cannot be got
# is unknown, and a gate fails.
data "expiry_document" "revocations" {
  url     = "http://crl.example.test/vpn.crl"
  timeout = "5s"
}

locals {
  documents = [data.expiry_document.security, data.expiry_document.packages, data.expiry_document.revocations]
}

resource "expiry_gate" "documents" {
  deadlines = local.documents
}
