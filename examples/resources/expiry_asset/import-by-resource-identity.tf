import {
  to = expiry_asset.erp_licence
  identity = {
    name = "erp-licence"
  }
}
