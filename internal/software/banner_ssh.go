package software

import (
	"cmp"
	"strings"
)

const openssh = "openssh"

// sshNames are the software names of SSH identification strings (RFC 4253,
// section 4.2) up to the version, in lower case; the first that fits counts.
var sshNames = []struct {
	prefix, product string
	// module says that the number is the SSH module's, not the product's.
	module bool
	// distro is who builds what has this name.
	distro string
	notice NoticeKind
	say    string
}{
	{prefix: "openssh_for_windows_", product: openssh, distro: windowsServer},
	{prefix: "openssh_", product: openssh},
	{prefix: "openssh-", product: openssh},
	{prefix: "openssh", product: openssh},
	{prefix: "dropbear", product: "dropbear"},
	{prefix: "libssh", product: "libssh"},
	{prefix: "paramiko", product: "paramiko"},
	{prefix: "asyncssh", product: "asyncssh"},
	{prefix: "sun_ssh_", product: "sun-ssh"},
	{prefix: "comware-", product: "comware"},
	{prefix: "rosssh", product: "routeros"},
	{prefix: "serv-u_", product: "serv-u"},
	{prefix: "ws_ftp-ssh_", product: "ws_ftp"},
	{prefix: "mod_sftp", product: "proftpd", module: true},
	{prefix: "sshd-core-", product: "apache-mina-sshd"},
	{prefix: "apache-sshd-", product: "apache-mina-sshd"},
	{prefix: "twisted", product: "twisted"},
	{prefix: "tinyssh", product: "tinyssh"},
	{prefix: "sftpgo_", product: "sftpgo"},
	{prefix: "erlang/", product: "erlang"},
	{prefix: "gitlab-sshd", product: "gitlab"},
	{prefix: "teleport", product: "teleport"},
	{prefix: "wolfssh", product: "wolfssh"},
	{prefix: "rebexssh_", product: "rebex-ssh"},
	{prefix: "romsshell_", product: "romsshell"},
	{prefix: "crushftpsshd", product: "crushftp"},
	{prefix: "ipssh-", product: "vxworks"},
	{prefix: "cisco-", notice: NoticeSpecification, say: "Cisco's SSH always says 1.25; that is not the version of its system."},
	{prefix: "huawei-", notice: NoticeSpecification, say: "The number is that of the SSH protocol, not of the device's system."},
	{prefix: "github", notice: NoticeEdge, say: edgeMessage("GitHub")},
	{prefix: "babeld-", notice: NoticeEdge, say: edgeMessage("GitHub")},
}

// readSSH reads "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2". Lines that a server
// sends before it are passed over.
func readSSH(a *answer, banner string) {
	line := ""
	for l := range strings.Lines(banner) {
		if strings.HasPrefix(l, "SSH-") {
			line = strings.TrimRight(l, "\r\n")
			break
		}
	}
	rest, found := strings.CutPrefix(line, "SSH-")
	if !found {
		return
	}
	_, rest, _ = strings.Cut(rest, "-")
	software, comment, _ := strings.Cut(rest, " ")
	for _, known := range sshNames {
		version, ok := cutPrefixFold(software, known.prefix)
		if !ok {
			continue
		}
		if known.notice != "" {
			a.note(known.notice, known.say, evidence(bannerSource, line))
			return
		}
		version = strings.TrimLeft(version, "-_/ ")
		r := Recognised{Product: known.product, Distro: known.distro, Role: RoleServer, Evidence: evidence(bannerSource, line)}
		// Builders add their marks after "-", "_" and "+" (hpn13v11, CAN-2004-0175).
		if !known.module && looksLikeVersion(version, single) {
			r.Version = version[:min(versionEnd(version, "."), maxVersion)]
		}
		if known.product == openssh {
			r.opensshComment(comment)
		}
		a.add(r)
		a.mikrotik(version, line)
		return
	}
	a.bitvise(rest, line)
}

// sshBuilders are the distributors that put their package revision, or their
// name, into OpenSSH's comment.
var sshBuilders = []struct {
	prefix, distro string
	packaged       bool
}{
	{"Debian-", "debian", true},
	{"Ubuntu-", "ubuntu", true},
	{"Raspbian-", "raspbian", true},
	{"Devuan-", "devuan", true},
	{"FreeBSD", "freebsd", false},
	{"NetBSD", "netbsd", false},
	{"DragonFly", "dragonfly", false},
	{"OpenBSD", "openbsd", false},
}

// opensshReleases are the releases that show another version than their own:
// 6.6.1 was a mark for other implementations, and 10.0p1 calls itself 10.0p2.
var opensshReleases = map[string]string{"6.6.1p1": "6.6p1", "10.0p2": "10.0p1"}

// opensshComment reads "Debian-10+deb9u1" behind OpenSSH's version. Debian's
// package has always had epoch 1.
func (r *Recognised) opensshComment(comment string) {
	comment = strings.TrimSpace(comment)
	for _, builder := range sshBuilders {
		revision, ok := strings.CutPrefix(comment, builder.prefix)
		if !ok {
			continue
		}
		r.Distro = builder.distro
		if !builder.packaged || len(revision) > maxVersion {
			return
		}
		revision, _, _ = strings.Cut(revision, " ")
		revision = revision[:versionEnd(revision, "+~.-:")]
		if revision == "" || r.Version == "" {
			return
		}
		m := revisionMark(revision)
		if m.distro == "ubuntu" {
			r.Distro = m.distro
		}
		r.DistroRelease = m.release
		upstream := cmp.Or(opensshReleases[r.Version], r.Version)
		r.Package = "1:" + upstream + "-" + revision
		return
	}
}

// mikrotik reads "OpenSSH_2.3.0_Mikrotik_v2.9": the second number is RouterOS'.
func (a *answer) mikrotik(version, line string) {
	_, system, found := strings.Cut(version, "_Mikrotik_v")
	if found && looksLikeVersion(system, upstreamFirst) {
		a.add(Recognised{
			Product: "routeros", Version: system[:min(versionEnd(system, "."), maxVersion)],
			Role: RoleSystem, Evidence: evidence(bannerSource, line),
		})
	}
}

// bitvise reads "5.21 FlowSsh: Bitvise SSH Server (WinSSHD) 6.03": the library's
// version first, then the product with its own.
func (a *answer) bitvise(rest, line string) {
	i := indexFold(rest, "winsshd")
	if i < 0 {
		return
	}
	r := Recognised{Product: "winsshd", Role: RoleServer, Evidence: evidence(bannerSource, line)}
	version := strings.TrimLeft(rest[i+len("winsshd"):], ") :")
	if looksLikeVersion(version, upstreamFirst) {
		r.Version = version[:min(versionEnd(version, "."), maxVersion)]
	}
	a.add(r)
}
