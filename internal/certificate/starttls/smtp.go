package starttls

import "strings"

// talkSMTP follows RFC 3207.
func talkSMTP(t *talk) error { return talkMail(t, "EHLO") }

// talkLMTP is SMTP with another first word (RFC 2033).
func talkLMTP(t *talk) error { return talkMail(t, "LHLO") }

func talkMail(t *talk, hello string) error {
	greeting, err := t.reply(false)
	if err != nil {
		return err
	}
	switch {
	case greeting.code >= 400:
		return t.refused("turned us away", greeting.said())
	case greeting.code != 220:
		return t.wrongProtocol(greeting.said())
	}
	offer, err := t.ask(hello + " " + neutralName)
	if err != nil {
		return err
	}
	switch {
	case offer.unknownCommand():
		return t.withoutExtensions(greeting)
	case offer.code != 250:
		return t.refused("turned us away after "+hello, offer.said())
	case !offer.offers("STARTTLS"):
		return t.absent(offer.said())
	}
	answer, err := t.ask("STARTTLS")
	if err != nil {
		return err
	}
	if answer.code != 220 {
		return t.refused("offers STARTTLS but refused it", answer.said())
	}
	return nil
}

// withoutExtensions tells an old mail server, which knows HELO only, from a
// server of another protocol that greets with 220.
func (t *talk) withoutExtensions(greeting reply) error {
	if t.protocol == "lmtp" {
		return t.wrongProtocol(greeting.said())
	}
	answer, err := t.ask("HELO " + neutralName)
	if err != nil {
		return err
	}
	if answer.code != 250 {
		return t.wrongProtocol(greeting.said())
	}
	return t.absent(answer.said())
}

// offers looks for a keyword among the lines after the first (RFC 5321 section
// 4.1.1.1).
func (r reply) offers(keyword string) bool {
	for _, line := range r.lines[1:] {
		word, _, _ := strings.Cut(line, " ")
		if strings.EqualFold(word, keyword) {
			return true
		}
	}
	return false
}
