package software

import "strings"

// readPostgres reads what was recorded of a PostgreSQL server: the answer to
// "SELECT version()" or the parameter server_version ("15.6 (Debian
// 15.6-0+deb12u1)"). Before login there is nothing to record: an empty text
// stands for a server that speaks the protocol.
func readPostgres(a *answer, banner string) {
	text := strings.TrimSpace(banner)
	r := Recognised{Product: "postgresql", Role: RoleServer, Evidence: evidence(bannerSource, text)}
	var w words
	w.split(text)
	i := 0
	if w.isWord(0) && (equalFold(w.at(0), "postgresql") || equalFold(w.at(0), "enterprisedb")) {
		i++
	}
	switch {
	case text == "":
	case hasPrefixFold(text, "cockroachdb"):
		v, _ := versionAhead(&w, 1)
		r.Product, r.Version = "cockroachdb", v.version
	case !w.isWord(i) || !isDigit(w.at(i)[0]):
		return
	default:
		r.postgresVersion(&w, i)
	}
	a.add(r)
}

// postgresVersion reads "16.2 (Debian 16.2-1.pgdg120+2)", "17beta1",
// "11.2-YB-2.18.4.0-b0".
func (r *Recognised) postgresVersion(w *words, i int) {
	text := w.at(i)
	if _, own, found := strings.Cut(text, "-YB-"); found {
		r.Product, r.Version = "yugabytedb", own[:min(versionEnd(own, "."), maxVersion)]
		return
	}
	r.Version = text[:min(versionEnd(text, "."), maxVersion)]
	if !w.isComment(i+1) || !w.isWord(i+2) || !w.isWord(i+3) {
		return
	}
	name := commentMark(w.at(i + 2))
	if name.distro == "" {
		return
	}
	var v written
	v.revision(w.at(i+3), w.at(i + 3)[versionEnd(w.at(i+3), "."):])
	r.Distro, r.DistroRelease, r.ThirdParty = name.distro, v.release, v.thirdParty
	r.Package = w.at(i + 3)
}

// readRedis reads the answer to INFO, or the refusal to give one. Redis' forks
// keep redis_version for old clients and add their own.
func readRedis(a *answer, banner string) {
	refused := strings.TrimSpace(banner)
	if strings.HasPrefix(refused, "-") {
		say := "The server answers like Redis but refused to tell its version."
		switch {
		case strings.HasPrefix(refused, "-NOAUTH"), strings.HasPrefix(refused, "-NOPERM"):
			say = "The server answers like Redis and tells its version only after login."
		case strings.HasPrefix(refused, "-DENIED"):
			say = "The server runs in protected mode and tells its version only to its own host."
		case !strings.HasPrefix(refused, "-ERR"):
			return
		}
		a.add(Recognised{Product: "redis", Role: RoleServer, Evidence: evidence(bannerSource, firstLine(refused))})
		a.note(NoticeRefused, say, evidence(bannerSource, firstLine(refused)))
		return
	}
	for _, fork := range [...]struct{ field, product string }{
		{"valkey_version:", "valkey"},
		{"dragonfly_version:", "dragonfly"},
		{"redict_version:", "redict"},
		{"keydb_version:", "keydb"},
		{"redis_version:", "redis"},
	} {
		line := fieldLine(banner, fork.field)
		if line == "" {
			continue
		}
		version := strings.TrimPrefix(line[len(fork.field):], "df-")
		v := upstreamFirst.read(strings.TrimSpace(version))
		a.add(Recognised{Product: fork.product, Version: v.version, Role: RoleServer, Evidence: evidence(bannerSource, line)})
		return
	}
}

// fieldLine is the line that begins with the field, without its end.
func fieldLine(text, field string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, field) {
			return line
		}
	}
	return ""
}

// readMemcached reads "VERSION 1.6.18", which Ubuntu's builds follow with their
// name.
func readMemcached(a *answer, banner string) {
	fields := strings.Fields(firstLine(strings.TrimSpace(banner)))
	if len(fields) < 2 || fields[0] != "VERSION" {
		return
	}
	v := upstreamFirst.read(fields[1])
	if v.version == "" {
		return
	}
	r := Recognised{
		Product: "memcached", Version: v.version, Distro: v.distro, DistroRelease: v.release, Package: v.pkg,
		Role: RoleServer, Evidence: evidence(bannerSource, strings.Join(fields, " ")),
	}
	if len(fields) > 2 && r.Distro == "" {
		r.Distro = commentMark(fields[2]).distro
	}
	a.add(r)
}
