terraform import expiry_contract.cloud_lease cloud-lease
