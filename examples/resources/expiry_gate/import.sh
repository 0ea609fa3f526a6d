terraform import expiry_gate.release release
