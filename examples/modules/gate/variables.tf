# The type is any on purpose. A type that lists attributes drops all others
# without a word: passes, findings and act_by would never reach the gate.
variable "deadlines" {
  description = "Data sources and resources of the provider as they are, or lists of them put together with concat. Hand resources over through a local."
  type        = any
}

variable "name" {
  description = "Name of the gate and of the policy, for their reports."
  type        = string
  default     = "default"
}

# any here as well, so that the gate reads every key and tells of a wrong one.
variable "rules" {
  description = "How severe a rule is and what it applies to, by its name: { owner-missing = { severity = \"error\", environments = [\"production\"] } }."
  type        = any
  default     = {}
}

variable "waivers" {
  description = "Breaches that are acceptable for at most 90 days, each with rule, asset (or system, or owner), reason, approver, granted_on and ends_on; or expiry_waiver resources."
  type        = any
  default     = []
}

variable "reports" {
  description = "Reports that the outputs hold."
  type        = list(string)
  default     = ["markdown", "html", "sarif"]
}
