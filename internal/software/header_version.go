package software

import "strings"

// sendmailVersion reads "8.15.2/8.15.2/Debian-8+deb9u1;": the binary's version,
// the configuration's, the package's; with variants that put the platform first
// ("AIX5.1/8.11.6p2/8.11.0") or the distributor after a blank.
func sendmailVersion(w *words, next int) (written, int) {
	var v written
	for i := next; i < min(next+6, w.n) && w.isWord(i); i++ {
		for part := range strings.SplitSeq(w.at(i), "/") {
			switch {
			case v.version == "" && looksLikeVersion(part, upstreamFirst):
				v = written{version: trimEnd(part[:versionEnd(part, ".")], ".")}
			case hasPrefixFold(part, "debian"):
				v.debianSendmail(part, w, i)
			case hasPrefixFold(part, "suse"):
				v.distro = "suse"
			}
		}
		if v.version != "" {
			return v, i + 1
		}
	}
	return v, next
}

// debianSendmail reads the third part: "Debian-8+deb9u1" or "Debian 8.9.3-21".
func (v *written) debianSendmail(part string, w *words, i int) {
	v.distro = "debian"
	if revision := part[len("debian"):]; len(revision) > 1 && revision[0] == '-' {
		v.pkg = v.version + revision
		v.mark = revisionMark(revision)
		if v.distro == "" {
			v.distro = "debian"
		}
		return
	}
	if w.isWord(i+1) && looksLikeVersion(w.at(i+1), upstreamFirst) {
		v.pkg = w.at(i + 1)
	}
}

// windowsVersion reads the version of a service of Windows: its first two
// numbers are IIS', the third is Windows' build, which tells the release.
func windowsVersion(w *words, next int) (written, int) {
	for i := next; i+1 < min(next+10, w.n); i++ {
		if !w.isWord(i) || lowerWord(w.at(i)) != "version" || !w.isWord(i+1) {
			continue
		}
		text := w.at(i + 1)
		if !looksLikeVersion(text, upstreamFirst) {
			continue
		}
		version, build := windowsBuild(trimEnd(text, "."))
		return written{version: version, windows: windowsRelease(build)}, i + 2
	}
	return written{}, next
}

// windowsBuild parts "10.0.17763.1" into IIS' version and Windows' build.
func windowsBuild(text string) (version, build string) {
	parts := strings.SplitN(text, ".", 4)
	if len(parts) < 2 {
		return "", ""
	}
	version = parts[0] + "." + parts[1]
	if len(parts) > 2 {
		build = parts[2]
	}
	if build == "2600" {
		// Windows XP carries IIS 5.1, whatever its mail service says.
		version = "5.1"
	}
	return version, build
}

// windowsRelease gives the release of Windows Server by its build, named as
// endoflife.date's cycle is. Source: Microsoft, "Windows Server release
// information". Client builds that share no server release are left out.
func windowsRelease(build string) string {
	switch build {
	case "2195":
		return "2000"
	case "3790":
		return "2003"
	case "6002", "6003":
		return "2008-sp2"
	case "7601":
		return "2008-r2-sp1"
	case "9200":
		return "2012"
	case "9600":
		return "2012-r2"
	case "14393":
		return "2016"
	case "17763":
		return "2019"
	case "20348":
		return "2022"
	case "26100":
		return "2025"
	}
	return ""
}
