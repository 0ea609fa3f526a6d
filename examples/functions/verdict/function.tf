locals {
  verdict = provider::expiry::verdict(
    [
      { id = "licence/press", owner = "print@example.com", expires_at = "2027-12-31T00:00:00Z" },
      provider::expiry::software_deadline("php", "8.4.1", "2026-11-28", { owner = "web@example.com" }),
    ],
    "2026-11-28",
    {
      fail_on   = "due"
      time_zone = "Europe/Berlin"
      rules     = { patch-behind = { severity = "off" } }
    },
  )
}

output "passed" {
  value = local.verdict.passed
}

# One paragraph, for an error_message.
output "message" {
  value = local.verdict.message
}
