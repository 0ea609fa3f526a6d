package certificate

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// certificateFacts are facts that a certificate does not hold itself and that
// are looked up only where somebody asks for them.
type certificateFacts struct {
	revocation    bool
	acmeDirectory string
	compareWith   string
	// keyTypesAsked says that the user named the key types: one that cannot be
	// looked for then counts, while by default nobody knows whether there is one.
	keyTypesAsked bool
}

// withRevocation asks the authority, where that is asked for.
func withRevocation(ctx context.Context, s *session.Session, c certificateCase, verdict judge.Verdict) judge.Verdict {
	if !c.more.revocation {
		return verdict
	}
	checker := judge.RevocationChecker{Client: s.Client, Timeout: s.Dialer.Timeout()}
	return verdict.WithRevocation(checker.Check(ctx, verdict.Leaf, verdict.Issuer, c.now))
}

// renewalWindow asks the authority when it suggests to renew. That it does not
// tell is no failure, but it is said.
func renewalWindow(ctx context.Context, s *session.Session, c certificateCase, leaf *x509.Certificate, d *deadline.Deadline) judge.RenewalWindow {
	if c.more.acmeDirectory == "" {
		return judge.RenewalWindow{}
	}
	ctx, cancel := context.WithTimeout(ctx, s.Dialer.Timeout())
	defer cancel()
	base, err := judge.RenewalInfoURL(ctx, s.Client, c.more.acmeDirectory)
	var window judge.RenewalWindow
	if err == nil {
		window, err = judge.FetchRenewalWindow(ctx, s.Client, base, leaf)
	}
	if err != nil {
		d.Findings = append(d.Findings, deadline.NewFinding(deadline.RuleStaleFacts, fmt.Sprintf("when the authority suggests to renew is not known: %v", err)))
		return judge.RenewalWindow{}
	}
	if finding, missed := window.Missed(leaf, c.now); missed {
		d.Findings = append(d.Findings, finding)
	}
	return window
}

// compare holds what each address serves against the leaf of a file, "" where
// nothing is to be compared. A server with several leaves is to serve the file's
// among them.
func compare(ctx context.Context, s *session.Session, c certificateCase, served []certificate.Served, d *deadline.Deadline, diags *diag.Diagnostics) string {
	if c.more.compareWith == "" {
		return ""
	}
	var expected certificate.Served
	bundle, err := keyfile.ReadFile(ctx, c.more.compareWith, keyfile.Options{Timeout: s.Dialer.Timeout()})
	if err == nil {
		expected, err = bundle.Single()
	}
	var input *certificate.InputError
	switch {
	case errors.As(err, &input):
		attribute.AddInputError(diags, path.Root("compare_with"), err)
		return ""
	case err != nil:
		// What cannot be compared must not pass for the same.
		d.Findings = append(d.Findings, deadline.NewFinding(deadline.RuleNodesDisagree, fmt.Sprintf("it cannot be compared with %s: %v", c.more.compareWith, err)))
		return "different"
	}
	stale := otherLeaf(served, expected.Chain[0])
	switch {
	case stale == nil:
		return "same"
	case expected.Chain[0].NotAfter.After(stale.NotAfter):
		d.Findings = append(d.Findings, deadline.NewFinding(deadline.RuleRenewalMissed,
			fmt.Sprintf("%s holds a newer certificate that the server does not serve: it was renewed, but not reloaded", c.more.compareWith)))
	default:
		d.Findings = append(d.Findings, deadline.NewFinding(deadline.RuleNodesDisagree, fmt.Sprintf("the server serves another certificate than %s holds", c.more.compareWith)))
	}
	return "different"
}

// otherLeaf is a leaf that an address serves in place of the wanted one, nil
// where every address serves that. A leaf of the same kind of key is the one
// that stands in its place.
func otherLeaf(served []certificate.Served, wanted *x509.Certificate) *x509.Certificate {
	instead := map[netip.AddrPort]*x509.Certificate{}
	for i := range served {
		at, leaf := served[i].Address, served[i].Chain[0]
		switch before, seen := instead[at]; {
		case leaf.Equal(wanted):
			instead[at] = nil
		case !seen, before != nil && leaf.PublicKeyAlgorithm == wanted.PublicKeyAlgorithm:
			instead[at] = leaf
		}
	}
	for _, leaf := range instead {
		if leaf != nil {
			return leaf
		}
	}
	return nil
}

var revocationAttrTypes = map[string]attr.Type{
	"status": types.StringType, "source": types.StringType, "this_update": types.StringType,
	"next_update": types.StringType, "revoked_at": types.StringType, "message": types.StringType,
}

var revocationDescriptions = map[string]string{
	"status":      "`good`, `revoked`, `unknown` to the authority, or `unavailable` where there is no answer to rely on. Null where nobody was asked and nothing was stapled.",
	"source":      "`staple`, `ocsp` or `crl`.",
	"this_update": "When the answer was right.",
	"next_update": "Until when it may be used.",
	"revoked_at":  "When it was revoked.",
	"message":     "Why there is no answer.",
}

func revocationValue(result judged) types.Object {
	var known judge.Revocation
	if result.verdict != nil && result.verdict.Staple != nil {
		known = *result.verdict.Staple
	}
	if result.verdict != nil && result.verdict.Revocation != nil {
		known = *result.verdict.Revocation
	}
	return types.ObjectValueMust(revocationAttrTypes, map[string]attr.Value{
		"status": attribute.Optional(string(known.Status)), "source": attribute.Optional(known.Source), "message": attribute.Optional(known.Message),
		"this_update": attribute.InstantValue(known.ThisUpdate), "next_update": attribute.InstantValue(known.NextUpdate), "revoked_at": attribute.InstantValue(known.RevokedAt),
	})
}

var renewalAttrTypes = map[string]attr.Type{"start": types.StringType, "end": types.StringType}

var renewalDescriptions = map[string]string{
	"start": "From when the authority suggests to renew.",
	"end":   "Until when.",
}

func renewalValue(window judge.RenewalWindow) types.Object {
	return types.ObjectValueMust(renewalAttrTypes, map[string]attr.Value{"start": attribute.InstantValue(window.Start), "end": attribute.InstantValue(window.End)})
}
