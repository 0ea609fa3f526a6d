package credential

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// primaryFacts is what the self-signatures say of the primary key.
type primaryFacts struct {
	part     Part
	uid      string
	revokers []string
	weak     bool // rests on SHA-1
	altered  bool
}

const sha1Number = 2

// judgePrimary finds the end of the primary key: by the newest signature on its
// primary user id, and by that on the key itself. Where both name an end the
// earlier one counts, since verifiers differ in which they take.
func (b pgpBlock) judgePrimary(now time.Time) (primaryFacts, *source.Failure) {
	key := b.primary
	facts := primaryFacts{part: Part{Fingerprint: key.fingerprint, Primary: true}}
	direct := newest(b.direct, is(typeDirect), key, now, key.hashed())
	var best statement
	uncertain, future, revokedUIDs := direct.uncertain, direct.future, 0
	facts.altered = direct.altered
	for _, uid := range b.uids {
		said := newest(uid.signatures, isCertification, key, now, key.hashed(), uid.hashed)
		uncertain, future = uncertain || said.uncertain, future || said.future
		facts.altered = facts.altered || said.altered
		if !said.found {
			continue
		}
		facts.revokers = append(facts.revokers, said.signature.revokers...)
		gone := revoked(uid.signatures, typeUIDRevocation, key, nil, key.hashed(), uid.hashed)
		if gone.revoked && !gone.at.Before(said.signature.created) {
			revokedUIDs++
			continue
		}
		uncertain = uncertain || gone.uncertain
		better := said.signature.primaryUID && !best.signature.primaryUID ||
			said.signature.primaryUID == best.signature.primaryUID && said.signature.created.After(best.signature.created)
		if !best.found || better {
			best, facts.uid = said, uid.text
		}
	}
	if direct.found {
		facts.revokers = append(facts.revokers, direct.signature.revokers...)
	}
	gone := revoked(b.direct, typeRevocation, key, facts.revokers, key.hashed())
	if gone.revoked {
		facts.part.endAt(gone.at, now)
		facts.part.Revoked = true
		facts.part.flags = flagCertify
		return facts, nil
	}
	fail := func(reason source.Reason, clause string) (primaryFacts, *source.Failure) {
		return facts, source.Fail(reason, clause)
	}
	switch {
	case gone.uncertain:
		return fail(source.Unsupported, "a revocation stands on the OpenPGP key that cannot be checked")
	case uncertain:
		return fail(source.Unsupported, "a signature on the OpenPGP key is made in a way that cannot be checked here, and may change its end")
	case !best.found && !direct.found && revokedUIDs > 0:
		return fail(source.Malformed, "all user ids of the OpenPGP key are revoked")
	case !best.found && !direct.found && future:
		return fail(source.Malformed, "the signatures on the OpenPGP key are dated in the future")
	case !best.found && !direct.found:
		return fail(source.Malformed, "no signature that counts says when the OpenPGP key ends: it was altered, or its signatures have ended")
	}
	facts.part.End = deadline.OpenEnded
	facts.part.flags = -1
	for _, said := range []statement{direct, best} { // the user id's flags win
		if !said.found {
			continue
		}
		facts.weak = facts.weak || said.signature.hash == sha1Number
		if said.signature.flags >= 0 {
			facts.part.flags = said.signature.flags
		}
		if end := said.signature.lives(key); !end.IsZero() && (facts.part.End.State == deadline.EndOpen || end.Before(facts.part.End.At)) {
			facts.part.End, facts.part.from = deadline.EndsAt(end), said.signature.created
		}
	}
	if facts.part.flags < 0 {
		facts.part.flags = flagCertify | flagSign
	}
	facts.part.flags |= flagCertify
	return facts, nil
}

// endAt ends a part by a revocation. One that is dated in the future is in force:
// whoever revokes a key has lost it.
func (p *Part) endAt(at, now time.Time) {
	if !now.IsZero() && at.After(now) {
		p.End = deadline.End{State: deadline.EndedUnknownDay}
		return
	}
	p.End = deadline.EndsAt(at)
}

// judgeSubkey finds the end of a subkey; ok is false where it is none of this key's.
func (b pgpBlock) judgeSubkey(sub pgpSubkey, primary Part, now time.Time) (part Part, weak, ok bool) {
	part = Part{Fingerprint: sub.key.fingerprint}
	if sub.unread {
		part.instable, part.flags = true, flagSign|flagEncrypt
		return part, false, true
	}
	over := [][]byte{b.primary.hashed(), sub.key.hashed()}
	bound := newest(sub.signatures, is(typeBinding), b.primary, now, over...)
	if !bound.found {
		part.instable, part.flags = bound.uncertain, flagSign|flagEncrypt
		return part, false, bound.uncertain
	}
	part.flags = max(bound.signature.flags, 0)
	if part.flags&flagSign != 0 {
		// A key that signs answers for itself, lest somebody claims another's.
		back, read := readPGPSignature(bound.signature.embedded)
		check := forged
		if read && back.kind == typePrimaryBinding {
			check = back.check(sub.key, over...)
		}
		switch {
		case check == uncheckable:
			part.instable = true
		case check == forged || back.expired(now):
			part.flags &^= flagSign
		}
	}
	part.End, part.from = primary.End, primary.from
	if end := bound.signature.lives(sub.key); !end.IsZero() && (part.End.State == deadline.EndOpen || part.End.State == deadline.EndKnown && end.Before(part.End.At)) {
		part.End, part.from = deadline.EndsAt(end), bound.signature.created
	}
	gone := revoked(sub.signatures, typeSubkeyRevocation, b.primary, nil, over...)
	if gone.revoked && (!gone.soft || !gone.at.Before(bound.signature.created)) {
		part.Revoked = true
		part.endAt(gone.at, now)
	}
	part.instable = part.instable || bound.uncertain || gone.uncertain
	return part, bound.signature.hash == sha1Number, part.flags != 0
}
