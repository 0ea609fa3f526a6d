package network

import (
	"fmt"
	"strconv"
	"time"
)

func orDefault[T int | time.Duration](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return value
}

func decimal(n int) string { return strconv.Itoa(n) }

func negative(setting, found, accepted string) *ConfigError {
	return &ConfigError{
		Setting: setting,
		Summary: "Value below zero",
		Detail:  fmt.Sprintf("The network's %s cannot be negative. Write %s.\n\nFound: %s", setting, accepted, found),
	}
}
