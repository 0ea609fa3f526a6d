package certificate

// StartTLS lets the tests speak to scripted servers without a dialer.
var StartTLS = startTLS

// LeaveStartTLS is what is said after the handshake.
var LeaveStartTLS = leaveStartTLS
