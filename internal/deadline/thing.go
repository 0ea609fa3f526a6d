package deadline

import "time"

// Thing is a deadline with what it says of others, from which a gate or a policy
// draws what no reader of one thing can see. Others are named by id, or by a
// pattern in which * stands for anything.
type Thing struct {
	Deadline

	Tracks    []string // what knows better when it ends
	CoveredBy []string // the contracts that support it
	Upstream  string   // the contract that it rests on: an id, or the name of a contract
	BacksUp   []string // what it is a backup of
	Fate      Fate
	// DeletesData says that its end deletes the data that it holds.
	DeletesData bool
	// NewestAt is when the newest copy of a backup was made, zero where unknown.
	NewestAt time.Time
	// ChangedAt is when the thing last changed, zero where nobody says.
	ChangedAt        time.Time
	ChangeReviewedBy string
	// KeyAlgorithm is the kind of its key ("ECDSA"), of several separated by commas;
	// "" where nobody says or it has none.
	KeyAlgorithm string
	// Supplier is with whom it is renewed, and Renews for how long it is by itself
	// where nobody gives notice; "" and zero where nobody says.
	Supplier string
	Renews   Period
}
