# Certificates that are handed to a provider as text end later than a renewal takes.
# The text is known while planning, so this holds for what is created too.

policy {
  plugins {
    expiry = { source = "../plugins/bin/expiry" }
  }
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0.0, < 7.0.0" }
  }
}

input "as_of" {
  type    = string
  default = ""
}

locals {
  as_of = input.as_of == "" ? core::timestamp() : input.as_of
}

resource_policy "aws_iam_server_certificate" "in_time" {
  locals {
    pem      = core::join("\n", [attrs.certificate_body, core::try(attrs.certificate_chain, null) == null ? "" : attrs.certificate_chain])
    deadline = plugin::expiry::certificate_deadline(local.pem, local.as_of, { name = attrs.name })
  }
  enforce {
    condition     = local.deadline.passes
    error_message = local.deadline.reason
  }
}

resource_policy "aws_acm_certificate" "in_time" {
  # One that Amazon issues has no text, and is renewed by it.
  filter = core::try(attrs.certificate_body, null) != null
  locals {
    pem      = core::join("\n", [attrs.certificate_body, core::try(attrs.certificate_chain, null) == null ? "" : attrs.certificate_chain])
    deadline = plugin::expiry::certificate_deadline(local.pem, local.as_of, null)
  }
  enforce {
    condition     = local.deadline.passes
    error_message = local.deadline.reason
  }
}
