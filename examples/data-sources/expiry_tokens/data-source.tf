data "expiry_tokens" "all" {
  files      = ["${path.module}/*.jwt", "${path.module}/*-cert.pub"]
  exclude    = ["old-*"]
  owner      = "team-platform@example.test"
  due_within = "60d"

  enforcement = "none" # the gate judges
}

locals {
  tokens = data.expiry_tokens.all.deadlines
}

resource "expiry_gate" "tokens" {
  deadlines = local.tokens
}

output "soon" {
  value = [for token in data.expiry_tokens.all.due : "${token.id} (${coalesce(token.token_kind, "not read")})"]
}
