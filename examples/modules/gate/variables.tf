variable "deadlines" {
  description = "Data sources and resources of the provider as they are, or lists of them put together with concat. Hand resources over through a local."
  type        = any
}

variable "name" {
  description = "Name of the gate and of the policy, for their reports."
  type        = string
  default     = "default"
}

variable "rules" {
  description = "How severe a rule is, by its name: { owner-missing = { severity = \"error\" } }."
  type = map(object({
    severity   = optional(string)
    max_age    = optional(string)
    applies_to = optional(list(string))

    # Of what alone the rule is asked, as patterns like "prod*".
    kinds        = optional(list(string))
    systems      = optional(list(string))
    environments = optional(list(string))
    owners       = optional(list(string))
  }))
  default = {}
}

variable "waivers" {
  description = "Breaches that are acceptable for at most 90 days."
  type = list(object({
    rule       = string
    asset      = optional(string) # this, for_system or for_owner
    for_system = optional(string)
    for_owner  = optional(string)
    reason     = string
    approver   = string
    ticket     = optional(string)
    granted_on = string
    ends_on    = string
  }))
  default = []
}

variable "reports" {
  description = "Reports that the outputs hold."
  type        = list(string)
  default     = ["markdown", "html", "sarif"]
}
