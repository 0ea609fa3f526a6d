import {
  to = expiry_assets.ledger
  identity = {
    name = "ledger"
  }
}
