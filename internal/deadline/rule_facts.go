package deadline

type ruleFacts struct {
	severity Severity
	lesson   string
	summary  string // what the rule reports
	remedy   string // what to do about it
}

// The lessons are those of the IPA lesson collection (G: governance, T:
// technical) that each rule was drawn from.
var rules = map[Rule]ruleFacts{
	RuleExpired: {
		SeverityError, "G21",
		"It no longer works: its end has come.",
		"Renew or replace it at once, then find out why nobody was asked in time.",
	},
	RuleOverdue: {
		SeverityError, "G21",
		"It still works, but the day by which it should have been renewed is past.",
		"Renew it now, or record with a waiver who accepts the risk until when.",
	},
	RuleUnknown: {
		SeverityError, "G21",
		"When it ends cannot be told.",
		"Make it readable, declare its end, or hand over the thing that knows it.",
	},
	RuleRefused: {
		SeverityError, "G21",
		"Whoever read it says that it does not pass, and neither its status nor a finding says why.",
		"Ask whoever set passes to false for the reason, and hand that over as a finding.",
	},
	RuleTermUndeclared: {
		SeverityError, "G21",
		"A contract does not say when it ends, which is not the same as having no end.",
		"Ask the supplier for the term and declare it, also where the answer is that there is none.",
	},
	RuleUpstreamNotRenewed: {
		SeverityError, "G21",
		"What it rests on ends before it does, or cannot be seen to last.",
		"Have the supplier renew the upstream contract and show the proof.",
	},
	RuleBackupMissing: {
		SeverityError, "G18",
		"It holds data, or its end deletes data, and nothing backs it up.",
		"Back it up outside, and say so with backs_up on the backup.",
	},
	RuleBackupSharesFate: {
		SeverityError, "G18",
		"Every backup would be lost together with what it protects, or cannot be seen to survive it.",
		"Keep one backup under another contract, provider, account, site and key, and declare the fate of both.",
	},
	RuleUnencryptedEndpoint: {
		SeverityError, "G20",
		"An endpoint that must be encrypted answers without encryption.",
		"Turn on TLS there and close the plain port.",
	},
	RuleDefinitionAltered: {
		SeverityError, "G20",
		"A definition is not the one that was approved.",
		"Put the approved one back, or have the change reviewed and approve its new digest.",
	},
	RuleWaiverExpired: {
		SeverityError, "G21",
		"The last day of a waiver is over.",
		"Remove the waiver, and grant another only if the breach is still acceptable.",
	},
	RuleWaiverUnused: {
		SeverityWarn, "G21",
		"A waiver excuses nothing: none of these deadlines breaks its rule, or will while it holds.",
		"Remove the waiver where it is no longer needed, or mend what it is written for.",
	},
	RuleWaiverTicket: {
		SeverityOff, "G21",
		"A waiver names no ticket under which its breach is worked on.",
		"Open a ticket for the breach and write its number into the waiver.",
	},
	RuleDue: {
		SeverityWarn, "G21",
		"The renewal should be under way.",
		"Start the renewal, so that it is done by the date to act by.",
	},
	RuleOwnerMissing: {
		SeverityWarn, "G21",
		"Nobody is named who answers for the renewal.",
		"Name a person or team that can be reached.",
	},
	RuleMaintainerMissing: {
		SeverityWarn, "G21",
		"Nobody is named who does the work.",
		"Name who carries out the renewal, also where that is the owner.",
	},
	RuleCriticalityMissing: {
		SeverityWarn, "G17",
		"Nobody has said how much depends on it.",
		"Rate it together with those who use it, and write the reason down.",
	},
	RuleHandoverIncomplete: {
		SeverityWarn, "G21",
		"A recurring event was not answered by both sides at the handover.",
		"Have both sides answer the open items before the system goes live.",
	},
	RuleRenewalUnproven: {
		SeverityWarn, "G21",
		"A renewal is claimed without proof that it was made.",
		"Ask for the signed renewal or the new end date, and record what was shown, when and by whom.",
	},
	RuleRenewalMissed: {
		SeverityWarn, "G21",
		"A renewal that runs by itself should have happened and has not.",
		"Look into the job that renews it while there is still time to do it by hand.",
	},
	RuleRenewsTacitly: {
		SeverityWarn, "G21",
		"The time to give notice is over, so the contract will renew by itself.",
		"Plan for another term, or talk to the supplier now.",
	},
	RuleChainBroken: {
		SeverityWarn, "G21",
		"The chain to a trusted authority lacks a link, whose end cannot be seen.",
		"Serve the missing certificate along with the others, or name the authority in ca_file.",
	},
	RuleBackupStale: {
		SeverityWarn, "G18",
		"The newest backup is too old, or nobody knows how old it is.",
		"Run the backup, find out why it did not run, and hand over the time of the newest one.",
	},
	RuleChangeWithoutBackup: {
		SeverityWarn, "G18",
		"It has changed since the newest backup was made.",
		"Back it up again, and make a backup part of every change.",
	},
	RuleChangeUnreviewed: {
		SeverityWarn, "T28",
		"Its last change names nobody who reviewed it.",
		"Have somebody else check the change and its side effects, and record who did.",
	},
	RuleSupportContractMissing: {
		SeverityWarn, "T27",
		"No contract that is in force supports it for as long as it is used.",
		"Buy or extend support for it, and name the contract in covered_by.",
	},
	RulePatchBehind: {
		SeverityWarn, "T28",
		"A newer release of the same cycle is out.",
		"Read every change in it, rehearse the update in a copy, then install it in the next window.",
	},
	RuleUntrusted: {
		SeverityWarn, "G21",
		"A careful client would refuse the certificate.",
		"Serve a certificate and its chain from an authority that the clients trust; where that is one of your own, name it in ca_file.",
	},
	RuleWrongName: {
		SeverityWarn, "G21",
		"The certificate is for other names than the one asked for.",
		"Have the name added to the certificate, or ask by a name that it holds.",
	},
	RuleNotYetValid: {
		SeverityWarn, "G21",
		"Its validity has not begun.",
		"Wait with its use until then, and check the clocks of both sides.",
	},
	RuleNodesDisagree: {
		SeverityWarn, "G21",
		"The addresses behind one name do not serve the same thing, or some do not answer.",
		"Roll the renewal out to every node.",
	},
	RuleValidityTooLong: {
		SeverityWarn, "G21",
		"It is valid for longer than its rules or good practice allow.",
		"Replace it by one that is valid for less long, and have its renewal run by itself.",
	},
	RuleWeakKey: {
		SeverityWarn, "G20",
		"A key or signature is too weak for today.",
		"Make a new key of a kind and size in use today, and replace what it signed.",
	},
	RuleStaleFacts: {
		SeverityWarn, "G21",
		"The facts behind the verdict are old or could not be fetched.",
		"Update them, so that the verdict rests on what is known today.",
	},
	RuleDuplicate: {
		SeverityWarn, "G21",
		"The same thing is given more than once with facts that differ.",
		"Keep the true one, or give each thing a name of its own.",
	},
	RuleClosed: {
		SeverityOff, "G21",
		"It is over, as somebody recorded, and is kept only to be seen.",
		"Nothing is to be done; name what replaces it wherever it is still relied on.",
	},
	RulePatchUnconfirmed: {
		SeverityWarn, "T28",
		"Whether the newest release of the cycle is installed cannot be told from the facts at hand.",
		"Renew the facts with the provider's catalog, or look the newest release up at its publisher.",
	},
	RuleVersionNotAllowed: {
		SeverityError, "T28",
		"The version is not among those that are allowed, or it cannot be told whether it is.",
		"Install a version that the constraint allows, or change the constraint together with whoever set it.",
	},
	RuleExpiredBeside: {
		SeverityWarn, "G21",
		"Something that has expired stands beside the certificate in its file, an authority or a revocation list.",
		"Take it out of the file or replace it, after you have checked that no client needs it.",
	},
	RuleUnreadBeside: {
		SeverityWarn, "G21",
		"Something with an end of its own stands beside what was read, and was not read.",
		"Make it readable, or give it to the data source that reads it.",
	},
	RuleStapleMissing: {
		SeverityWarn, "G21",
		"The certificate asks for a stapled OCSP response and the server gives none, so strict clients refuse it.",
		"Turn on OCSP stapling, or replace the certificate by one that does not ask for it: several authorities have shut their responders down.",
	},
	RuleRenewalShorter: {
		SeverityWarn, "G21",
		"The next renewal will be valid for less long than what is in use now.",
		"Have the renewal run by itself, and make the lead time fit the shorter life.",
	},
	RuleDistrusted: {
		SeverityError, "G21",
		"A root program no longer accepts it, although it has not ended.",
		"Replace it by a certificate from an authority that the program trusts.",
	},
	RuleDistrustAnnounced: {
		SeverityWarn, "G21",
		"A root program has announced the day from which it no longer accepts what the certificate rests on.",
		"Change to another authority with the next renewal, and before that day.",
	},
	RuleNotDelegated: {
		SeverityError, "G21",
		"The domain is registered, but its names do not resolve: it is on hold or has no name servers.",
		"Ask the registrar why, since holds are set for unpaid bills, disputes and addresses that were not confirmed.",
	},
	RuleRegistrarDiffers: {
		SeverityWarn, "G21",
		"Registrar and registry do not give the same end of the registration.",
		"Have the registrar confirm the renewal; until both agree, act by the earlier day.",
	},
	RuleRegistrationStatus: {
		SeverityWarn, "G21",
		"The registry is changing the registration, keeps it from being renewed, or gives it a status that is not known here.",
		"Check that you asked for the change, and have the registrar lift what stands against the renewal.",
	},
	RuleNotLocked: {
		SeverityOff, "G21",
		"No status keeps the domain from being moved to another registrar.",
		"Turn on the transfer lock at the registrar.",
	},
	RuleDateAssumed: {
		SeverityWarn, "G21",
		"A date was not written in full or could not be read, so that another reading or another date was taken.",
		"Check the day at its source, and declare it where there is any doubt.",
	},
	RuleBackupFailed: {
		SeverityWarn, "G18",
		"A later backup than the one that counts does not count: it failed, is partial, empty, still runs, or bears a date that cannot be.",
		"Look into the run that failed while an older copy is still there, and set the clock right where its date lies ahead.",
	},
	RuleBackupShrunk: {
		SeverityWarn, "G18",
		"A backup is much smaller than those before it.",
		"Compare what is in it with what it should protect; where that has become smaller for good, say so with the thresholds of the backup.",
	},
	RuleBackupKeptShort: {
		SeverityWarn, "G18",
		"The newest good backup is deleted before it is called stale.",
		"Keep backups for longer than the age at which they are called too old.",
	},
	RuleRestoreUntested: {
		SeverityWarn, "G18",
		"Nobody has restored from this backup lately, or its last check failed.",
		"Restore a copy somewhere else, look at what came back, and record the day.",
	},
	RuleNeverExpires: {
		SeverityWarn, "G21",
		"It carries no end: whoever gets hold of it can use it until somebody takes it back.",
		"Replace it by one that ends and whose renewal runs by itself, or write down when and by whom it is taken back.",
	},
	RuleUntracked: {
		SeverityWarn, "G21",
		"It ends and nobody has declared it, so that nobody is asked in time; or whether somebody has cannot be told.",
		"Declare it as an asset with an owner that tracks it, or name in tracked_ids what does.",
	},
	RuleClientAuthEnding: {
		SeverityWarn, "G21",
		"Clients prove by it who they are, and its authority no longer issues certificates for that.",
		"Take certificates for clients from an authority of your own or one that is made for them, and tell whoever checks them before the next renewal.",
	},
	RuleQuantumVulnerable: {
		SeverityOff, "G21",
		"It is still in use after the day from which the policy wants keys that no quantum computer breaks, and it has another one, or nobody knows which.",
		"Plan its move to a post-quantum algorithm such as ML-DSA together with those who have to accept it, so that the renewal before that day brings it.",
	},
}
