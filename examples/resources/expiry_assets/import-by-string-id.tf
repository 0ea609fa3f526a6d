import {
  to = expiry_assets.ledger
  id = "ledger"
}
