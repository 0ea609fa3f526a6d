package starttls

import "strings"

// talkNNTP follows RFC 4642, with the capability list of RFC 3977.
func talkNNTP(t *talk) error {
	greeting, err := t.reply(false)
	if err != nil {
		return err
	}
	switch {
	case greeting.code >= 400:
		return t.refused("turned us away", greeting.said())
	case greeting.code != 200 && greeting.code != 201:
		return t.wrongProtocol(greeting.said())
	}
	listing, err := t.ask("CAPABILITIES")
	if err != nil {
		return err
	}
	listed := listing.code == 101
	if listed {
		capabilities, err := t.dotted()
		if err != nil {
			return err
		}
		if !offersWord(capabilities, "STARTTLS") {
			return t.absent(strings.Join(capabilities, " / "))
		}
	}
	answer, err := t.ask("STARTTLS")
	switch {
	case err != nil:
		return err
	case answer.code == 382:
		return nil
	case !listed && answer.unknownCommand():
		return t.absent(answer.said())
	default:
		return t.refused("did not let us start TLS", answer.said())
	}
}
