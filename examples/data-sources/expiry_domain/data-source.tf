# Any name below a registration will do; its registry is asked.
data "expiry_domain" "shop" {
  domain = "shop.example.com"
  owner  = "team-web@example.test"
}

# The registry of .de publishes no end: the declared one counts, as long as the
# registry says nothing worse.
data "expiry_domain" "berlin" {
  domain     = "example.de"
  expires_on = "2028-09-30"
  owner      = "team-berlin@example.test"
}

# Some suffixes have a server that IANA's list does not name.
data "expiry_domain" "api" {
  domain  = "api.example.io"
  servers = { io = "https://rdap.example.test/rdap/" }
}

output "shop_ends" {
  value = data.expiry_domain.shop.expires_at
}
