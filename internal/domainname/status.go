package domainname

import "strings"

// effect is what a status means for the end of a registration.
type effect int

const (
	byDate    effect = iota // nothing beyond the date
	lapsed                  // the registration is over, whatever its date
	renewed                 // the registry has renewed it by itself, which the registrar may take back
	held                    // out of DNS
	inactive                // no name servers
	changing                // something is under way
	unwritten               // not registered yet
	fixed                   // it cannot be renewed
	locked                  // it cannot be moved away
	strange                 // not known here
)

// effects are the statuses of RFC 8056 and RFC 9083 section 10.2.2 and a few that
// registries use besides, spelt as folded gives them.
var effects = func() map[string]effect {
	table := map[string]effect{}
	for meaning, names := range map[effect]string{
		lapsed:    "redemptionperiod pendingdelete pendingrestore expired deleted",
		renewed:   "autorenewperiod",
		held:      "clienthold serverhold hold registrarhold registryhold suspended",
		inactive:  "inactive",
		changing:  "pendingtransfer pendingrenew pendingupdate",
		unwritten: "pendingcreate available free notregistered reserved",
		fixed:     "serverrenewprohibited renewprohibited",
		locked:    "clienttransferprohibited servertransferprohibited transferprohibited locked clientlock serverlock",
		byDate: "active ok validated addperiod renewperiod transferperiod linked registered associated " +
			"clientdeleteprohibited clientupdateprohibited clientrenewprohibited serverdeleteprohibited serverupdateprohibited " +
			"deleteprohibited updateprohibited proxy private removed obscured delegated connected published paid administrative",
	} {
		for name := range strings.FieldsSeq(names) {
			table[name] = meaning
		}
	}
	return table
}()

// effectOf reads a status in the spelling of RDAP ("client hold"), of EPP
// ("clientHold") or with an explanation behind it ("clientHold https://icann.org/epp#clientHold").
func effectOf(status string) effect {
	name := folded(status)
	if meaning, known := effects[name]; known {
		return meaning
	}
	// "redemption grace period", "pending delete restorable", "pending delete (scheduled for release)"
	for _, beginning := range []string{"redemption", "pendingdelete", "pendingrestore"} {
		if strings.HasPrefix(name, beginning) {
			return lapsed
		}
	}
	if strings.HasPrefix(name, "autorenew") {
		return renewed
	}
	return strange
}

// folded makes spellings of a status or an action comparable.
func folded(word string) string {
	word = strings.ToLower(word)
	if explained := strings.Index(word, "http"); explained > 0 {
		word = word[:explained]
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' || r == '\t' {
			return -1
		}
		return r
	}, word)
}
