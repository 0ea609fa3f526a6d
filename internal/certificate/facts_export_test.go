package certificate

// The parsers that fuzz tests call by themselves.
var (
	DistinguishedName = distinguishedName
	ReadOCSP          = readOCSP
	ReadCRL           = readCRL
	PointCovers       = pointCovers
)
