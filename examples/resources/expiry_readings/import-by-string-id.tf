import {
  to = expiry_readings.shop
  id = "shop"
}
