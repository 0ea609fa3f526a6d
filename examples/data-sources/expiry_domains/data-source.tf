data "expiry_domains" "ours" {
  domains = ["example.com", "example.net", "shop.example.co.uk"]

  targets = [
    { domain = "example.de", expires_on = "2028-09-30", owner = "team-berlin@example.test" },
    { domain = "example.jp", expires_on = "2028-03-31", owner = "team-tokyo@example.test" },
  ]

  owner      = "team-web@example.test"
  due_within = "60d"

  enforcement = "none" # the gate judges
}

resource "expiry_gate" "domains" {
  deadlines = data.expiry_domains.ours.deadlines
}

output "soon" {
  value = data.expiry_domains.ours.due[*].id
}
