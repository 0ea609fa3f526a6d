package software

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// serverCase is one server on its way to a judgement.
type serverCase struct {
	site        software.Site
	deadline    deadline.Deadline
	terms       session.TermsInput
	now         time.Time
	level       software.SupportLevel
	supportFrom string
	allowed     map[string]software.Allowed
	timeout     time.Duration
	expectTLS   bool
}

// softwareResult is one product that a server names.
type softwareResult struct {
	deadline.Judgement
	software.Recognised
	verdict *software.Judgement
}

// serverResult is what a server tells of itself, judged.
type serverResult struct {
	deadline.Judgement
	software []softwareResult
	notices  []software.Notice
	unread   *software.ProbeError
}

// siteFault is wrong input about a site, with the argument at fault.
type siteFault struct {
	argument string
	err      error
}

func (f *siteFault) Error() string { return f.err.Error() }

func (f *siteFault) Unwrap() error { return f.err }

// checkSite finds wrong input without asking anybody. Its error is a *siteFault.
func checkSite(site software.Site) error {
	given := 0
	for _, is := range []bool{site.URL != "", site.Banner != "", len(site.Headers) > 0} {
		if is {
			given++
		}
	}
	switch {
	// A silent server is a record too: a protocol and an empty banner.
	case given == 0 && site.Protocol != "":
	case given == 0:
		return &siteFault{"url", errors.New("there is nothing to read; give a url to ask, like https://www.example.test, or recorded headers, or a protocol with its banner")}
	case given > 1:
		return &siteFault{"url", errors.New("give one of url, headers and banner: a server is either asked or was recorded")}
	case site.Banner != "" && site.Protocol == "":
		return &siteFault{"protocol", fmt.Errorf("a banner needs its protocol; write one of %s", strings.Join(software.Protocols(), ", "))}
	case site.URL != "" && site.Protocol != "":
		return &siteFault{"protocol", errors.New("the url names the protocol; leave protocol out")}
	}
	if site.URL != "" {
		if _, err := software.ParseTarget(site.URL); err != nil {
			return &siteFault{"url", err}
		}
	}
	if site.Protocol != "" && !slices.Contains(software.Protocols(), site.Protocol) {
		return &siteFault{"protocol", fmt.Errorf("%q is not a protocol that is known; write one of %s", site.Protocol, strings.Join(software.Protocols(), ", "))}
	}
	return nil
}

// greeting is what a server said of itself.
type greeting struct {
	found   []software.Recognised
	notices []software.Notice
	clear   *deadline.Finding // it was said in clear where TLS is expected
}

// recognise asks the server, or reads what was recorded.
func recognise(ctx context.Context, s *session.Session, c serverCase) (greeting, error) {
	switch {
	case c.site.URL != "":
		target, err := software.ParseTarget(c.site.URL)
		if err != nil {
			return greeting{}, &siteFault{"url", err}
		}
		release, err := s.Dialer.Acquire(ctx)
		if err != nil {
			return greeting{}, fmt.Errorf("waiting for a connection: %w", err)
		}
		defer release()
		timeout := c.timeout
		if timeout == 0 {
			timeout = s.Dialer.Timeout()
		}
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		answer, err := software.Probe(ctx, s.Dialer.DialContext, target)
		if err != nil {
			return greeting{}, err
		}
		found, notices := answer.Recognise()
		return greeting{found, notices, c.answeredInClear(target, answer)}, nil
	case c.site.Protocol != "":
		found, notices, err := software.RecogniseBanner(c.site.Protocol, c.site.Banner)
		if err != nil {
			return greeting{}, &siteFault{"protocol", err}
		}
		return greeting{found: found, notices: notices}, nil
	}
	headers := make(map[string][]string, len(c.site.Headers))
	for name, value := range c.site.Headers {
		headers[http.CanonicalHeaderKey(name)] = append(headers[http.CanonicalHeaderKey(name)], value)
	}
	found, notices := software.RecogniseHeaders(headers)
	return greeting{found: found, notices: notices}, nil
}

