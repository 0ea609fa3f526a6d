package judge

// The parsers that fuzz tests call by themselves.
var (
	ReadOCSP    = readOCSP
	ReadCRL     = readCRL
	PointCovers = pointCovers
	Timestamps  = timestamps
)
