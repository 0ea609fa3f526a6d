# Engine and runtime versions are supported, and will be for as long as a migration
# takes. Only what tells the version is handed over: identifiers and addresses are
# known only after apply, and would make the verdict unknown until then.

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
  as_of    = input.as_of == "" ? core::timestamp() : input.as_of
  settings = { rules = { patch-behind = { severity = "off" }, owner-missing = { severity = "off" } } }
}

resource_policy "aws_db_instance" "engine" {
  locals {
    tells = {
      identifier     = core::try(attrs.identifier, null)
      engine         = core::try(attrs.engine, null)
      engine_version = core::try(attrs.engine_version, null)
    }
    versions = [for end in plugin::expiry::state_deadlines(meta.type, local.tells, local.as_of) : end if end.kind == "software"]
    verdict  = plugin::expiry::verdict(local.versions, local.as_of, local.settings)
  }
  enforce {
    condition     = local.verdict.passed
    error_message = local.verdict.message
  }
}

resource_policy "aws_eks_cluster" "version" {
  locals {
    deadline = plugin::expiry::software_deadline("amazon-eks", attrs.version, local.as_of, { name = attrs.name })
  }
  enforce {
    condition     = attrs.version != null && local.deadline.passes
    error_message = local.deadline.reason
  }
}