// judgeServer reads and judges one server. Its error is wrong input (*siteFault)
// or a catalog that cannot be read.
func judgeServer(ctx context.Context, s *session.Session, c serverCase, diags *diag.Diagnostics) (serverResult, error) {
	said, err := recognise(ctx, s, c)
	if _, ok := errors.AsType[*siteFault](err); ok {
		return serverResult{}, err
	}
	if err != nil {
		unread := &software.ProbeError{Reason: "cancelled", Message: err.Error(), Err: err}
		errors.As(err, &unread)
		d := c.deadline
		d.Cause = unread.Message
		if c.expectTLS && unread.InClear {
			raise(&d, deadline.NewFinding(deadline.RuleUnencryptedEndpoint, inClear))
		}
		return serverResult{Judgement: d.Judge(c.now, s.Location), unread: unread}, nil
	}
	if said.clear != nil {
		raise(&c.deadline, *said.clear)
	}
	result := serverResult{notices: said.notices}
	for _, recognised := range said.found {
		outside, err := outsideCatalog(ctx, s, recognised)
		if err != nil {
			return serverResult{}, err
		}
		if outside {
			result.notices = append(result.notices, software.Notice{
				Kind: software.NoticeOutside, Evidence: recognised.Evidence,
				Message: "The catalog has no release calendar of " + strings.TrimSpace(recognised.Product+" "+recognised.Version) + ", so it is not judged; an own_file can add one.",
			})
			continue
		}
		one, err := judgeRecognised(ctx, s, c, recognised, diags)
		if err != nil {
			return serverResult{}, err
		}
		result.software = append(result.software, one)
	}
	result.Judgement = judgeWhole(s, c, result)
	return result, nil
}

// outsideCatalog says that a component is none that the catalog knows. It is told
// and not judged: a module of a server lives and ends with its package, while a
// server that nobody knows is unknown.
func outsideCatalog(ctx context.Context, s *session.Session, recognised software.Recognised) (bool, error) {
	if recognised.Role != software.RoleComponent {
		return false, nil
	}
	known, err := s.Software.Knows(ctx, recognised.Product)
	return !known && err == nil, err
}

// allowedFor is the constraint on a product under any of its names.
func allowedFor(ctx context.Context, s *session.Session, byProduct map[string]software.Allowed, product string) (software.Allowed, error) {
	if len(byProduct) == 0 {
		return software.Allowed{}, nil
	}
	slug, err := s.Software.Slug(ctx, product)
	if errors.As(err, new(*catalog.UnknownProductError)) {
		return software.Allowed{}, nil
	}
	return byProduct[slug], err
}

// judgeRecognised judges one product. A product that the catalog does not know,
// or a text that is no version, is unknown: the server is as it is.
func judgeRecognised(ctx context.Context, s *session.Session, c serverCase, recognised software.Recognised, diags *diag.Diagnostics) (softwareResult, error) {
	face := c.deadline
	written := recognised.Product
	if recognised.Version != "" {
		written += "@" + recognised.Version
	}
	face.ID, face.Kind, face.Name = "software/"+c.deadline.Name+"/"+written, "software", c.deadline.Name+"/"+written
	result := softwareResult{Recognised: recognised}
	allowed, err := allowedFor(ctx, s, c.allowed, recognised.Product)
	if err != nil {
		return result, err
	}
	if recognised.Version == "" {
		refuse(&face, allowed, recognised.Product, "")
		face.Cause = "the server does not tell the version of " + recognised.Product
		result.Judgement = face.Judge(c.now, s.Location)
		return result, nil
	}
	distro, release := recognised.Distro, recognised.DistroRelease
	if recognised.ThirdParty {
		distro, release = "", ""
	}
	if c.site.Distro != "" && recognised.Role != software.RoleProxy {
		distro, release = c.site.Distro, ""
	}
	supportFrom := c.supportFrom
	if distro == "windows-server" && recognised.Role == software.RoleServer && recognised.Product == "openssh" {
		// Microsoft builds and patches it with Windows: upstream's dates decide nothing.
		supportFrom = fromDistro
	}
	judgement, verdict, err := judgeSoftware(ctx, s, softwareCase{
		deadline: face, terms: c.terms, now: c.now, supportFrom: supportFrom, allowed: allowed,
		question: software.Question{Product: recognised.Product, Version: recognised.Version, Distro: distro, DistroRelease: release, Level: c.level},
	}, diags)
	var unknown *catalog.UnknownProductError
	var wrong *software.VersionError
	switch {
	case errors.As(err, &unknown):
		face.Cause = "the catalog does not know " + recognised.Product
	case errors.As(err, &wrong):
		face.Cause = err.Error()
	case err != nil:
		return result, err
	default:
		result.Judgement, result.verdict = judgement, verdict
		return result, nil
	}
	result.Judgement = face.Judge(c.now, s.Location)
	return result, nil
}

