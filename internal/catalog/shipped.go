package catalog

import (
	_ "embed"
	"encoding/json"
	"sync"
)

// Shipped says that a release of a distributor ships a version and keeps
// patching it without changing the number.
type Shipped struct {
	Product string `json:"product"`
	// Distro and Release name a product of the catalog and its cycle.
	Distro  string `json:"distro"`
	Release string `json:"release"`
	Version string `json:"version"`
	// Source is the package in which the version was seen.
	Source string `json:"source"`
}

//go:embed shipped.json
var shippedFile []byte

var shipped = sync.OnceValue(func() map[string][]Shipped {
	var all []Shipped
	if json.Unmarshal(shippedFile, &all) != nil {
		return nil
	}
	byProduct := map[string][]Shipped{}
	for _, one := range all {
		byProduct[one.Product] = append(byProduct[one.Product], one)
	}
	return byProduct
})

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
	var found []Shipped
	for _, one := range shipped()[product] {
		if one.Distro == builder {
			one.Distro = distro
			found = append(found, one)
		}
	}
	return found
}
