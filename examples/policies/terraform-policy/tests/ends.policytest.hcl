policytest {
  targets = ["../policies/ends.policy.hcl"]
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
}

inputs {
  as_of = "2026-11-28"
}

resource "aws_db_instance" "old_engine" {
  expect_failure = true
  attrs = {
    identifier         = "orders"
    engine             = "mysql"
    engine_version     = "5.7.44"
    ca_cert_identifier = "rds-ca-rsa2048-g1"
  }
}

resource "aws_db_instance" "old_authority" {
  expect_failure = true
  attrs = {
    identifier         = "orders"
    engine             = "postgres"
    engine_version     = "17.5"
    ca_cert_identifier = "rds-ca-2019"
  }
}

resource "aws_db_instance" "supported" {
  attrs = {
    identifier         = "orders"
    engine             = "postgres"
    engine_version     = "17.5"
    ca_cert_identifier = "rds-ca-rsa2048-g1"
  }
}

# Another version of the provider, or another type of value: unknown is no pass.
resource "aws_db_instance" "tells_nothing" {
  expect_failure = true
  attrs = {
    identifier = "orders"
  }
}

resource "aws_vpc" "does_not_end" {
  attrs = {
    cidr_block = "10.0.0.0/16"
  }
}
