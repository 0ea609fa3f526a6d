data "expiry_handover_checklist" "this" {}

# A form for either side to fill in.
output "checklist" {
  value = join("\n", [for item in data.expiry_handover_checklist.this.items : "- ${item.id}: ${item.question}"])
}
