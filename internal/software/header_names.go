package software

import (
	"strings"
	"sync"
)

// The tables are put in order on first use: a plan without software pays nothing.
var (
	serverIndex = sync.OnceValue(func() index { return newIndex(serverRules(), componentRules, edgeRules()) })

	poweredByIndex = sync.OnceValue(func() index { return newIndex(poweredByRules, serverRules(), componentRules, edgeRules()) })

	viaIndex = sync.OnceValue(func() index { return newIndex(serverRules(), edgeRules()) })

	headerKinds = sync.OnceValue(newHeaderKinds)
)

// newHeaderKinds lists the headers that are read, in the order of reading.
func newHeaderKinds() map[string]*headerKind {
	kinds := map[string]*headerKind{}
	for i, kind := range []headerKind{
		{name: "Server", read: readServer},
		{name: "X-Powered-By", read: readPoweredBy},
		{name: "Powered-By", read: readPoweredBy},
		{name: "X-AspNet-Version", read: versionOf("aspnet")},
		{name: "X-AspNetMvc-Version", read: versionOf("aspnet-mvc")},
		{name: "X-Generator", read: readPoweredBy},
		{name: "X-Powered-CMS", read: readPoweredBy},
		{name: "X-Content-Encoded-By", read: readPoweredBy},
		{name: "Liferay-Portal", read: readPoweredBy},
		{name: "Servlet-Engine", read: readPoweredBy},
		{name: "X-Jenkins", read: versionOf("jenkins")},
		{name: "X-Hudson", read: says(NoticeSpecification, "X-Hudson is a fixed number that Jenkins keeps for old clients.")},
		{name: "X-JFrog-Version", read: readPoweredBy},
		{name: "X-OWA-Version", read: versionOf("msexchange")},
		{name: "MicrosoftSharePointTeamServices", read: versionOf("sharepoint")},
		{name: "X-Mod-Pagespeed", read: versionOf("mod_pagespeed")},
		{name: "X-Page-Speed", read: versionOf("mod_pagespeed")},
		{name: "X-Influxdb-Version", read: versionOf("influxdb")},
		{name: "X-Confluence-Request-Time", read: namesOnly("confluence", RoleComponent)},
		{name: "Kbn-Version", read: versionOf("kibana")},
		{name: "X-Elastic-Product", read: namesOnly("elasticsearch", RoleComponent)},
		{name: "X-Discourse-Route", read: namesOnly("discourse", RoleComponent)},
		{name: "X-Drupal-Cache", read: namesOnly("drupal", RoleComponent)},
		{name: "X-Litespeed-Cache", read: namesOnly("litespeed", RoleComponent)},
		{name: "X-Turbo-Charged-By", read: readPoweredBy},
		{name: "Docker-Distribution-Api-Version", read: says(NoticeSpecification, specification)},
		{name: "Via", read: readVia},
		{name: "X-Varnish", read: namesOnly("varnish", RoleProxy)},
		{name: "X-Kong-Proxy-Latency", read: namesOnly("kong-gateway", RoleProxy)},
		{name: "X-Envoy-Upstream-Service-Time", read: namesOnly("envoy", RoleProxy)},
		{name: "CF-Ray", read: edge("Cloudflare")},
		{name: "X-Amz-Cf-Id", read: edge("Amazon CloudFront")},
		{name: "X-Akamai-Request-Id", read: edge("Akamai")},
		{name: "X-Akamai-Transformed", read: edge("Akamai")},
		{name: "X-Fastly-Request-Id", read: edge("Fastly")},
		{name: "X-Azure-Ref", read: edge("Azure Front Door")},
		{name: "X-Vercel-Id", read: edge("Vercel")},
		{name: "X-NF-Request-Id", read: edge("Netlify")},
		{name: "Fly-Request-Id", read: edge("Fly.io")},
		{name: "X-GitHub-Request-Id", read: edge("GitHub")},
		{name: "X-Sucuri-Id", read: edge("Sucuri")},
		{name: "X-Iinfo", read: edge("Imperva")},
		{name: "X-CDN", read: readCDN},
		{name: "X-Wix-Request-Id", read: edge("Wix")},
		{name: "X-Backside-Transport", read: edge("IBM DataPower")},
	} {
		kind.order = i
		kinds[strings.ToLower(kind.name)] = &kind
	}
	return kinds
}

// versionOf reads a header whose whole value is one product's version.
func versionOf(product string) func(a *answer, name, value string) {
	return func(a *answer, name, value string) {
		value, _ = bound(strings.TrimSpace(value))
		first, _, _ := strings.Cut(value, " ")
		v := upstreamFirst.read(first)
		a.add(Recognised{Product: product, Version: v.version, Package: v.pkg, Role: RoleComponent, Evidence: evidence(name, value)})
	}
}

// namesOnly reads a header whose presence names a product.
func namesOnly(product string, role Role) func(a *answer, name, value string) {
	return func(a *answer, name, value string) {
		value, _ = bound(value)
		a.add(Recognised{Product: product, Role: role, Evidence: evidence(name, value)})
	}
}

func says(kind NoticeKind, message string) func(a *answer, name, value string) {
	return func(a *answer, name, value string) {
		value, _ = bound(value)
		a.note(kind, message, evidence(name, value))
	}
}

// edge reads a header that only one content network sends.
func edge(company string) func(a *answer, name, value string) {
	return func(a *answer, name, value string) {
		value, _ = bound(value)
		a.note(NoticeEdge, edgeMessage(company), evidence(name, value))
	}
}

// readCDN reads X-CDN, whose value is the network's name.
func readCDN(a *answer, name, value string) {
	s := scan{answer: a, source: name, role: RoleProxy}
	s.words.split(value)
	s.read(viaIndex())
}
