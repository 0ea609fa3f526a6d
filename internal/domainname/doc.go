// Package domainname reads when the registration of a domain ends: it finds the
// name that is registered, the registry that answers for it, asks that registry
// by RDAP (RFC 7480 to 7484, 9082, 9083, 9224), and says what the answer means.
//
// WHOIS is not read. It has no common form: programs that read it carry dozens of
// layouts of dates and an adapter for many a registry, and still break. Its dates
// often have no zone, its servers shut out whoever asks twice, ICANN ended the
// duty to run it in January 2025, and registries switch port 43 off. Where a
// registry has no RDAP, or publishes no end, the date that its customer declares
// is better than one that was guessed out of prose.
//
// A registration that could not be read is unknown: one that was not found may be
// lost, and a date alone says little, since registries renew lapsed registrations
// by themselves and take that back weeks later.
package domainname
