policytest {
  targets = ["../policies/certificates.policy.hcl"]
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
}

inputs {
  as_of = "2026-11-28"
}

locals {
  # From 4 September to 3 December 2026: a renewal takes an eighth of that, 11 days.
  ends_soon = <<-PEM
      -----BEGIN CERTIFICATE-----
      MIIBdDCCARmgAwIBAgICA+gwCgYIKoZIzj0EAwIwJDEiMCAGA1UEAxMZRXhhbXBs
      ZSBJc3N1aW5nIEF1dGhvcml0eTAeFw0yNjA5MDQwMDAwMDBaFw0yNjEyMDMwMDAw
      MDBaMBsxGTAXBgNVBAMTEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggq
      hkjOPQMBBwNCAARTtczCEqeimvZ4VGLEQCd7G5UIASi/1np/HnVdaPUP7MbRWKP5
      SfuHNjx9RpadTMDlzZbDp1GQqNdFizyt1awfo0QwQjAOBgNVHQ8BAf8EBAMCB4Aw
      EwYDVR0lBAwwCgYIKwYBBQUHAwEwGwYDVR0RBBQwEoIQc2hvcC5leGFtcGxlLmNv
      bTAKBggqhkjOPQQDAgNJADBGAiEArPsiO89tk+0l0qz6brKzfGJyQ49W+UEK1hZt
      4VRxl0QCIQDGrbh8XZbprpwthbvXfq8Vofy8/meax80K6z5kMC8Dxw==
      -----END CERTIFICATE-----
    PEM
  # To 1 October 2027.
  ends_later = <<-PEM
      -----BEGIN CERTIFICATE-----
      MIIBdDCCARmgAwIBAgICA+kwCgYIKoZIzj0EAwIwJDEiMCAGA1UEAxMZRXhhbXBs
      ZSBJc3N1aW5nIEF1dGhvcml0eTAeFw0yNjA5MDQwMDAwMDBaFw0yNzEwMDEwMDAw
      MDBaMBsxGTAXBgNVBAMTEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggq
      hkjOPQMBBwNCAATwrKghGp8SpIWb/TUdddRALqFCkGTO6tv3G0t3IKp1g5rr9nnw
      DzW8e7aDvF1xm/zfvLyUP2/6os3ZxQ2P0Nguo0QwQjAOBgNVHQ8BAf8EBAMCB4Aw
      EwYDVR0lBAwwCgYIKwYBBQUHAwEwGwYDVR0RBBQwEoIQc2hvcC5leGFtcGxlLmNv
      bTAKBggqhkjOPQQDAgNJADBGAiEAyO78sodrkHKrOSmOxvqrcvJ4kGSx/MErS0Kh
      NqJKp4ACIQCS4om1yc+Ou5Dz2C+6Zk4LVbHPTd8TpLKzec0sgF9BwA==
      -----END CERTIFICATE-----
    PEM
}

resource "aws_iam_server_certificate" "five_days_left" {
  expect_failure = true
  attrs = {
    name             = "shop"
    certificate_body = local.ends_soon
  }
}

resource "aws_iam_server_certificate" "in_time" {
  attrs = {
    name              = "shop"
    certificate_body  = local.ends_later
    certificate_chain = null
  }
}

resource "aws_acm_certificate" "imported_five_days_left" {
  expect_failure = true
  attrs = {
    certificate_body = local.ends_soon
  }
}
