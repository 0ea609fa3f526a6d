package credential

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

var pgpUses = []struct {
	name    string
	flag    int
	purpose Purpose
	doing   string
}{
	{"certify", flagCertify, PurposeCertify, "certify"},
	{"sign", flagSign, PurposeSign, "sign with"},
	{"encrypt", flagEncrypt, PurposeEncrypt, "encrypt to"},
	{"authenticate", flagAuthenticate, "", "sign in with"},
}

// judge says when the whole ends: the primary key, or, for something that the key
// ever could, the last of the keys that can do it. So a key of which only the part
// to encrypt to has ended does not pass by its primary.
func (b pgpBlock) judge(options Options) Credential {
	facts, failure := b.judgePrimary(options.Now)
	c := Credential{Kind: KindOpenPGP, Name: b.primary.fingerprint, KeyID: b.primary.fingerprint, Subject: facts.uid, Unread: failure}
	if facts.uid == "" && len(b.uids) > 0 {
		c.Subject = b.uids[0].text
	}
	if failure != nil {
		return c
	}
	primary := facts.part
	parts := []Part{primary}
	weak := facts.weak
	for _, sub := range b.subkeys {
		part, old, ok := b.judgeSubkey(sub, primary, options.Now)
		if !ok {
			facts.altered = facts.altered || len(sub.signatures) > 0
			continue
		}
		weak = weak || old
		parts = append(parts, part)
	}
	for i := range parts {
		for _, use := range pgpUses {
			if parts[i].flags&use.flag != 0 {
				parts[i].Uses = append(parts[i].Uses, use.name)
			}
		}
	}
	c.Parts = parts
	c.begins(b.primary.created, options.Now)
	if facts.altered {
		c.find(deadline.RuleUntrusted, "a signature on the OpenPGP key is not from it and was left aside")
	}
	if weak {
		c.find(deadline.RuleWeakKey, "its end rests on a signature over SHA-1, which careful verifiers no longer take")
	}
	c.wholeEnd(parts, options)
	return c
}

func (c *Credential) wholeEnd(parts []Part, options Options) {
	primary := parts[0]
	end, from, cause := primary.End, primary.from, ""
	if primary.Revoked {
		c.End, c.Cause = end, "the key is revoked"
		return
	}
	wanted := false
	for _, use := range pgpUses {
		if options.Purpose != "" && options.Purpose != PurposeAny && options.Purpose != use.purpose {
			continue
		}
		last, some, unclear := Part{}, false, false
		for _, part := range parts {
			if part.flags&use.flag == 0 {
				continue
			}
			unclear = unclear || part.instable
			if !part.instable && (!some || later(part.End, last.End)) {
				last, some = part, true
			}
		}
		wanted = wanted || some
		switch {
		case !some && unclear:
			c.Unread = source.Fail(source.Unsupported, "what binds the key to "+use.doing+" is made in a way that cannot be checked here")
			return
		case some && later(end, last.End):
			end, from = last.End, last.from
			cause = "its last key to " + use.doing + " ends first"
			if last.Revoked {
				cause = "its last key to " + use.doing + " is revoked"
			}
		}
	}
	if !wanted {
		c.Unread = source.Fail(source.NotFound, "the OpenPGP key has none for this purpose")
		return
	}
	c.End, c.Cause, c.IssuedAt = end, cause, from
	c.deadBeside(parts, options.Now)
	if end.State == deadline.EndOpen {
		c.never("the OpenPGP key carries no end")
	}
	c.lives()
}

// deadBeside names keys that have ended while others do their work.
func (c *Credential) deadBeside(parts []Part, now time.Time) {
	if now.IsZero() {
		return
	}
	for _, part := range parts[1:] {
		ended := part.Revoked || part.End.State == deadline.EndKnown && !now.Before(part.End.At)
		if ended && !(c.End.State == deadline.EndKnown && !now.Before(c.End.At)) {
			what := "has ended"
			if part.Revoked {
				what = "is revoked"
			}
			c.find(deadline.RuleExpiredBeside, "its subkey "+part.Fingerprint+" to "+strings.Join(part.Uses, " and ")+" "+what)
		}
		if part.instable {
			c.find(deadline.RuleUnreadBeside, "what binds a subkey of it cannot be checked here")
		}
	}
}

// later says that a is after b: no end is later than any.
func later(a, b deadline.End) bool {
	rank := func(e deadline.End) int {
		switch e.State {
		case deadline.EndOpen:
			return 3
		case deadline.EndKnown:
			return 2
		case deadline.EndedUnknownDay:
			return 1
		}
		return 0
	}
	if rank(a) != rank(b) {
		return rank(a) > rank(b)
	}
	return a.State == deadline.EndKnown && a.At.After(b.At)
}
