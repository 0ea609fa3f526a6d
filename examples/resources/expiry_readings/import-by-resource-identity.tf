import {
  to = expiry_readings.shop
  identity = {
    name = "shop"
  }
}
