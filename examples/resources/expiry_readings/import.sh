terraform import expiry_readings.shop shop
