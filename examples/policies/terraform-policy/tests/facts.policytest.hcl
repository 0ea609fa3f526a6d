policytest {
  targets = ["../policies/facts.policy.hcl"]
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
}

# In years these facts are old, whatever the binary.
provider "aws" "in_ten_years" {
  expect_failure = true
  inputs         = { as_of = "2036-11-28" }
  meta           = { name = "aws", source = "hashicorp/aws", version = "6.0.0" }
}

provider "aws" "before_they_were_known" {
  inputs = { as_of = "2026-06-01" }
  meta   = { name = "aws", source = "hashicorp/aws", version = "6.0.0" }
}
