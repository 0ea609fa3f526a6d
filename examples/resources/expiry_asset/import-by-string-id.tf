import {
  to = expiry_asset.erp_licence
  id = "erp-licence"
}
