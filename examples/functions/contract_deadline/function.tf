locals {
  lease = provider::expiry::contract_deadline(
    {
      contract      = "cloud-lease"
      starts_on     = "2026-04-01"
      term          = "1y"
      renewal       = "tacit"
      renewal_term  = "1y"
      notice_period = "3mo"
      owner         = "legal@example.com"
    },
    "2026-11-28",
    { time_zone = "Asia/Tokyo" },
  )
}

output "decide_by" {
  value = local.lease.act_by
}
