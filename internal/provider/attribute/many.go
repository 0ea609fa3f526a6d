package attribute

import (
	"fmt"
	"strings"
)

// WorstShown is how many deadlines one diagnostic names.
const WorstShown = 5

// WorstOf shows the first few of sorted reasons and counts the rest.
func WorstOf(reasons []string) string {
	shown := reasons[:min(len(reasons), WorstShown)]
	detail := strings.Join(shown, "\n")
	if rest := len(reasons) - len(shown); rest > 0 {
		detail += fmt.Sprintf("\nand %d more.", rest)
	}
	return detail
}

// More says how many are not shown of n, "" where all are.
func More(n int) string {
	if n <= WorstShown {
		return ""
	}
	return fmt.Sprintf(" and %d more", n-WorstShown)
}
