package software

import "strings"

// readMySQL reads the server version of the initial handshake packet
// ("5.5.5-10.3.22-MariaDB-1:10.3.22+maria~bionic-log"), or the text of the
// error packet by which a server turns a client away.
func readMySQL(a *answer, banner string) {
	text := strings.TrimSpace(firstLine(banner))
	if len(text) > 2*maxVersion || strings.Contains(text, " ") {
		a.mysqlError(text)
		return
	}
	r := Recognised{Product: "mysql", Role: RoleServer, Evidence: evidence(bannerSource, text)}
	defer func() {
		if r.Version != "" {
			a.add(r)
		}
	}()
	if fork := mysqlForkOf(text); fork.product != "" {
		r.Product, r.Version = fork.product, fork.version
		return
	}
	text = withoutEndings(text)
	if i := indexFold(text, "-maxscale"); i >= 0 {
		// MariaDB's proxy shows the version of the servers behind it, not its own.
		r.Product = "maxscale"
		a.add(r)
		return
	}
	if i := indexFold(text, "-maria"); i >= 0 || indexFold(text, "mariadb") >= 0 {
		r.Product = "mariadb"
		r.mariaDB(text, i)
		return
	}
	core := mysqlCore(text)
	r.Version = core
	tail := text[len(core):]
	if core == "" {
		return
	}
	if isPercona(core, tail) {
		r.Product = "percona-server"
		r.DistroRelease = ""
		m := codeNameMark(tail)
		r.Distro, r.DistroRelease, r.ThirdParty = m.distro, m.release, m.distro != ""
		return
	}
	// Debian's packages of the 2000s wrote "-Debian_1ubuntu3" and "_Debian-10".
	debian := indexFold(tail, "debian") >= 0
	tail = strings.NewReplacer("-Debian_", "-", "_Debian-", "-").Replace(tail)
	var v written
	v.revision(core+tail, tail)
	if v.distro == "" && debian {
		v.distro, v.pkg = "debian", core+tail
	}
	r.Distro, r.DistroRelease, r.ThirdParty = v.distro, v.release, v.thirdParty
	if r.Distro != "" && r.Distro != "cloudlinux" || v.thirdParty {
		r.Package = v.pkg
	}
}

// mysqlCore is the version proper: three numbers or four, with the letters that
// releases carried (5.0.51a, 5.0.82sp1) but not "max" or "rel12.8".
func mysqlCore(text string) string {
	end := versionEnd(text, ".")
	core := text[:end]
	for _, word := range [...]string{"max", "rel", "yes", ".t"} {
		if i := indexFold(core, word); i > 0 {
			core = core[:i]
		}
	}
	core = trimEnd(core, ".")
	if !looksLikeVersion(core, upstreamFirst) || len(core) > maxVersion {
		return ""
	}
	return core
}

// withoutEndings drops the marks of a server's settings (mysqld adds "-log" and
// "-debug", Galera "-wsrep").
func withoutEndings(text string) string {
	for {
		shorter := text
		for _, ending := range [...]string{"-log", "-debug", "-wsrep"} {
			if len(shorter) > len(ending) && equalFold(shorter[len(shorter)-len(ending):], ending) {
				shorter = shorter[:len(shorter)-len(ending)]
			}
		}
		if shorter == text {
			return text
		}
		text = shorter
	}
}

// mariaDB reads the version before "-MariaDB" and the package behind it. From
// 10.0 on MariaDB puts 5.5.5- in front, for clients that fear a 10.
func (r *Recognised) mariaDB(text string, at int) {
	// Amazon RDS puts the MySQL version there that it stands for.
	if guard, rest, ok := strings.Cut(text, "-"); ok && at > len(guard) && strings.Trim(guard, "0123456789.") == "" && mysqlCore(rest) != "" && strings.Count(mysqlCore(rest), ".") >= 2 {
		text = rest
		at = indexFold(text, "-maria")
	}
	r.Version = mysqlCore(text)
	if at < 0 || r.Version == "" {
		return
	}
	tail := text[at+1:]
	_, tail, found := strings.Cut(tail, "-")
	if !found || tail == "" {
		return
	}
	v := written{}
	v.revision(tail, "-"+tail)
	r.Distro, r.DistroRelease = v.distro, v.release
	switch {
	case strings.Contains(tail, ":"):
		r.Package = v.pkg
	case v.distro != "" && v.distro != "cloudlinux" && isDigit(tail[0]):
		r.Package = r.Version + "-" + v.pkg
	}
	// MariaDB's own repositories mark their packages with the release's name.
	r.ThirdParty = r.Distro != "" && (v.thirdParty || codeNameMark(tail).distro != "" && strings.Contains(tail, "~"))
}

// isPercona knows Percona Server by its second number: 5.1.73-14.12,
// 8.0.35-27, 5.1.57-rel12.8, 5.6.13-rc60.6.
func isPercona(core, tail string) bool {
	if indexFold(tail, "percona") >= 0 || strings.HasPrefix(tail, "-rel") || strings.HasPrefix(tail, "rel") {
		return true
	}
	if rc, ok := strings.CutPrefix(tail, "-rc"); ok {
		return len(leadingDigits(rc)) == 2 && strings.HasPrefix(rc[2:], ".")
	}
	if !strings.HasPrefix(tail, "-") {
		return false
	}
	digits := leadingDigits(tail[1:])
	if len(digits) != 2 {
		return false
	}
	rest := tail[3:]
	if strings.HasPrefix(rest, ".") {
		return leadingDigits(rest[1:]) != ""
	}
	// From 5.7 on it is one number; 5.5.23-55 was something else.
	return rest == "" && !strings.HasPrefix(core, "5.5.") && !strings.HasPrefix(core, "5.1.") && !strings.HasPrefix(core, "5.0.")
}

type mysqlFork struct{ product, version string }

// mysqlForkOf knows the servers that speak MySQL's protocol and show a MySQL
// version before their own.
func mysqlForkOf(text string) mysqlFork {
	for _, fork := range [...]struct{ mark, product string }{
		{"-tidb-v", "tidb"}, {".mysql_aurora.", "amazon-aurora-mysql"}, {"-vitess", "vitess"}, {"-oceanbase-v", "oceanbase"},
	} {
		i := indexFold(text, fork.mark)
		if i < 0 {
			continue
		}
		version := text[i+len(fork.mark):]
		if fork.product == "vitess" {
			// Vitess shows the MySQL version that it imitates, not its own.
			return mysqlFork{}
		}
		return mysqlFork{fork.product, version[:min(versionEnd(version, "."), maxVersion)]}
	}
	return mysqlFork{}
}

// mysqlError reads the text of an error packet: it may name the product.
func (a *answer) mysqlError(text string) {
	product := ""
	switch {
	case indexFold(text, "mariadb") >= 0:
		product = "mariadb"
	case indexFold(text, "mysql") >= 0:
		product = "mysql"
	}
	if product != "" {
		a.add(Recognised{Product: product, Role: RoleServer, Evidence: evidence(bannerSource, text)})
		a.note(NoticeRefused, "The server refused the connection and did not tell its version.", evidence(bannerSource, text))
	}
}
