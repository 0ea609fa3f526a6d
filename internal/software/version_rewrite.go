package software

import "strings"

// versionMark says what a word after a number does to the order.
type versionMark uint8

const (
	noMark versionMark = iota
	// preReleaseMark: the version is before the release it names.
	preReleaseMark
	// snapshotMark: it is before all of its pre-releases too.
	snapshotMark
	// releaseMark: the word says nothing, "1.0.RELEASE" is 1.0.
	releaseMark
)

// versionMarks are the words; "m" is one only between a separator and a number.
var versionMarks = map[string]versionMark{
	"alpha": preReleaseMark, "beta": preReleaseMark, "rc": preReleaseMark, "cr": preReleaseMark,
	"pre": preReleaseMark, "preview": preReleaseMark, "milestone": preReleaseMark, "m": preReleaseMark,
	"dev": snapshotMark, "snapshot": snapshotMark, "nightly": snapshotMark, "git": snapshotMark, "svn": snapshotMark,
	// PEP 440: 3.14.0b2 and 5.2a1 are before the release, and no other scheme puts
	// a number behind these letters.
	"a": preReleaseMark, "b": preReleaseMark,
	"release": releaseMark, "final": releaseMark, "ga": releaseMark,
}

// rewriteVersion makes the order key of a version, and says whether it names a
// pre-release. It lowers letters, drops a leading v, MariaDB's guard, builds and
// words without meaning, and puts "~" before pre-releases ("~~" before snapshots).
func rewriteVersion(version string) (key string, preRelease bool) {
	key = strings.ToLower(strings.TrimSpace(version))
	if len(key) > 1 && key[0] == 'v' && isNumber(key[1]) {
		key = key[1:]
	}
	// Servers of MariaDB before 11 put this before their version, so that old
	// replicas would not take 10 for 1.
	if strings.HasPrefix(key, "5.5.5-") && strings.Contains(key, "mariadb") {
		key = key[len("5.5.5-"):]
	}
	key = withoutBuild(key)
	if strings.Trim(key, "0123456789.") == "" {
		return key, false
	}
	out := make([]byte, 0, len(key)+4)
	for i := 0; i < len(key); {
		end := i
		for end < len(key) && isLowerLetter(key[end]) {
			end++
		}
		if end == i {
			letter := key[i]
			if letter == '_' {
				letter = '.'
			}
			out = append(out, letter)
			i++
			continue
		}
		mark, separated := markAt(key, i, end)
		if mark != noMark && separated {
			out = out[:len(out)-1]
		}
		switch mark {
		case preReleaseMark:
			out = append(append(out, '~'), key[i:end]...)
			preRelease = true
			if end < len(key) && isSeparator(key[end]) {
				end++
			}
		case snapshotMark:
			out = append(append(out, "~~"...), key[i:end]...)
			preRelease = true
		case releaseMark:
		default:
			out = append(out, key[i:end]...)
		}
		i = end
	}
	return string(out), preRelease
}

// markAt judges the word at key[start:end]: it counts only after a number, from
// which one separator may part it.
func markAt(key string, start, end int) (mark versionMark, separated bool) {
	number := start - 1
	// Debian writes 8.3.0~rc1 for a candidate, so that it sorts before 8.3.0.
	if number >= 0 && (isSeparator(key[number]) || key[number] == '+' || key[number] == '~' || key[number] == ' ') {
		number, separated = number-1, true
	}
	if number < 0 || !isNumber(key[number]) {
		return noMark, false
	}
	switch mark = versionMarks[key[start:end]]; {
	case mark == releaseMark:
		ends := end == len(key) || key[end] == '-' || key[end] == '.'
		if !separated || key[start-1] == '_' || key[start-1] == '+' || !ends {
			return noMark, false
		}
	case end == start+1 && (key[start] == 'a' || key[start] == 'b'):
		if separated || end == len(key) || !isNumber(key[end]) {
			return noMark, false
		}
	case end == start+1 && mark == preReleaseMark:
		if !separated || end == len(key) || !isNumber(key[end]) {
			return noMark, false
		}
	}
	return mark, separated
}

// withoutBuild drops what says nothing of the release: the date at the end of
// Jetty's versions (".v20241219"), a build number ("+11").
func withoutBuild(key string) string {
	if at := strings.LastIndexByte(key, '+'); at > 0 && at < len(key)-1 && strings.Trim(key[at+1:], "0123456789") == "" {
		return key[:at]
	}
	const dateLength = len(".v20241219")
	if at := len(key) - dateLength; at > 0 && key[at:at+2] == ".v" && strings.Trim(key[at+2:], "0123456789") == "" {
		return key[:at]
	}
	return key
}

func isSeparator(letter byte) bool { return letter == '-' || letter == '.' || letter == '_' }

func isLowerLetter(letter byte) bool { return letter >= 'a' && letter <= 'z' }
