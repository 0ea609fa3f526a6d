terraform import expiry_handover.erp erp
