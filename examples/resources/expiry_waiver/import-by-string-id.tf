import {
  to = expiry_waiver.erp_licence
  id = "erp-licence-offer"
}
