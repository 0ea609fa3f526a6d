package software

import (
	"strings"
	"sync"
)

// dnsRules are the names in answers to the question for version.bind.
func dnsRules() []rule {
	return []rule{
		{name: "bind", product: "bind", version: bindForm},
		{name: "dns server bind", product: "bind", version: bindForm},
		{name: "dnsmasq", product: "dnsmasq"},
		{name: "dnsmasq-unknown", product: "dnsmasq"},
		{name: "unbound", product: "unbound"},
		{name: "nsd", product: "nsd"},
		{name: "powerdns recursor", product: "powerdns-recursor"},
		{name: "powerdns authoritative", product: "powerdns-authoritative"},
		{name: "served by powerdns", product: "powerdns-authoritative"},
		{name: "knot dns", product: "knot-dns"},
		{name: "knot resolver", product: "knot-resolver"},
		{name: "coredns", product: "coredns"},
		{name: "technitium dns", product: "technitium-dns-server"},
		{name: "nominum vantio", product: "nominum-vantio"},
		{name: "nominum vantio cacheserve", product: "nominum-vantio"},
		{name: "microsoft dns", product: "microsoft-dns", version: wholeText},
		{name: "cloudflare", notice: NoticeEdge, say: edgeMessage("Cloudflare")},
		{name: "ultradns", notice: NoticeEdge, say: edgeMessage("UltraDNS")},
		{name: "akamai", notice: NoticeEdge, say: edgeMessage("Akamai")},
	}
}

var dnsIndex = sync.OnceValue(func() index { return newIndex(dnsRules()) })

// readDNS reads the text of version.bind. BIND gives its bare version with what
// the distributor added; every other server begins with its name.
func readDNS(a *answer, banner string) {
	text := strings.Trim(strings.TrimSpace(firstLine(banner)), `"`)
	if isMasked(strings.Trim(text, "[]()")) {
		a.note(NoticeSilent, "The server hides which software runs.", evidence(bannerSource, text))
		return
	}
	if isBindVersion(text) {
		v := bindForm.read(text)
		a.add(Recognised{
			Product: "bind", Version: v.version, Distro: v.distro, DistroRelease: v.release, Package: v.pkg,
			ThirdParty: v.thirdParty, Role: RoleServer, Evidence: evidence(bannerSource, text),
		})
		return
	}
	readLines(a, text, dnsIndex())
	for i := range a.found {
		a.microsoftDNS(&a.found[i])
	}
}

// isBindVersion knows a bare BIND version: 4.x, 8.x or 9.x without blanks.
func isBindVersion(text string) bool {
	return len(text) > 2 && strings.IndexByte("489", text[0]) >= 0 && text[1] == '.' && isDigit(text[2]) && !strings.Contains(text, " ")
}

// microsoftDNS takes Windows' release from the build: "10.0.14393".
func (a *answer) microsoftDNS(r *Recognised) {
	if r.Product != "microsoft-dns" {
		return
	}
	_, build := windowsBuild(r.Version)
	if release := windowsRelease(build); release != "" {
		a.add(Recognised{Product: windowsServer, Version: release, Role: RoleSystem, Evidence: r.Evidence})
	}
}
