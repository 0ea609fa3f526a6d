data "expiry_contract" "cloud" {
  register  = "contracts.csv"
  contract  = "cloud-lease"
  lead_time = "20bd"
}

output "cloud_lease_ends_at" {
  value = data.expiry_contract.cloud.expires_at # the earliest end on the chain
}

output "cloud_lease_chain" {
  value = { for link in data.expiry_contract.cloud.chain : link.contract => link.ends_at }
}
