package software

import (
	"strings"
	"sync"
)

// codeNames are the release names that package revisions carry. Like all tables
// it is built on first use: a plan without software pays nothing.
var codeNames = sync.OnceValue(func() map[string]mark {
	return map[string]mark{
		"sarge": {"debian", "3.1"}, "etch": {"debian", "4"}, "lenny": {"debian", "5"},
		"squeeze": {"debian", "6"}, "wheezy": {"debian", "7"}, "jessie": {"debian", "8"},
		"stretch": {"debian", "9"}, "buster": {"debian", "10"}, "bullseye": {"debian", "11"},
		"bookworm": {"debian", "12"}, "trixie": {"debian", "13"}, "forky": {"debian", "14"},
		"sid": {"debian", ""},

		"dapper": {"ubuntu", "6.06"}, "hardy": {"ubuntu", "8.04"}, "jaunty": {"ubuntu", "9.04"},
		"karmic": {"ubuntu", "9.10"}, "lucid": {"ubuntu", "10.04"}, "maverick": {"ubuntu", "10.10"},
		"natty": {"ubuntu", "11.04"}, "oneiric": {"ubuntu", "11.10"}, "precise": {"ubuntu", "12.04"},
		"quantal": {"ubuntu", "12.10"}, "raring": {"ubuntu", "13.04"}, "saucy": {"ubuntu", "13.10"},
		"trusty": {"ubuntu", "14.04"}, "utopic": {"ubuntu", "14.10"}, "vivid": {"ubuntu", "15.04"},
		"wily": {"ubuntu", "15.10"}, "xenial": {"ubuntu", "16.04"}, "yakkety": {"ubuntu", "16.10"},
		"zesty": {"ubuntu", "17.04"}, "artful": {"ubuntu", "17.10"}, "bionic": {"ubuntu", "18.04"},
		"cosmic": {"ubuntu", "18.10"}, "disco": {"ubuntu", "19.04"}, "eoan": {"ubuntu", "19.10"},
		"focal": {"ubuntu", "20.04"}, "groovy": {"ubuntu", "20.10"}, "hirsute": {"ubuntu", "21.04"},
		"impish": {"ubuntu", "21.10"}, "jammy": {"ubuntu", "22.04"}, "kinetic": {"ubuntu", "22.10"},
		"lunar": {"ubuntu", "23.04"}, "mantic": {"ubuntu", "23.10"}, "noble": {"ubuntu", "24.04"},
		"oracular": {"ubuntu", "24.10"}, "plucky": {"ubuntu", "25.04"}, "questing": {"ubuntu", "25.10"},
		"resolute": {"ubuntu", "26.04"}, "stonking": {"ubuntu", "26.10"},
	}
})

// thirdParties pack for distributions without being the distributor.
var thirdParties = [...]string{"sury.org", "dotdeb", ".remi", "ius", "webtatic", "codeit", "pgdg", "+maria~", "mariadb1~", "ppa"}

// isThirdParty says that a package revision is that of somebody who packs for a
// distribution and is not its distributor, or of its backports, which have no
// security support. A code name behind "~" is the mark of upstream's own packages:
// nginx.org's 1.22.1-1~bookworm.
func isThirdParty(tail string) bool {
	for _, vendor := range thirdParties {
		if indexFold(tail, vendor) >= 0 {
			return true
		}
	}
	if indexFold(tail, "~bpo") >= 0 {
		return true
	}
	_, name, found := strings.Cut(strings.ToLower(tail), "~")
	end := 0
	for end < len(name) && isLowerLetter(name[end]) {
		end++
	}
	return found && codeNames()[name[:end]].distro != ""
}

// revision reads what a distributor or packager added after upstream's version.
func (v *written) revision(raw, tail string) {
	v.pkg = raw
	for _, vendor := range thirdParties {
		if indexFold(tail, vendor) >= 0 {
			v.thirdParty = true
		}
	}
	v.mark = revisionMark(tail)
	switch {
	case v.distro != "":
		v.pkg = packageOf(raw, len(raw)-len(tail))
	case v.thirdParty, isBareRevision(tail):
	default:
		v.pkg = ""
	}
}

