terraform import expiry_waiver.erp_licence erp-licence-offer
