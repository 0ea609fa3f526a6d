package starttls

import "strings"

// talkFTP follows RFC 4217 section 4.
func talkFTP(t *talk) error {
	greeting, err := t.reply(true)
	// 120 announces a delay, after which the real greeting comes (RFC 959
	// section 5.4).
	for err == nil && greeting.code == 120 {
		greeting, err = t.reply(true)
	}
	switch {
	case err != nil:
		return err
	case greeting.code >= 400:
		return t.refused("turned us away", greeting.said())
	case greeting.code != 220:
		return t.wrongProtocol(greeting.said())
	}
	answer, err := t.ask("AUTH TLS")
	switch {
	case err != nil:
		return err
	case answer.code == 234:
		return nil
	case answer.code < 400:
		return t.wrongProtocol(answer.said())
	}
	// The refusal's code says little: without TLS, servers answer 500, 502, 504,
	// 530 or 534. Their list of features (RFC 2389) does tell.
	features, err := t.ask("FEAT")
	switch {
	case err != nil:
		return err
	case features.code == 211 && features.offersTLS():
		return t.refused("offers AUTH TLS but refused it", answer.said())
	case features.code != 211 && greeting.isMail():
		return t.wrongProtocol(greeting.said())
	case !answer.unknownCommand() && features.code != 211:
		return t.refused("did not let us start TLS", answer.said())
	default:
		return t.absent(answer.said())
	}
}

// offersTLS finds "AUTH TLS" in a list of features, in the forms that servers
// have for it: "AUTH TLS", "AUTH SSL TLS", "AUTH TLS-C;TLS-P;".
func (r reply) offersTLS() bool {
	for _, line := range r.lines[1:] {
		words := strings.Fields(strings.ToUpper(line))
		if len(words) > 1 && words[0] == "AUTH" && strings.Contains(strings.Join(words[1:], " "), "TLS") {
			return true
		}
	}
	return false
}

// isMail says that a 220 greeting names a mail server.
func (r reply) isMail() bool {
	name := GreetingOf(r.said())
	return name == "SMTP" || name == "LMTP"
}
