provider "expiry" {
  enforcement = "none" # the gate judges
}

# A token that a job was handed as a file.
data "expiry_token" "ci" {
  file      = "${path.module}/ci.jwt"
  name      = "ci"
  owner     = "team-ci@example.test"
  lead_time = "14d"
}

# What one context of a kubeconfig signs in with.
data "expiry_token" "cluster" {
  file    = "${path.module}/kubeconfig.yaml"
  context = "ci@prod"
  name    = "kubeconfig"
}

# The key that signs releases: it must be able to sign until then.
data "expiry_token" "releases" {
  file    = "${path.module}/releases.asc"
  purpose = "sign"
  name    = "releases"
  owner   = "team-releases@example.test"
}

locals {
  tokens = [data.expiry_token.ci, data.expiry_token.cluster, data.expiry_token.releases]
}

resource "expiry_gate" "tokens" {
  deadlines = local.tokens

  # What carries no end works until somebody takes it back.
  rules = { never-expires = { severity = "error" } }
}

output "releases" {
  value = [for key in data.expiry_token.releases.parts : "${join(", ", key.uses)} until ${coalesce(key.expires_at, key.end)}"]
}
