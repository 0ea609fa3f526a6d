import {
  to = expiry_handover.erp
  identity = {
    name = "erp"
  }
}
