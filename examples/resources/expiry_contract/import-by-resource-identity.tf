import {
  to = expiry_contract.cloud_lease
  identity = {
    name = "cloud-lease"
  }
}
