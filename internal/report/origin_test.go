package report_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

const sha = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"

func TestOrigin(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		variables map[string]string
		want      report.Place
	}{
		"nothing":          {nil, report.Place{}},
		"a workspace only": {map[string]string{"TF_WORKSPACE": "prod"}, report.Place{Workspace: "prod"}},
		"GitHub": {
			map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_REF_NAME": "41/merge", "GITHUB_HEAD_REF": "renew", "GITHUB_SHA": sha, "GITHUB_WORKFLOW": "plan", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "77", "GITHUB_TOKEN": "ghs_secret"},
			report.Place{Repository: "acme/shop", Branch: "renew", Commit: "0a1b2c3d4e5f", Pipeline: "plan", Link: "https://github.com/acme/shop/actions/runs/77"},
		},
		"GitLab": {
			map[string]string{"GITLAB_CI": "true", "CI_PROJECT_PATH": "acme/shop", "CI_COMMIT_REF_NAME": "main", "CI_COMMIT_SHA": sha, "CI_PIPELINE_ID": "9", "CI_PIPELINE_URL": "https://gitlab.example.test:8443/acme/shop/-/pipelines/9", "TF_WORKSPACE": "prod"},
			report.Place{Workspace: "prod", Repository: "acme/shop", Branch: "main", Commit: "0a1b2c3d4e5f", Pipeline: "9", Link: "https://gitlab.example.test:8443/acme/shop/-/pipelines/9"},
		},
		"Azure": {
			map[string]string{"TF_BUILD": "True", "BUILD_REPOSITORY_NAME": "shop", "BUILD_SOURCEBRANCHNAME": "main", "BUILD_SOURCEVERSION": sha, "BUILD_DEFINITIONNAME": "plan", "BUILD_BUILDID": "12", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/", "SYSTEM_TEAMPROJECT": "Web Shop"},
			report.Place{Repository: "shop", Branch: "main", Commit: "0a1b2c3d4e5f", Pipeline: "plan", Link: "https://dev.azure.com/acme/Web%20Shop/_build/results?buildId=12"},
		},
		"Jenkins, with a token in the address of the repository": {
			map[string]string{"JENKINS_URL": "https://ci.example.test/", "GIT_URL": "https://robot:s3cret@git.example.test/acme/shop.git?private_token=x", "GIT_BRANCH": "origin/main", "GIT_COMMIT": sha, "JOB_NAME": "shop/plan", "BUILD_URL": "https://ci.example.test/job/shop/3/"},
			report.Place{Repository: "git.example.test/acme/shop", Branch: "origin/main", Commit: "0a1b2c3d4e5f", Pipeline: "shop/plan", Link: "https://ci.example.test/job/shop/3"},
		},
		"Jenkins, by ssh": {
			map[string]string{"JENKINS_URL": "https://ci.example.test/", "GIT_URL": "git@git.example.test:acme/shop.git"},
			report.Place{Repository: "git.example.test/acme/shop"},
		},
		"Bitbucket": {
			map[string]string{"BITBUCKET_REPO_FULL_NAME": "acme/shop", "BITBUCKET_BRANCH": "main", "BITBUCKET_COMMIT": sha, "BITBUCKET_BUILD_NUMBER": "5", "BITBUCKET_GIT_HTTP_ORIGIN": "http://bitbucket.org/acme/shop"},
			report.Place{Repository: "acme/shop", Branch: "main", Commit: "0a1b2c3d4e5f", Pipeline: "5", Link: "http://bitbucket.org/acme/shop/pipelines/results/5"},
		},
		"HCP Terraform": {
			map[string]string{"TFC_RUN_ID": "run-Ab1", "TFC_WORKSPACE_SLUG": "acme/shop-prod", "TFC_WORKSPACE_NAME": "shop-prod", "TFC_CONFIGURATION_VERSION_GIT_BRANCH": "main", "TFC_CONFIGURATION_VERSION_GIT_COMMIT_SHA": sha},
			report.Place{Workspace: "acme/shop-prod", Branch: "main", Commit: "0a1b2c3d4e5f", Pipeline: "run-Ab1", Link: "https://app.terraform.io/app/acme/workspaces/shop-prod/runs/run-Ab1"},
		},
		"Atlantis": {
			map[string]string{"ATLANTIS_TERRAFORM_VERSION": "1.11.4", "BASE_REPO_OWNER": "acme", "BASE_REPO_NAME": "shop", "HEAD_BRANCH_NAME": "renew", "HEAD_COMMIT": sha, "PULL_NUM": "41", "PULL_URL": "https://github.com/acme/shop/pull/41", "PROJECT_NAME": "prod", "WORKSPACE": "default"},
			report.Place{Workspace: "prod", Repository: "acme/shop", Branch: "renew", Commit: "0a1b2c3d4e5f", Pipeline: "Atlantis", Change: "41", Link: "https://github.com/acme/shop/pull/41"},
		},
		"what is no link is none": {
			map[string]string{"GITLAB_CI": "true", "CI_PIPELINE_URL": "javascript:alert(1)//https://x"},
			report.Place{},
		},
		"a link with a user, a query and a fragment": {
			map[string]string{"GITLAB_CI": "true", "CI_PIPELINE_URL": "https://u:p@gitlab.example.test/x?token=t#f"},
			report.Place{Link: "https://gitlab.example.test/x"},
		},
		"a link that is too long": {
			map[string]string{"GITLAB_CI": "true", "CI_PIPELINE_URL": "https://gitlab.example.test/" + strings.Repeat("x", 600)},
			report.Place{},
		},
		"a commit that is none may be a secret": {
			map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_SHA": "ghp_0a1b2c3d4e5f60718293"},
			report.Place{},
		},
		"a run without a number has no link": {
			map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "../../evil"},
			report.Place{Repository: "acme/shop"},
		},
		"a placeholder that nobody filled in": {
			map[string]string{"TF_BUILD": "True", "BUILD_REPOSITORY_NAME": "$(Build.Repository.Name)", "TF_WORKSPACE": "${WORKSPACE}"},
			report.Place{},
		},
		"a branch with a line break and a mark that turns text around": {
			map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REF_NAME": "a\nb\u202ec"},
			report.Place{Branch: "a\ufffdb\ufffdc"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := report.Origin(func(name string) string { return test.variables[name] })
			if got != test.want || got.IsZero() != (test.want == report.Place{}) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// Whatever the variables hold, a link leads to http or https and holds no user,
// and no variable is read whose name speaks of a credential.
func FuzzOrigin(f *testing.F) {
	for _, seed := range []string{"", "true", "https://u:p@example.test/x?y#z", "javascript:alert(1)", "git@host:a/b.git", "//x", "https://[::1]/", "https://a b/", "http://\x00"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, value, other string) {
		for _, system := range []string{"GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "BITBUCKET_REPO_FULL_NAME", "TFC_RUN_ID", "ATLANTIS_TERRAFORM_VERSION"} {
			place := report.Origin(func(name string) string {
				for _, secret := range []string{"TOKEN", "SECRET", "PASSWORD", "KEY"} {
					if strings.Contains(name, secret) {
						t.Errorf("%s is read", name)
					}
				}
				switch {
				case name == system:
					return "true"
				case strings.HasSuffix(name, "URL") || strings.HasSuffix(name, "URI"):
					return value
				}
				return other
			})
			if link := place.Link; link != "" && (!strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") || strings.ContainsAny(link, "@<>\"' ") || len(link) > 500) {
				t.Errorf("%s: the link is %q", system, link)
			}
			for _, text := range []string{place.Workspace, place.Repository, place.Branch, place.Commit, place.Pipeline, place.Change} {
				if len([]rune(text)) > 120 || strings.ContainsFunc(text, forbidden) {
					t.Errorf("%s: %q", system, text)
				}
			}
		}
	})
}
