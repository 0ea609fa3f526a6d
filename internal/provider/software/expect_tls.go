package software

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

const descriptionExpectTLS = "Say that the server must be encrypted, as one for administration. One that answers in clear, over `http://` or instead of TLS, is then the finding `unencrypted-endpoint`, an error, of the server and of all software that it names; a warning where it only sends to `https://`. One that cannot be reached stays `unknown`. " +
	"Goes with a `url` of a protocol that has TLS from the first byte or not at all; for those that begin in clear and turn to TLS use `expiry_certificate` with `starttls`. Default: `false`."

// inClear is the finding of a server that answers without TLS.
const inClear = "TLS is expected there, and the server answers in clear"

// checkExpectTLS finds a server of which a greeting cannot tell. Its error is a
// *siteFault.
func checkExpectTLS(site software.Site) error {
	if site.URL == "" {
		return &siteFault{"expect_tls", fmt.Errorf("what was recorded does not tell whether it was said in clear; expect_tls goes with url, like https://admin.example.test")}
	}
	target, err := software.ParseTarget(site.URL)
	switch {
	case err != nil:
		return &siteFault{"url", err}
	case target.TLS:
	case target.Protocol == "ssh":
		return &siteFault{"expect_tls", fmt.Errorf("SSH has an encryption of its own and no TLS; leave expect_tls out")}
	case slices.Contains(starttls.Protocols(), target.Protocol):
		return &siteFault{"expect_tls", fmt.Errorf("%s begins in clear and may turn to TLS afterwards, which a greeting does not tell; ask an expiry_certificate with starttls = %q and expect_tls = true", strings.ToUpper(target.Protocol), target.Protocol)}
	}
	return nil
}

// answeredInClear is the finding of an answer without TLS, nil where that is as it
// should be.
func (c serverCase) answeredInClear(target software.Target, answer software.Answer) *deadline.Finding {
	if !c.expectTLS || target.TLS {
		return nil
	}
	finding := deadline.NewFinding(deadline.RuleUnencryptedEndpoint, inClear)
	if to := answer.Headers.Get("Location"); answer.Status >= 300 && answer.Status < 400 && strings.HasPrefix(strings.ToLower(to), "https://") {
		finding.Severity = deadline.SeverityWarn
		finding.Message = "TLS is expected there, and the server answers in clear, if only to send to https"
	}
	return &finding
}

// raise adds a finding; an error fails whatever the status is.
func raise(d *deadline.Deadline, finding deadline.Finding) {
	d.Findings = append(slices.Clip(d.Findings), finding)
	d.Blocked = d.Blocked || finding.Severity == deadline.SeverityError
}
