package network

import "syscall"

// Winsock's own numbers: the portable names of package syscall do not match
// what Windows returns.
var (
	timedOut    = []syscall.Errno{10060}
	refused     = []syscall.Errno{10061}
	reset       = []syscall.Errno{syscall.WSAECONNRESET, syscall.WSAECONNABORTED}
	unreachable = []syscall.Errno{10013, 10047, 10049, 10050, 10051, 10064, 10065}
)
