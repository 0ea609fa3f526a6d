package software

import "strings"

// CompareVersions orders two versions as they are found in the wild: -1 where a
// is older, +1 where it is newer, 0 where they are the same release. It is
// Debian's order (deb-version(7)) after a rewriting that gives pre-releases
// Debian's "~", so letters, "p1" and "_2" come after a release, and "rc", "beta",
// "alpha", "dev" and "M1" before it. Every two texts can be compared, and the
// order is total.
func CompareVersions(a, b string) int {
	return compareKeys(orderKey(a), orderKey(b))
}

// orderKey rewrites a version so that Debian's order is right for it.
func orderKey(version string) string {
	key, _ := rewriteVersion(version)
	return key
}

// sameKey is equal for spellings of one release that the order tells apart:
// 2.4.0 may be written 2.4.
func sameKey(version string) string {
	key := orderKey(version)
	end := 0
	for end < len(key) && (isNumber(key[end]) || key[end] == '.') {
		end++
	}
	numbers := key[:end]
	for strings.HasSuffix(numbers, ".0") {
		numbers = numbers[:len(numbers)-len(".0")]
	}
	return numbers + key[end:]
}

func isNumber(letter byte) bool { return letter >= '0' && letter <= '9' }

// compareKeys is Debian's comparison of epoch, upstream version and revision.
func compareKeys(a, b string) int {
	if a == b {
		return 0
	}
	epochA, restA := cutEpoch(a)
	epochB, restB := cutEpoch(b)
	if order := comparePart(epochA, epochB); order != 0 {
		return order
	}
	upstreamA, revisionA := cutRevision(restA)
	upstreamB, revisionB := cutRevision(restB)
	if order := comparePart(upstreamA, upstreamB); order != 0 {
		return order
	}
	return comparePart(revisionA, revisionB)
}

func cutEpoch(key string) (epoch, rest string) {
	at := strings.IndexByte(key, ':')
	if at <= 0 || strings.Trim(key[:at], "0123456789") != "" {
		return "", key
	}
	return key[:at], key[at+1:]
}

func cutRevision(key string) (upstream, revision string) {
	at := strings.LastIndexByte(key, '-')
	if at < 0 {
		return key, ""
	}
	return key[:at], key[at+1:]
}

// comparePart takes turns at runs of other characters and runs of digits.
func comparePart(a, b string) int {
	for len(a) > 0 || len(b) > 0 {
		for len(a) > 0 && !isNumber(a[0]) || len(b) > 0 && !isNumber(b[0]) {
			if difference := weight(a) - weight(b); difference != 0 {
				return sign(difference)
			}
			a, b = a[1:], b[1:]
		}
		runA, runB := digitRun(a), digitRun(b)
		if order := compareNumbers(a[:runA], b[:runB]); order != 0 {
			return order
		}
		a, b = a[runA:], b[runB:]
	}
	return 0
}

// weight orders the first character of a part: "~" before the end (and before a
// digit, which ends a run of characters), then letters, then anything else.
func weight(part string) int {
	switch {
	case part == "" || isNumber(part[0]):
		return 0
	case part[0] == '~':
		return -1
	case isLowerLetter(part[0]):
		return int(part[0])
	default:
		return int(part[0]) + 256
	}
}

func digitRun(part string) int {
	run := 0
	for run < len(part) && isNumber(part[run]) {
		run++
	}
	return run
}

// compareNumbers compares runs of digits of any length.
func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return sign(len(a) - len(b))
	}
	return strings.Compare(a, b)
}

func sign(number int) int {
	switch {
	case number < 0:
		return -1
	case number > 0:
		return 1
	default:
		return 0
	}
}
