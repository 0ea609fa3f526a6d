provider "expiry" {
  enforcement = "none" # the gate judges
}

data "expiry_certificate" "www" {
  file  = "www.pem"
  owner = "team-web@example.test"
}

resource "expiry_gate" "release" {
  deadlines = [data.expiry_certificate.www]
}
