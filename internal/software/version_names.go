package software

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
)

// javaProducts write Java 8 in four ways; the calendar has "8u392".
var javaProducts = map[string]bool{
	"eclipse-temurin": true, "oracle-jdk": true, "amazon-corretto": true, "openjdk-builds-from-oracle": true,
}

// plainVersion takes off what people write around a version of a product: its
// name ("Ubuntu 22.04.4 LTS", "Windows Server 2022"), and Java's old spellings.
func plainVersion(product *catalog.Product, text string) string {
	plain := strings.Join(strings.Fields(text), " ")
	for _, name := range append([]string{product.Name, product.Slug}, product.Aliases...) {
		for _, spelling := range [...]string{name, strings.ReplaceAll(name, "-", " "), "Microsoft " + name} {
			rest, named := cutPrefixFold(plain, spelling+" ")
			if named && rest != "" && len(spelling) > 1 {
				plain = rest
			}
		}
	}
	if product.Category == "os" {
		if at := len(plain) - len(" LTS"); at > 0 && equalFold(plain[at:], " LTS") {
			plain = plain[:at]
		}
	}
	if product.Slug == windowsServer {
		plain = withoutEdition(plain)
	}
	if prefix := servicePrefixes[product.Slug]; prefix != "" {
		plain = serviceVersion(plain, prefix)
	}
	if javaProducts[product.Slug] {
		plain = javaVersion(plain)
	}
	return plain
}

// withoutEdition takes the edition off a Windows Server: "2012 R2 Standard" would
// else be taken for 2012.
func withoutEdition(text string) string {
	for again := true; again; {
		again = false
		for _, word := range [...]string{" edition", " standard", " datacenter", " enterprise", " essentials", " foundation", " core", " evaluation", " (x64)"} {
			if at := len(text) - len(word); at > 0 && equalFold(text[at:], word) {
				text, again = text[:at], true
			}
		}
	}
	return text
}

// servicePrefixes are what managed services write before a version.
var servicePrefixes = map[string]string{
	"google-cloud-sql-mysql": "mysql_", "google-cloud-sql-postgresql": "postgres_",
	"amazon-emr": "emr-", "amazon-aurora-mysql": "mysql_aurora.", "azure-functions": "~",
}

// serviceVersion turns MYSQL_8_0_35, emr-7.9.0, 8.0.mysql_aurora.3.05.2 and ~4 into
// the service's version.
func serviceVersion(text, prefix string) string {
	at := strings.Index(strings.ToLower(text), prefix)
	if at < 0 {
		return text
	}
	return strings.ReplaceAll(text[at+len(prefix):], "_", ".")
}

// javaVersion turns 1.8.0_392, jdk8u402-b06 and jdk-17.0.10+7 into 8u392, 8u402
// and 17.0.10+7 (JEP 223).
func javaVersion(text string) string {
	lower := strings.ToLower(text)
	for _, prefix := range [...]string{"openjdk", "jdk", "jre"} {
		if rest, found := strings.CutPrefix(lower, prefix); found {
			lower = strings.TrimLeft(rest, "-_ ")
		}
	}
	if major, update, found := strings.Cut(lower, "u"); found && strings.Trim(major, "0123456789") == "" && major != "" {
		update, _, _ = strings.Cut(update, "-")
		return major + "u" + update
	}
	rest, old := strings.CutPrefix(lower, "1.")
	major, after, _ := strings.Cut(rest, ".")
	if !old || len(major) != 1 || major < "5" {
		return lower
	}
	if _, behind, found := strings.Cut(after, "_"); found {
		update, _, _ := strings.Cut(behind, "-")
		return major + "u" + update
	}
	return major
}
