package deadline

// endWords are the words under which the state of an end travels, in JSON and in
// the inventory.
var endWords = map[EndState]string{EndUnknown: "unknown", EndKnown: "known", EndOpen: "open", EndedUnknownDay: "ended"}

// String is the word for the state: "unknown", "known", "open" or "ended".
func (s EndState) String() string { return endWords[s] }

// ParseEndState is the state that a word means; a word that is none of these
// means EndUnknown, so that it never passes.
func ParseEndState(word string) EndState {
	for state, name := range endWords {
		if name == word {
			return state
		}
	}
	return EndUnknown
}
