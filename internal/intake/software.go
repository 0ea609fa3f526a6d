package intake

// The keys of what something is a version of.
const (
	programs = "software"
	product  = "product"
	version  = "version"
)

// software reads what the thing is a version of, and what a server runs. Other
// things have a version too, in whatever form: that of what names no product is
// not theirs, and neither is a list of anything else.
func (r *reader) software() {
	r.program(r.object)
	switch list := r.object[programs].(type) {
	case Unknown:
		r.unknown = append(r.unknown, programs)
	case []any:
		for _, element := range list {
			switch element := element.(type) {
			case Unknown:
				r.unknown = append(r.unknown, programs)
			case Object:
				r.program(element)
			}
		}
	}
}

// program reads one version of one product.
func (r *reader) program(object Object) {
	if _, unknown := object[product].(Unknown); unknown {
		r.unknown = append(r.unknown, programs)
		return
	}
	named, known := textOf(object[product])
	if !known || blank(named) {
		return
	}
	one := Software{Product: named}
	_, one.Unsettled = object[version].(Unknown)
	if one.Version, _ = textOf(object[version]); blank(one.Version) {
		one.Version = ""
	}
	r.in.Software = append(r.in.Software, one)
}
