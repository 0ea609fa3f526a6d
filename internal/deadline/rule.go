package deadline

import (
	"maps"
	"slices"
)

// Rule names one thing that can be wrong. The list is closed, because waivers
// match on these names: a new one is a new promise to users.
type Rule string

// The rules.
const (
	RuleExpired                Rule = "expired"
	RuleOverdue                Rule = "overdue"
	RuleDue                    Rule = "due"
	RuleUnknown                Rule = "unknown"
	RuleRefused                Rule = "refused"
	RuleTermUndeclared         Rule = "term-undeclared"
	RuleUpstreamNotRenewed     Rule = "upstream-not-renewed"
	RuleBackupMissing          Rule = "backup-missing"
	RuleBackupSharesFate       Rule = "backup-shares-fate"
	RuleUnencryptedEndpoint    Rule = "unencrypted-endpoint"
	RuleDefinitionAltered      Rule = "definition-altered"
	RuleWaiverExpired          Rule = "waiver-expired"
	RuleWaiverUnused           Rule = "waiver-unused"
	RuleWaiverTicket           Rule = "waiver-ticket"
	RuleOwnerMissing           Rule = "owner-missing"
	RuleMaintainerMissing      Rule = "maintainer-missing"
	RuleCriticalityMissing     Rule = "criticality-missing"
	RuleHandoverIncomplete     Rule = "handover-incomplete"
	RuleRenewalUnproven        Rule = "renewal-unproven"
	RuleRenewalMissed          Rule = "renewal-missed"
	RuleRenewsTacitly          Rule = "renews-tacitly"
	RuleChainBroken            Rule = "chain-broken"
	RuleBackupStale            Rule = "backup-stale"
	RuleChangeWithoutBackup    Rule = "change-without-backup"
	RuleChangeUnreviewed       Rule = "change-unreviewed"
	RuleSupportContractMissing Rule = "support-contract-missing"
	RulePatchBehind            Rule = "patch-behind"
	RuleUntrusted              Rule = "untrusted"
	RuleWrongName              Rule = "wrong-name"
	RuleNotYetValid            Rule = "not-yet-valid"
	RuleNodesDisagree          Rule = "nodes-disagree"
	RuleValidityTooLong        Rule = "validity-too-long"
	RuleWeakKey                Rule = "weak-key"
	RuleStaleFacts             Rule = "stale-facts"
	RuleDuplicate              Rule = "duplicate"
	RuleClosed                 Rule = "closed"
	RulePatchUnconfirmed       Rule = "patch-unconfirmed"
	RuleVersionNotAllowed      Rule = "version-not-allowed"
	RuleExpiredBeside          Rule = "expired-beside"
	RuleUnreadBeside           Rule = "unread-beside"
	RuleStapleMissing          Rule = "staple-missing"
	RuleRenewalShorter         Rule = "renewal-shorter"
	RuleDistrusted             Rule = "distrusted"
	RuleDistrustAnnounced      Rule = "distrust-announced"
	RuleNotDelegated           Rule = "not-delegated"
	RuleRegistrarDiffers       Rule = "registrar-differs"
	RuleRegistrationStatus     Rule = "registration-status"
	RuleNotLocked              Rule = "not-locked"
	RuleDateAssumed            Rule = "date-assumed"
	RuleBackupFailed           Rule = "backup-failed"
	RuleBackupShrunk           Rule = "backup-shrunk"
	RuleBackupKeptShort        Rule = "backup-kept-short"
	RuleRestoreUntested        Rule = "restore-untested"
	RuleNeverExpires           Rule = "never-expires"
	RuleUntracked              Rule = "untracked"
	RuleClientAuthEnding       Rule = "client-auth-ending"
	RuleQuantumVulnerable      Rule = "quantum-vulnerable"
)

// Severity is the rule's default severity, SeverityError for a name that is no
// rule: what nobody knows must not pass.
func (r Rule) Severity() Severity {
	if facts, ok := rules[r]; ok {
		return facts.severity
	}
	return SeverityError
}

// Lesson is the identifier of the lesson the rule was drawn from, "" for a name
// that is no rule.
func (r Rule) Lesson() string { return rules[r].lesson }

// Summary is one sentence that says what the rule reports, "" for a name that is
// no rule.
func (r Rule) Summary() string { return rules[r].summary }

// Remedy is one sentence that says what to do about it, "" for a name that is no
// rule.
func (r Rule) Remedy() string { return rules[r].remedy }

// Known says that r is one of the rules.
func (r Rule) Known() bool {
	_, ok := rules[r]
	return ok
}

// Rules lists every rule, sorted by name.
func Rules() []Rule {
	return slices.Sorted(maps.Keys(rules))
}

// Tidiness says that the rule is about what is written down of a thing, not
// about when it ends or whether it can be trusted: it stands behind the others
// in every list.
func (r Rule) Tidiness() bool {
	switch r {
	case RuleOwnerMissing, RuleMaintainerMissing, RuleCriticalityMissing, RuleChangeUnreviewed, RuleDuplicate, RuleUntracked, RuleWaiverUnused, RuleWaiverTicket:
		return true
	}
	return false
}
