package report

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Place says where a judgement took place: which workspace, which commit of
// which repository, which pipeline. Each is "" where nobody says.
type Place struct {
	Workspace  string
	Repository string
	Branch     string
	Commit     string // the first digits of its hash
	Pipeline   string // its name or number
	Link       string // to the pipeline: http or https, without user or query but ours
	Change     string // the pull request, as a link or a number
}

// IsZero says that nothing is known.
func (p Place) IsZero() bool { return p == Place{} }

// longestLink is how long a link may be.
const longestLink = 500

// commitForm is a hash of Git: SHA-1 or SHA-256, whole or short.
var commitForm = text.Pattern(`^[0-9a-fA-F]{7,64}$`)

// numberForm is the number of a pipeline, a build or a pull request.
var numberForm = text.Pattern(`^[0-9]{1,20}$`)

// Origin reads where a run takes place from the variables that CI systems set
// (GitHub Actions, GitLab, Azure Pipelines, Jenkins, Bitbucket, HCP Terraform,
// Atlantis). Their values are untrusted: whoever opens a pull request names the
// branch. No variable that holds a credential is read, and what stands before the
// @ of an address or behind its question mark is dropped.
func Origin(getenv func(string) string) Place {
	e := environment{getenv}
	o := Place{Workspace: e.first("TFC_WORKSPACE_SLUG", "TFC_WORKSPACE_NAME", "TF_WORKSPACE")}
	switch {
	case e.is("GITHUB_ACTIONS"):
		o.Repository, o.Branch, o.Commit, o.Pipeline = e.text("GITHUB_REPOSITORY"), e.first("GITHUB_HEAD_REF", "GITHUB_REF_NAME"), e.commit("GITHUB_SHA"), e.text("GITHUB_WORKFLOW")
		o.Link = e.link("GITHUB_SERVER_URL", e.path("GITHUB_REPOSITORY")+"/actions/runs/"+e.number("GITHUB_RUN_ID"), "")
	case e.is("GITLAB_CI"):
		o.Repository, o.Branch, o.Commit = e.text("CI_PROJECT_PATH"), e.text("CI_COMMIT_REF_NAME"), e.commit("CI_COMMIT_SHA")
		o.Pipeline, o.Link = e.number("CI_PIPELINE_ID"), e.link("CI_PIPELINE_URL", "", "")
	case e.is("TF_BUILD"):
		o.Repository, o.Branch, o.Commit = e.text("BUILD_REPOSITORY_NAME"), e.text("BUILD_SOURCEBRANCHNAME"), e.commit("BUILD_SOURCEVERSION")
		o.Pipeline = e.first("BUILD_DEFINITIONNAME", "BUILD_BUILDNUMBER")
		if id := e.number("BUILD_BUILDID"); id != "" {
			o.Link = e.link("SYSTEM_COLLECTIONURI", e.path("SYSTEM_TEAMPROJECT")+"/_build/results", "buildId="+id)
		}
	case e.text("BITBUCKET_REPO_FULL_NAME") != "":
		o.Repository, o.Branch, o.Commit, o.Pipeline = e.text("BITBUCKET_REPO_FULL_NAME"), e.text("BITBUCKET_BRANCH"), e.commit("BITBUCKET_COMMIT"), e.number("BITBUCKET_BUILD_NUMBER")
		o.Link = e.link("BITBUCKET_GIT_HTTP_ORIGIN", "/pipelines/results/"+o.Pipeline, "")
	case e.text("JENKINS_URL") != "":
		o.Repository, o.Branch, o.Commit = address(e.text("GIT_URL")), e.text("GIT_BRANCH"), e.commit("GIT_COMMIT")
		o.Pipeline, o.Link = e.text("JOB_NAME"), e.link("BUILD_URL", "", "")
	case e.text("TFC_RUN_ID") != "":
		o.Branch, o.Commit, o.Pipeline = e.text("TFC_CONFIGURATION_VERSION_GIT_BRANCH"), e.commit("TFC_CONFIGURATION_VERSION_GIT_COMMIT_SHA"), e.text("TFC_RUN_ID")
		organization, workspace, found := strings.Cut(e.text("TFC_WORKSPACE_SLUG"), "/")
		if found {
			host := e.first("TF_CLOUD_HOSTNAME", "")
			if host == "" {
				host = "app.terraform.io"
			}
			o.Link = linkTo("https://"+host, "/app/"+url.PathEscape(organization)+"/workspaces/"+url.PathEscape(workspace)+"/runs/"+url.PathEscape(o.Pipeline), "")
		}
	case e.text("ATLANTIS_TERRAFORM_VERSION") != "":
		if owner, name := e.text("BASE_REPO_OWNER"), e.text("BASE_REPO_NAME"); owner != "" && name != "" {
			o.Repository = owner + "/" + name
		}
		o.Branch, o.Commit, o.Pipeline = e.text("HEAD_BRANCH_NAME"), e.commit("HEAD_COMMIT"), "Atlantis"
		o.Change, o.Link = e.number("PULL_NUM"), e.link("PULL_URL", "", "")
		o.Workspace = e.first("PROJECT_NAME", "WORKSPACE", "TF_WORKSPACE")
	}
	return o
}

