output "passed" {
  description = "Whether no violation of severity error is left that nothing waives."
  value       = data.expiry_policy.this.passed
}

output "json" {
  description = "The verdict for other policy engines: dates and no countdowns, fit for an output of the root module."
  value       = data.expiry_policy.this.json
}

# These count days: in an output of the root module they would change every plan.
output "markdown" {
  description = "A page for a pull request."
  value       = data.expiry_policy.this.markdown
}

output "html" {
  description = "A page for a browser."
  value       = data.expiry_policy.this.html
}

output "sarif" {
  description = "For code scanning."
  value       = data.expiry_policy.this.sarif
}
