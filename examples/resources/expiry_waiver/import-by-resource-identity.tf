import {
  to = expiry_waiver.erp_licence
  identity = {
    name = "erp-licence-offer"
  }
}