// judgeWhole is the judgement of the server: that of its worst product. A server
// that names none is unknown.
func judgeWhole(s *session.Session, c serverCase, result serverResult) deadline.Judgement {
	d := c.deadline
	if len(result.software) == 0 {
		d.Cause = "it names no software"
		for _, notice := range result.notices {
			d.Cause = notice.Message
			break
		}
		return d.Judge(c.now, s.Location)
	}
	worst := result.software[0]
	for _, one := range result.software[1:] {
		if deadline.Worse(one.Judgement, worst.Judgement) < 0 {
			worst = one
		}
	}
	d.Timeline, d.Cause = worst.Timeline, "of its software, "+strings.TrimSuffix(deadline.ReasonWithout(worst.Reason, d.Findings), ".")+" is the worst"
	return d.Judge(c.now, s.Location)
}

// softwareEntryTypes are the fields of one product of a server: the common face,
// what was recognised and the facts about it.
var softwareEntryTypes = func() map[string]attr.Type {
	fields := maps.Clone(face.AttrTypes)
	maps.Copy(fields, supportAttrTypes)
	maps.Copy(fields, map[string]attr.Type{
		"product": types.StringType, "version": types.StringType, "distro": types.StringType, "distro_release": types.StringType,
		"package": types.StringType, "role": types.StringType, "evidence": types.StringType,
	})
	return fields
}()

var softwareEntryType = types.ObjectType{AttrTypes: softwareEntryTypes}

var softwareEntryDescriptions = map[string]string{
	"product":        "Product by its name in the catalog.",
	"version":        "Upstream's version as the product writes it, null where the server does not tell it.",
	"distro":         "Distributor that built it, null where nothing says so.",
	"distro_release": "Release of the distributor, null where nothing says so.",
	"package":        "The distributor's package version, null where it is not told.",
	"role":           "`server`, `component` (what runs in it, like OpenSSL or PHP), `proxy` or `system`.",
	"evidence":       "Where it was read.",
}

func softwareEntryAttributes() map[string]dsschema.Attribute {
	return face.ComputedAttributes(softwareEntryTypes, softwareEntryDescriptions, supportDescriptions, face.DescriptionsFor("software"))
}

func (r *softwareResult) value() types.Object {
	return types.ObjectValueMust(softwareEntryTypes, r.fields())
}

func (r *softwareResult) fields() map[string]attr.Value {
	values := face.Values(r.Judgement)
	maps.Copy(values, supportValues(r.verdict))
	values["product"], values["version"] = types.StringValue(r.Product), attribute.Optional(r.Version)
	values["distro"], values["distro_release"] = attribute.Optional(r.Distro), attribute.Optional(r.DistroRelease)
	values["package"], values["role"], values["evidence"] = attribute.Optional(r.Package), types.StringValue(string(r.Role)), types.StringValue(r.Evidence)
	return values
}

func softwareListValue(results []softwareResult) types.List {
	values := make([]attr.Value, len(results))
	for i := range results {
		values[i] = results[i].value()
	}
	return types.ListValueMust(softwareEntryType, values)
}

var noticeType = types.ObjectType{AttrTypes: map[string]attr.Type{"kind": types.StringType, "message": types.StringType}}

func noticesValue(notices []software.Notice) types.List {
	values := make([]attr.Value, len(notices))
	for i, notice := range notices {
		values[i] = types.ObjectValueMust(noticeType.AttrTypes, map[string]attr.Value{
			"kind": types.StringValue(string(notice.Kind)), "message": types.StringValue(notice.Message),
		})
	}
	return types.ListValueMust(noticeType, values)
}

// addSiteError reports an error about a site below at.
func addSiteError(diags *diag.Diagnostics, at path.Path, name string, err error) {
	var fault *siteFault
	if !errors.As(err, &fault) {
		addSoftwareError(diags, at, at, err)
		return
	}
	detail := attribute.Sentence(fault.err)
	if target, ok := errors.AsType[*software.TargetError](err); ok {
		detail = target.Summary + ". " + target.Detail
	}
	if name != "" {
		detail = "Site " + name + ", " + fault.argument + ": " + detail
	}
	diags.AddAttributeError(at, "Invalid server", detail)
}
