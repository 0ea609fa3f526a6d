import {
  to = expiry_gate.release
  identity = {
    name = "release"
  }
}
