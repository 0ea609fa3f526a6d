# Ask a live server.
data "expiry_server" "www" {
  url     = "https://www.example.test"
  owner   = "team-web@example.test"
  timeout = "5s"
}

# Judge what was recorded, as of the day of the record.
data "expiry_server" "shop" {
  name    = "shop"
  headers = { Server = "Apache/2.2.15 (CentOS)", X-Powered-By = "PHP/5.3.3" }
  as_of   = "2013-09-30"
}

output "shop_software" {
  value = { for s in data.expiry_server.shop.software : s.product => s.support_class }
}

# A console for administration: an answer in clear is an error.
data "expiry_server" "console" {
  url        = "https://console.example.test:8443"
  expect_tls = true
}
