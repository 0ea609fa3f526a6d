package deadline

// Fate is what a thing stands and falls with. A backup that shares any part of it
// with what it backs up is lost together with it.
type Fate struct {
	Contract string // under which it runs
	Provider string // company that runs it
	Account  string // at that company
	Site     string // building or region where it stands
	Key      string // with which it is encrypted
}

// FateFields are the parts of a fate by their names, with what they mean.
var FateFields = []struct {
	Name, Meaning string
	Of            func(*Fate) *string
}{
	{"contract", "Contract under which it runs.", func(f *Fate) *string { return &f.Contract }},
	{"provider", "Company that runs it.", func(f *Fate) *string { return &f.Provider }},
	{"account", "Account at that company.", func(f *Fate) *string { return &f.Account }},
	{"site", "Building or region where it stands.", func(f *Fate) *string { return &f.Site }},
	{"key", "Key with which it is encrypted.", func(f *Fate) *string { return &f.Key }},
}

// SameName says that two names differ in nothing but width, case, blanks and signs:
// "AWS Tokyo" and "ＡＷＳ－tokyo".
func SameName(one, other string) bool {
	if one == other {
		return true
	}
	letters := plainLetters(fold(one))
	return letters != "" && letters == plainLetters(fold(other))
}
