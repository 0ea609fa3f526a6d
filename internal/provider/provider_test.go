package provider_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider"
)

// providersAt runs the provider in this process with its clock at a fixed time.
func providersAt(now time.Time) map[string]func() (tfprotov6.ProviderServer, error) {
	serve := provider.Server("test", deadline.FixedClock(now))
	return map[string]func() (tfprotov6.ProviderServer, error){
		"expiry": func() (tfprotov6.ProviderServer, error) { return serve(), nil },
	}
}

// plans runs steps of real Terraform against the provider, on the day on which
// all tests take place.
func plans(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	plansAt(t, certtest.Today, steps...)
}

func plansAt(t *testing.T, now time.Time, steps ...resource.TestStep) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run with TF_ACC=1; make test sets it")
	}
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_11_0)},
		ProtoV6ProviderFactories: providersAt(now),
		Steps:                    steps,
	})
}

// refuses is a step whose configuration is wrong in a way that the message must
// tell: each piece must stand in it, whatever the line breaks.
func refuses(config string, pieces ...string) resource.TestStep {
	return resource.TestStep{Config: config, ExpectError: says(pieces...)}
}

// says matches a message that holds the pieces in this order. Terraform wraps
// lines and draws a frame around them.
func says(pieces ...string) *regexp.Regexp {
	quoted := make([]string, len(pieces))
	for i, piece := range pieces {
		words := strings.Fields(piece)
		for j, word := range words {
			words[j] = regexp.QuoteMeta(word)
		}
		quoted[i] = strings.Join(words, `[\s│]+`)
	}
	return regexp.MustCompile(`(?s)` + strings.Join(quoted, `.*`))
}
