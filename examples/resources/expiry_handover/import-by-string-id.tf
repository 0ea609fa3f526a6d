import {
  to = expiry_handover.erp
  id = "erp"
}
