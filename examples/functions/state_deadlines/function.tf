output "database" {
  # One object for the engine, one for the certificate authority.
  value = [
    for end in provider::expiry::state_deadlines(
      "aws_db_instance",
      { identifier = "orders", engine = "postgres", engine_version = "17.5", ca_cert_identifier = "rds-ca-rsa2048-g1" },
      "2026-11-28",
    ) : "${end.id}: ${coalesce(end.expires_at, end.end)}"
  ]
}