// environment reads variables and takes nothing as it is.
type environment struct{ getenv func(string) string }

// text is a variable, fit for a page; "" where it holds a placeholder that a CI
// system left as it was.
func (e environment) text(name string) string {
	value := shortName(e.getenv(name))
	if strings.Contains(value, "$(") || strings.Contains(value, "${") {
		return ""
	}
	return value
}

func (e environment) first(names ...string) string {
	for _, name := range names {
		if value := e.text(name); value != "" {
			return value
		}
	}
	return ""
}

func (e environment) is(name string) bool { return strings.EqualFold(e.text(name), "true") }

func (e environment) matching(name string, form *regexp.Regexp) string {
	value := strings.TrimSpace(e.getenv(name))
	if !form.MatchString(value) {
		return ""
	}
	return value
}

func (e environment) number(name string) string { return e.matching(name, numberForm()) }

// commit is the hash in the length in which people read it. What is no hash is
// dropped: it says nothing, and could be a secret.
func (e environment) commit(name string) string {
	value := e.matching(name, commitForm())
	return value[:min(len(value), 12)]
}

// path is a variable as a part of an address.
func (e environment) path(name string) string {
	parts := strings.Split(e.text(name), "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// link is the address in a variable with a path behind it.
func (e environment) link(name, path, query string) string {
	return linkTo(strings.TrimSpace(e.getenv(name)), path, query)
}

// linkTo is an address of http or https without user, query and fragment, with a
// path and a query of ours; "" where it is none.
func linkTo(base, path, query string) string {
	parsed, err := url.Parse(base)
	if err != nil || parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Hostname() == "" || strings.Contains(path, "//") || strings.HasSuffix(path, "/") {
		return ""
	}
	root := strings.TrimSuffix(parsed.EscapedPath(), "/")
	if path != "" {
		root += "/" + strings.TrimPrefix(path, "/")
	}
	link := parsed.Scheme + "://" + parsed.Host + root
	if query != "" {
		link += "?" + query
	}
	if len(link) > longestLink || clean(link) != link || strings.ContainsAny(link, " <>\"'`\\|(){}[]") {
		return ""
	}
	return link
}

// address is where a repository is, without scheme and user: host/group/name.
func address(remote string) string {
	if link := linkTo(remote, "", ""); link != "" {
		_, rest, _ := strings.Cut(link, "://")
		return strings.TrimSuffix(rest, ".git")
	}
	host, path, found := strings.Cut(remote, ":") // git@host:group/name.git
	if at := strings.LastIndex(host, "@"); at >= 0 {
		host = host[at+1:]
	}
	if !found || host == "" || strings.ContainsAny(host, "/ ") || strings.ContainsAny(path, "@?# ") {
		return ""
	}
	return strings.TrimSuffix(host+"/"+path, ".git")
}
