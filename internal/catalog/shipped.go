package catalog

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Shipped says that a release of a distributor ships a version and keeps
// patching it without changing the number.
type Shipped struct {
	Product string
	// Distro and Release name a product of the catalog and its cycle.
	Distro, Release string
	// Version is the version that is shipped, or with Series what its versions
	// begin with: a stream that follows upstream's patch releases.
	Version string
	Series  bool
	// Ends is the end of the package where that is not the distribution's: a module
	// stream, an extra. ExtendedEnds is that of support that is bought.
	Ends, ExtendedEnds End
	// Bought says that only support that is bought promises its patches.
	Bought bool
	// Source is the package, or the page of the distributor, that says so.
	Source string
}

// Match says that the row speaks of a version: the one it names, or one of its
// series. A version that is a part of the row's ("1.20" of 1.20.1) is one too.
func (s *Shipped) Match(version string) bool {
	asked, own := portable(s.Product, version), portable(s.Product, s.Version)
	switch {
	case asked == own:
		return true
	case s.Series:
		return within(asked, own)
	default:
		return within(own, asked) && strings.Contains(asked, ".")
	}
}

// portable drops what says nothing of OpenSSH's version: Debian's 10.0p1 greets as
// 10.0p2, and Red Hat leaves the patch level of the portable release out.
func portable(product, version string) string {
	version = strings.ToLower(version)
	if product != "openssh" {
		return version
	}
	before, level, found := strings.Cut(version, "p")
	if found && level != "" && strings.Trim(level, "0123456789") == "" {
		return before
	}
	return version
}

// within says that a version goes on from a beginning at a boundary.
func within(version, begins string) bool {
	rest, begun := strings.CutPrefix(version, begins)
	return begun && rest != "" && (rest[0] < '0' || rest[0] > '9')
}

// shippedRow is a row of the file.
type shippedRow struct {
	Product      string `json:"product"`
	Distro       string `json:"distro"`
	Release      string `json:"release"`
	Version      string `json:"version"`
	Series       bool   `json:"series"`
	Ends         string `json:"ends"`
	ExtendedEnds string `json:"extended_ends"`
	Bought       bool   `json:"bought"`
	Source       string `json:"source"`
}

//go:embed shipped.json
var shippedFile []byte

var shipped = sync.OnceValues(func() (map[string][]Shipped, error) { return ReadShipped(shippedFile) })

// ReadShipped reads rows of what distributors ship, by product. The error names
// the row at fault.
func ReadShipped(content []byte) (map[string][]Shipped, error) {
	decoder := json.NewDecoder(strings.NewReader(string(content)))
	decoder.DisallowUnknownFields()
	var rows []shippedRow
	if err := decoder.Decode(&rows); err != nil {
		return nil, fmt.Errorf("the table of shipped versions is not in form: %w", err)
	}
	byProduct := map[string][]Shipped{}
	for i, row := range rows {
		if row.Product == "" || row.Distro == "" || row.Release == "" || row.Version == "" || row.Source == "" {
			return nil, fmt.Errorf("row %d of the shipped versions lacks a product, distro, release, version or source", i+1)
		}
		one := Shipped{Product: row.Product, Distro: row.Distro, Release: row.Release, Version: row.Version, Series: row.Series, Bought: row.Bought, Source: row.Source}
		var err error
		if one.Ends, err = ParseEnd(row.Ends); err == nil {
			one.ExtendedEnds, err = ParseEnd(row.ExtendedEnds)
		}
		if err != nil {
			return nil, fmt.Errorf("row %d of the shipped versions: %w", i+1, err)
		}
		byProduct[one.Product] = append(byProduct[one.Product], one)
	}
	return byProduct, nil
}

// rebuilds are distributions that build the packages of another.
var rebuilds = map[string]string{
	"centos": "rhel", "almalinux": "rhel", "rocky-linux": "rhel", "oracle-linux": "rhel",
}

// ShippedBy lists the releases of a distributor that are known to ship a
// product. A distribution that rebuilds another's packages has its list, with
// its own name in it.
func ShippedBy(distro, product string) []Shipped {
	builder := distro
	if of, rebuild := rebuilds[distro]; rebuild {
		builder = of
	}
	rows, _ := shipped() // a test reads the embedded rows
	var found []Shipped
	for _, one := range rows[product] {
		if one.Distro == builder {
			one.Distro = distro
			found = append(found, one)
		}
	}
	return found
}

// Shippers lists all rows that speak of a version of a product.
func Shippers(product, version string) []Shipped {
	rows, _ := shipped()
	return slices.DeleteFunc(slices.Clone(rows[product]), func(s Shipped) bool { return !s.Match(version) })
}