// packageOf drops the distributor's name that some servers write beside the
// package version: "9.18.24-1-Debian", "2.4.17-Debian-2.4.17+nocaldav-0+deb8u1".
// The version proper takes the first upstream bytes of raw: a name right behind
// it leaves no package version.
func packageOf(raw string, upstream int) string {
	for _, name := range [...]string{"-debian", "-ubuntu", "-raspbian", "-redhat", "-rh"} {
		i := indexFold(raw, name)
		if i < 0 {
			continue
		}
		rest := raw[i+len(name):]
		if rest == "" {
			if i <= upstream {
				return ""
			}
			return raw[:i]
		}
		if rest[0] == '-' && len(rest) > 1 && isDigit(rest[1]) {
			return rest[1:]
		}
	}
	return raw
}

// isBareRevision knows a package revision that names nobody: "-16", "-1.1+b1".
func isBareRevision(tail string) bool {
	if len(tail) < 2 || tail[0] != '-' || !isDigit(tail[1]) {
		return false
	}
	for i := 1; i < len(tail); i++ {
		switch c := tail[i]; {
		case isDigit(c) || c == '.':
		case c == '+' || c == '~':
			return true
		default:
			return false
		}
	}
	return true
}

// revisionMark finds the distributor in a package revision.
func revisionMark(tail string) mark {
	if m := ubuntuMark(tail); m.distro != "" {
		return m
	}
	if m := debianMark(tail); m.distro != "" {
		if indexFold(tail, "raspbian") >= 0 {
			m.distro = "raspbian"
		}
		return m
	}
	if m := codeNameMark(tail); m.distro != "" {
		return m
	}
	// RHEL's own builds of BIND sign with two letters: "9.16.23-RH".
	if tail == "-RH" {
		return mark{distro: "rhel"}
	}
	for _, dist := range [...]struct{ text, distro string }{
		{".el", "rhel"}, {".fc", "fedora"}, {"amzn", "amazon-linux"},
	} {
		if i := indexFold(tail, dist.text); i >= 0 {
			release := leadingDigits(tail[i+len(dist.text):])
			if release == "1" {
				// Amazon's first Linux counted by dates: amzn1 is no cycle.
				return mark{distro: dist.distro}
			}
			if release != "" {
				return mark{dist.distro, release}
			}
		}
	}
	for _, name := range [...]struct{ text, distro string }{
		{"gentoo", "gentoo"},
		{"raspbian", "raspbian"},
		{"debian", "debian"},
		{"redhat", "rhel"},
		{"suse", "suse"},
		{"mdv", "mandriva"},
		{"mdk", "mandrake"},
		{"-cll", "cloudlinux"},
	} {
		if indexFold(tail, name.text) >= 0 {
			return mark{distro: name.distro}
		}
	}
	return mark{}
}

// ubuntuMark reads "4ubuntu2.19", "0ubuntu0.22.04.1", "~ubu2204", "1build1".
// Only "ubuntu0.YY.MM" and "+ubuntuYY.MM" surely tell a release: the 12.10 in
// 5.1.41-3ubuntu12.10 is a count, that package is of 10.04.
func ubuntuMark(tail string) mark {
	i := indexFold(tail, "ubuntu")
	if i < 0 {
		if i = indexFold(tail, "~ubu"); i >= 0 {
			if n := leadingDigits(tail[i+4:]); len(n) == 4 {
				return mark{"ubuntu", n[:2] + "." + n[2:]}
			}
		}
		if i = indexFold(tail, "build"); i > 0 && isDigit(tail[i-1]) {
			return mark{distro: "ubuntu"}
		}
		return mark{}
	}
	m := mark{distro: "ubuntu"}
	rest := tail[i+len("ubuntu"):]
	if i > 0 && (tail[i-1] == '+' || tail[i-1] == '~') {
		m.release = yearMonth(rest)
	} else if cut, ok := strings.CutPrefix(rest, "0."); ok {
		m.release = yearMonth(cut)
	} else if n := leadingDigits(rest); len(n) == 1 && hasPrefixFold(rest[1:], ".06") {
		m.release = yearMonth(rest)
	}
	return m
}

// yearMonth reads Ubuntu's "22.04" at the start of text.
func yearMonth(text string) string {
	year := leadingDigits(text)
	if len(year) == 0 || len(year) > 2 || len(text) < len(year)+3 || text[len(year)] != '.' {
		return ""
	}
	month := leadingDigits(text[len(year)+1:])
	if month != "04" && month != "06" && month != "10" {
		return ""
	}
	return text[:len(year)+3]
}

