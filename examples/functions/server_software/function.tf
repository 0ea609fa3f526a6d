output "products" {
  # ["apache-http-server 2.2.15", "openssl 1.0.1e", …]
  value = [for s in provider::expiry::server_software("Apache/2.2.15 (CentOS) OpenSSL/1.0.1e-fips") : "${s.product} ${coalesce(s.version, "?")}"]
}
