package policy

import "time"

// Until is for how long a set passes if nobody acts.
type Until struct {
	// At is the first whole second at which it would fail; zero where it fails
	// already, or where nothing ends.
	At time.Time
	// Reason is one sentence: what makes it fail then, or why there is no such
	// instant; a second one names what was not judged.
	Reason string
}
