package report

import "unicode/utf8"

// How long the hosts of code let a comment be, in characters.
const (
	GitHubLimit    = 65_536    // api.github.com: "body is too long (maximum is 65536 characters)"
	GitLabLimit    = 1_000_000 // docs.gitlab.com, "Instance limits", size of comments
	BitbucketLimit = 32_768    // what Bitbucket Cloud takes; Atlantis splits its comments there too
	AzureLimit     = 150_000   // Azure DevOps, a comment of a pull request
)

// DefaultMarkdownLimit is how long Markdown may get where nobody says: what GitHub
// takes, less some words that whoever posts the page may have to add.
const DefaultMarkdownLimit = GitHubLimit - 5_536

// length counts a text as the strictest host does: in units of UTF-16, of which
// an emoji takes two. Hosts that count characters or let one take four bytes find
// it no longer than that.
func length(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return max(n, utf8.RuneCountInString(text))
}
