policytest {
  targets = ["../policies/tags.policy.hcl"]
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
}

inputs {
  as_of = "2026-11-28"
}

resource "aws_instance" "over" {
  expect_failure = true
  attrs = {
    tags = { Name = "trial", owner = "team@example.com", expires-on = "2026-11-27" }
  }
}

resource "aws_instance" "last_day" {
  attrs = {
    tags = { Name = "trial", owner = "team@example.com", expires-on = "2026-11-28" }
  }
}

resource "aws_s3_bucket" "nobody_answers" {
  expect_failure = true
  attrs = {
    tags = { Name = "trial", expires-on = "2027-06-30" }
  }
}

resource "aws_s3_bucket" "later" {
  attrs = {
    tags = { owner = "team@example.com", expires-on = "2027-06-30" }
  }
}
