package register

// MaxBytes is the size of the largest file read. Bound a download by it.
const MaxBytes = 64 << 20

const (
	// maxRows is how many a whole plan judges in a gigabyte of memory and half a
	// minute of two processors (make bench BENCH=PlanRegister).
	maxRows      = 100_000
	maxCellRunes = 32_767  // as in a spreadsheet program
	maxRecord    = 1 << 20 // bytes of one row of a CSV file
	maxHeadRows  = 20      // rows that are not blank, among which the headings are looked for
	maxKeys      = 500     // different keys in all entries of a JSON or YAML file
	maxYAML      = 8 << 20 // bytes: the parser takes many times as much memory

	// A workbook is a ZIP archive: a few kilobytes may unpack to terabytes.
	maxParts         = 10_000
	maxPartBytes     = 512 << 20
	maxPartRatio     = 200     // unpacked to packed bytes …
	freePartBytes    = 4 << 20 // … beyond these, since small parts may repeat themselves
	maxTokenBytes    = 1 << 20 // one tag or text of XML
	maxDepth         = 64
	maxStyles        = 65_536
	maxSharedStrings = 5_000_000
	maxSharedBytes   = 256 << 20
	maxSheetRows     = 1_048_576 // as in a spreadsheet program
	maxSheetColumns  = 16_384
	maxMerges        = 200_000
	maxBookBytes     = 2 << 30 // of all parts together
)
