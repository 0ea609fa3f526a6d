package backup

import (
	"math"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// sizeForm is a number, perhaps with a unit.
var sizeForm = text.Pattern(`^([0-9]{1,19}(?:\.[0-9]{1,9})?) ?([A-Za-z]*)$`)

// sizeUnits are bytes by unit: decimal, and binary as IEC 80000-13 names them.
var sizeUnits = map[string]float64{
	"": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}

// ParseSize reads a size of at least one byte: "1000000", "500 MB", "1.5GiB". Its
// error is an *Error on the attribute min_size.
func ParseSize(text string) (int64, error) {
	refuse := func(problem string) (int64, error) {
		return 0, attributef("min_size", ReasonUnsupported, "No such size",
			`The size %q %s. Write a number of bytes, or a number with kB, MB, GB, TB, KiB, MiB, GiB or TiB, for example "500MB".`, shown(text), problem)
	}
	parts := sizeForm().FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return refuse("is no number of bytes")
	}
	unit, known := sizeUnits[strings.ToLower(parts[2])]
	if !known {
		return refuse("has a unit that is not known")
	}
	number, err := strconv.ParseFloat(parts[1], 64)
	size := math.Round(number * unit)
	switch {
	case err != nil || size >= math.MaxInt64:
		return refuse("is larger than any backup")
	case size < 1:
		return refuse("is less than a byte, which every backup has")
	}
	return int64(size), nil
}
