# The process definitions, against the list that was approved: sha256sum *.xml.
data "expiry_definition" "flows" {
  name        = "flows"
  directory   = path.module
  files       = ["*.xml"]
  approved    = "${path.module}/approved.sha256"
  approved_by = "board@example.test"
  approved_on = "2026-11-02"
  owner       = "team-flows@example.test"
}

# A resource that applies them does so once more when one of them changes.
resource "terraform_data" "flows" {
  triggers_replace = data.expiry_definition.flows.content_sha256

  lifecycle {
    precondition {
      condition     = data.expiry_definition.flows.passes
      error_message = data.expiry_definition.flows.reason
    }
  }
}

output "altered" {
  value = data.expiry_definition.flows.altered
}
