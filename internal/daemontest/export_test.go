//go:build linux

package daemontest

// Find looks for a program.
var Find = find