// debianMark reads "+deb12u1", "~deb12", "pgdg120", "~bpo70+1", "+b1".
func debianMark(tail string) mark {
	for i := 0; i+3 < len(tail); i++ {
		if equalFold(tail[i:i+3], "deb") {
			if release := leadingDigits(tail[i+3:]); release != "" {
				return mark{"debian", release}
			}
		}
	}
	if i := indexFold(tail, "pgdg"); i >= 0 {
		if n := leadingDigits(tail[i+4:]); len(n) > 1 && n[len(n)-1] == '0' {
			return mark{"debian", n[:len(n)-1]}
		}
	}
	if i := indexFold(tail, "bpo"); i >= 0 {
		release := leadingDigits(tail[i+3:])
		// Backports counted in tens up to 70 (Debian 7) and in units from 8 on.
		switch {
		case release == "31":
			release = "3.1"
		case len(release) == 2 && release[1] == '0' && release[0] >= '4':
			release = release[:1]
		}
		return mark{"debian", release}
	}
	if i := strings.LastIndex(tail, "+b"); i >= 0 && leadingDigits(tail[i+2:]) != "" {
		return mark{distro: "debian"}
	}
	return mark{}
}

func codeNameMark(tail string) mark {
	for i := 0; i < len(tail); {
		if !isLetter(tail[i]) {
			i++
			continue
		}
		end := i
		for end < len(tail) && isLetter(tail[end]) {
			end++
		}
		if m, ok := codeNames()[tail[i:end]]; ok {
			return m
		}
		i = end
	}
	return mark{}
}

func leadingDigits(text string) string {
	i := 0
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return text[:i]
}

// commentMarks are the comments by which a server names who built it
// (ServerTokens OS), in lower case.
var commentMarks = sync.OnceValue(func() map[string]mark {
	return map[string]mark{
		"debian": {"debian", ""}, "debian gnu/linux": {"debian", ""}, "debian/gnu": {"debian", ""},
		"ubuntu": {"ubuntu", ""}, "raspbian": {"raspbian", ""}, "devuan": {"devuan", ""},
		"centos": {"centos", ""}, "centos stream": {"centos-stream", ""}, "fedora": {"fedora", ""}, "fedora linux": {"fedora", ""},
		"red hat": {"rhel", ""}, "redhat": {"rhel", ""}, "rhel": {"rhel", ""},
		"red hat enterprise linux": {"rhel", ""}, "red hat enterprise": {"rhel", ""}, "el4": {"rhel", "4"},
		"red hat linux": {"redhat-linux", ""}, "red hat/linux": {"redhat-linux", ""}, "red-hat/linux": {"redhat-linux", ""},
		"scientific linux": {"scientific-linux", ""}, "oracle linux": {"oracle-linux", ""}, "oracle linux server": {"oracle-linux", ""}, "oracle": {"oracle-linux", ""},
		"almalinux": {"almalinux", ""}, "rocky": {"rocky-linux", ""}, "rocky linux": {"rocky-linux", ""},
		"amazon": {"amazon-linux", ""}, "amazon linux": {"amazon-linux", ""}, "cloudlinux": {"cloudlinux", ""},
		"suse": {"suse", ""}, "suse/linux": {"suse", ""}, "linux/suse": {"suse", ""}, "opensuse": {"opensuse", ""},
		"gentoo": {"gentoo", ""}, "gentoo/linux": {"gentoo", ""}, "alpine": {"alpine-linux", ""},
		"arch": {"arch", ""}, "slackware": {"slackware", ""}, "vine/linux": {"vine", ""}, "turbolinux": {"turbolinux", ""},
		"conectiva/linux": {"conectiva", ""}, "pld/linux": {"pld", ""}, "trustix secure linux/linux": {"trustix", ""},
		"unitedlinux": {"unitedlinux", ""}, "startcom linux": {"startcom", ""}, "white box": {"whitebox", ""}, "rpath": {"rpath", ""},
		"freebsd": {"freebsd", ""}, "openbsd": {"openbsd", ""}, "netbsd": {"netbsd", ""},
	}
})

// commentMark finds the distributor in a comment.
func commentMark(comment string) mark {
	comment = strings.TrimSpace(comment)
	if comment == "" || len(comment) > maxName {
		return mark{}
	}
	var lower [maxName]byte
	for i := range len(comment) {
		c := comment[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	if m, ok := commentMarks()[string(lower[:len(comment)])]; ok {
		return m
	}
	switch {
	case hasPrefixFold(comment, "mandrake"):
		return mark{distro: "mandrake"}
	case hasPrefixFold(comment, "mandriva linux"):
		return mark{distro: "mandriva"}
	}
	return mark{}
}
