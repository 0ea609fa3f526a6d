terraform import expiry_asset.erp_licence erp-licence
