import {
  to = expiry_contract.cloud_lease
  id = "cloud-lease"
}
