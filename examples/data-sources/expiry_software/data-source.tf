# For how long is this runtime supported, and is its newest patch applied?
data "expiry_software" "php" {
  product = "php"
  version = "8.3.14"
  owner   = "team-shop@example.test"
}

# Built and patched by a distributor: its support counts, upstream's is told beside it.
data "expiry_software" "httpd" {
  product = "apache-http-server"
  version = "2.4.37"
  distro  = "rhel 8"
}

# Extended support that was bought.
data "expiry_software" "postgresql" {
  product       = "postgresql"
  version       = "13"
  support_level = "extended"
}

output "php_supported_until" {
  value = data.expiry_software.php.support_ends_on
}
