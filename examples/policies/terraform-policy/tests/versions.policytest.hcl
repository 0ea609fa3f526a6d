policytest {
  targets = ["../policies/versions.policy.hcl"]
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
    identifier     = "orders"
    engine         = "mysql"
    engine_version = "5.7.44"
  }
}

resource "aws_db_instance" "supported" {
  attrs = {
    identifier     = "orders"
    engine         = "postgres"
    engine_version = "17.5"
  }
}

resource "aws_db_instance" "no_version" {
  expect_failure = true
  attrs = {
    identifier     = "orders"
    engine         = "postgres"
    engine_version = null
  }
}

resource "aws_eks_cluster" "old" {
  expect_failure = true
  attrs = {
    name    = "shop"
    version = "1.24"
  }
}

resource "aws_eks_cluster" "of_another_day" {
  inputs = { as_of = "2022-12-01" }
  attrs = {
    name    = "shop"
    version = "1.24"
  }
}
