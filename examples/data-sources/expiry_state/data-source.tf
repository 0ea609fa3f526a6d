# What "terraform state pull" gave for each workspace.
data "expiry_state" "estate" {
  files = ["*.json"]
  tags  = { owner = ["Owner", "team"] }

  # What somebody tracks already, besides the shared inventory.
  tracked_ids = ["state/prod/aws_acm_certificate.shop"]

  enforcement = "none" # the gate judges
}

resource "expiry_gate" "estate" {
  name           = "estate"
  deadlines_json = data.expiry_state.estate.deadlines_json
  rules          = { untracked = { severity = "error" } }
}

# The HCL of an asset for each thing that ends and that nobody tracks.
output "suggestions" {
  value = join("\n", data.expiry_state.estate.untracked[*].suggestion)
}
