import {
  to = expiry_gate.release
  id = "release"
}
