terraform import expiry_assets.ledger ledger
