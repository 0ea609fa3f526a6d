package certificate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// fleetEntry is one server to read, with what is said of it.
type fleetEntry struct {
	at     path.Path
	target wire.Target
	face   face.Inputs
	source string
}

// atOf is what an error of the target is about: a key of it, or all of it.
func (e fleetEntry) atOf(err error) path.Path {
	if input, ok := errors.AsType[*certificate.InputError](err); ok && input.Attribute == "server_name" {
		return e.at.AtMapKey("server_name")
	}
	return e.at
}

// fleetResult is one certificate of the list.
type fleetResult struct {
	judged
	endpoint, file string
}

// targetKeys are what a map of targets may say beside what any may.
var targetKeys = []string{"endpoint", "server_name", "starttls"}

// entries lists the servers of endpoints and targets that are wholly known, as
// all are when they are read, and reports targets that say something else.
func (m certificatesModel) entries(diags *diag.Diagnostics) []fleetEntry {
	var entries []fleetEntry
	for i, element := range m.Endpoints.Elements() {
		if endpoint, ok := element.(types.String); ok && !endpoint.IsUnknown() {
			entries = append(entries, fleetEntry{
				at: path.Root("endpoints").AtListIndex(i), face: m.Unnamed(), source: endpoint.ValueString(),
				target: m.target(endpoint.ValueString(), "", ""),
			})
		}
	}
	for _, target := range m.Inputs.Targets(m.Targets, targetKeys, diags) {
		source := target.Said["endpoint"]
		if name := target.Said["server_name"]; name != "" {
			source = name + "@" + source
		}
		entries = append(entries, fleetEntry{
			at: target.At, face: target.Face, source: source,
			target: m.target(target.Said["endpoint"], target.Said["server_name"], target.Said["starttls"]),
		})
	}
	return entries
}

func (m certificatesModel) target(endpoint, serverName, startTLS string) wire.Target {
	return wire.Target{
		Endpoint: endpoint, ServerName: serverName, StartTLS: startTLS,
		CertificateOnly: m.Handshake.ValueString() == handshakeCertificate, Samples: int(m.Samples.ValueInt64()), Timeout: attribute.TimeoutOf(m.Timeout),
	}
}

// readFleet reads and judges the servers.
func readFleet(ctx context.Context, s *session.Session, model certificatesModel, base certificateCase, diags *diag.Diagnostics) []fleetResult {
	entries := model.entries(diags)
	client := model.clientCertificates(ctx, diags)
	if len(entries) == 0 || diags.HasError() {
		return nil
	}
	targets := make([]wire.Target, len(entries))
	keyTypes := model.keyTypes(ctx, nil)
	for i, entry := range entries {
		targets[i] = entry.target
		targets[i].ClientCertificates = client
		targets[i].KeyTypes = keyTypes
	}
	outcomes := s.Reader.ReadAll(ctx, targets, wire.FleetOptions{
		Concurrency: int(model.Concurrency.ValueInt64()), Timeout: attribute.TimeoutOf(model.OverallTimeout),
	})
	results := make([]fleetResult, len(entries))
	faults := make([]diag.Diagnostics, len(entries))
	session.InParallel(len(entries), func(i int) {
		c := base
		c.deadline = entries[i].face.Deadline("certificate", entries[i].source)
		results[i] = fleetResult{endpoint: targets[i].Endpoint}
		var input *certificate.InputError
		name, err := targets[i].Name()
		if err == nil {
			err = outcomes[i].Err
		}
		switch {
		case errors.As(err, &input):
			attribute.AddInputError(&faults[i], entries[i].atOf(err), err)
		case err != nil:
			results[i].judged = unreadCertificate(s, c, readError(err))
		default:
			c.question.ServerName = name
			results[i].judged = judgeCertificate(ctx, s, c, outcomes[i].Answer.Served, outcomes[i].Answer.Failures, &faults[i])
		}
	})
	for _, fault := range faults {
		diags.Append(fault...)
	}
	return results
}

// readFiles reads and judges the files, and tells what of them was left aside.
func readFiles(ctx context.Context, s *session.Session, model certificatesModel, base certificateCase, diags *diag.Diagnostics) ([]fleetResult, []leftAside) {
	var patterns, exclude []string
	diags.Append(model.Files.ElementsAs(ctx, &patterns, false)...)
	diags.Append(model.Exclude.ElementsAs(ctx, &exclude, false)...)
	if len(patterns) == 0 || diags.HasError() {
		return nil, nil
	}
	matches, err := keyfile.Glob(ctx, patterns, exclude)
	if err != nil {
		attribute.AddInputError(diags, path.Root("files"), err)
		return nil, nil
	}
	options := keyfile.Options{
		Password: passwordOf(model.PasswordEnv, diags), PasswordOf: model.passwords(ctx, diags), Timeout: fileTimeout(s, model.Timeout),
	}
	if diags.HasError() {
		return nil, nil
	}
	var paths []string
	base.question.AnyUsage = true
	var results []fleetResult
	var left []leftAside
	named := map[string]bool{}
	unread := func(file, place string, err *certificate.ReadError) {
		c := base
		c.deadline = model.Unnamed().Deadline("certificate", fileSource(file, place))
		results = append(results, fleetResult{file: file, judged: unreadCertificate(s, c, err)})
	}
	for _, match := range matches {
		switch {
		case match.Aside != "":
			left = append(left, leftAside{file: match.Path, what: "file", reason: match.Aside})
		case match.Problem != nil:
			unread(match.Path, "", match.Problem)
		default:
			paths = append(paths, match.Path)
			named[match.Path] = match.Named
		}
	}
	for _, outcome := range keyfile.ReadFiles(ctx, paths, 0, options) {
		switch {
		case outcome.Endless && !named[outcome.Path] && !namedAsCertificate(outcome.Path):
			left = append(left, leftAside{file: outcome.Path, what: "file", reason: outcome.Problem.Message})
		case outcome.Problem != nil:
			unread(outcome.Path, "", outcome.Problem)
		default:
			own, aside := judgeFile(ctx, s, outcome, model, base, diags)
			results, left = append(results, own...), append(left, aside...)
			for _, problem := range outcome.Bundle.Problems {
				unread(outcome.Path, problem.Where, problem.ReadError)
			}
		}
	}
	return results, left
}

// namedAsCertificate says that a file's name promises a certificate: a key alone
// in it is no key file but a certificate that is missing.
func namedAsCertificate(file string) bool {
	name := strings.ToLower(filepath.Base(file))
	switch filepath.Ext(name) {
	case ".crt", ".cer", ".cert":
		return true
	}
	return strings.Contains(name, "cert") || strings.Contains(name, "chain")
}

// passwords gives the password of each file by the longest pattern that matches
// it, else that of password_env; nil where there are no patterns.
func (m certificatesModel) passwords(ctx context.Context, diags *diag.Diagnostics) func(string) string {
	var variables map[string]string
	diags.Append(m.PasswordEnvs.ElementsAs(ctx, &variables, false)...)
	if len(variables) == 0 {
		return nil
	}
	known := map[string]string{}
	for pattern, variable := range variables {
		at := path.Root("password_envs").AtMapKey(pattern)
		if err := keyfile.CheckPattern(pattern); err != nil {
			attribute.AddInputError(diags, at, err)
		}
		password, set := os.LookupEnv(variable)
		if !set {
			diags.AddAttributeError(at, "No password", "The environment variable "+variable+" is not set. Set it to the password of the files that match "+pattern+".")
		}
		known[pattern] = password
	}
	standard := ""
	if !m.PasswordEnv.IsNull() {
		standard = os.Getenv(m.PasswordEnv.ValueString())
	}
	patterns := slices.SortedFunc(maps.Keys(known), func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return func(file string) string {
		if pattern := keyfile.MatchOne(file, patterns); pattern != "" {
			return known[pattern]
		}
		return standard
	}
}

// judgeFile judges each certificate of one file.
func judgeFile(ctx context.Context, s *session.Session, outcome keyfile.FileOutcome, model certificatesModel, base certificateCase, diags *diag.Diagnostics) ([]fleetResult, []leftAside) {
	if outcome.Bundle.Profile != nil {
		c := base
		c.file, c.deadline = outcome.Path, model.Unnamed().Deadline("certificate", fileSource(outcome.Path, ""))
		result := judgeProfile(s, c, outcome.Bundle, diags)
		return []fleetResult{{file: outcome.Path, judged: result}}, result.aside
	}
	var all []certificate.Served
	if model.Bundle.ValueBool() {
		all = outcome.Bundle.All()
	} else {
		leaves, err := outcome.Bundle.Leaves()
		if err != nil {
			attribute.AddInputError(diags, path.Root("files"), err)
			return nil, nil
		}
		all = leaves
	}
	neighbours := besideEach(outcome.Bundle, all)
	results := make([]fleetResult, len(all))
	for i, served := range all {
		place := ""
		if entry, ok := outcome.Bundle.EntryOf(served.Chain[0]); ok && len(all) > 1 {
			place = entry.Name
			if place == "" {
				place = fmt.Sprint(entry.Index)
			}
		}
		c := base
		c.beside = neighbours[i]
		if model.Bundle.ValueBool() {
			c.beside.neighbours = nil // each is judged for itself
		}
		c.deadline = model.Unnamed().Deadline("certificate", fileSource(outcome.Path, place))
		results[i] = fleetResult{file: outcome.Path, judged: judgeCertificate(ctx, s, c, []certificate.Served{served}, nil, diags)}
	}
	return results, asideOf(outcome.Path, outcome.Bundle, all...)
}

func fileSource(file, place string) string {
	file = filepath.ToSlash(file)
	if place == "" {
		return file
	}
	return file + "#" + place
}

func sortFleet(results []fleetResult) {
	slices.SortStableFunc(results, func(a, b fleetResult) int { return deadline.Sooner(a.Deadline, b.Deadline) })
}

// fleetAttrTypes are the fields of one entry: the common face and what is most
// asked for.
var fleetAttrTypes = func() map[string]attr.Type {
	fields := maps.Clone(face.AttrTypes)
	maps.Copy(fields, map[string]attr.Type{
		"endpoint": types.StringType, "file": types.StringType, "not_before": types.StringType, "not_after": types.StringType,
		"subject": types.StringType, "sha256_fingerprint": types.StringType, "key_algorithm": types.StringType,
		"trusted": types.BoolType, "trust_error": types.StringType, "trusted_until": types.StringType, "read_error": types.StringType,
	})
	return fields
}()

var fleetType = types.ObjectType{AttrTypes: fleetAttrTypes}

var fleetDescriptions = map[string]string{
	"endpoint":           "Server it was read from, null for files.",
	"file":               "File it was read from, null for servers.",
	"not_before":         "Begin of the life that ends at `expires_at` (RFC 3339, UTC): from it the default lead time follows. It is that of the authority where one ends before the leaf. Null where nothing was read.",
	"not_after":          certificateFields["not_after"],
	"subject":            certificateFields["subject"],
	"sha256_fingerprint": certificateFields["sha256_fingerprint"],
	"key_algorithm":      keyAlgorithmDescription,
	"trusted":            "Whether a careful client would accept the certificate now.",
	"trust_error":        "Why it is not trusted, null where it is.",
	"trusted_until":      trustedUntilDescription,
	"read_error":         "Why nothing was read, null where something was.",
}

func fleetAttributes() map[string]schema.Attribute {
	return face.ComputedAttributes(fleetAttrTypes, fleetDescriptions, face.DescriptionsFor("certificate"))
}

// value is the entry as an object.
func (r *fleetResult) value() types.Object {
	values := face.Values(r.Judgement)
	values["endpoint"], values["file"] = attribute.Optional(r.endpoint), attribute.Optional(r.file)
	values["not_before"], values["not_after"], values["subject"], values["sha256_fingerprint"] = types.StringNull(), types.StringNull(), types.StringNull(), types.StringNull()
	values["trusted"], values["trust_error"], values["read_error"] = types.BoolValue(false), types.StringNull(), types.StringNull()
	values["trusted_until"], values["key_algorithm"] = types.StringNull(), attribute.Optional(r.keyAlgorithm())
	if r.unread != nil {
		values["read_error"] = types.StringValue(string(r.unread.Reason))
	}
	if r.verdict != nil {
		data := certificate.Describe(r.verdict.Leaf)
		values["not_before"] = rawInstant(r.verdict.ExpiringCertificate.NotBefore)
		values["not_after"], values["subject"] = rawInstant(data.NotAfter), types.StringValue(data.Subject)
		values["sha256_fingerprint"] = types.StringValue(data.SHA256Fingerprint)
		values["trusted_until"] = attribute.InstantValue(r.verdict.TrustedUntil)
		values["trusted"], values["trust_error"] = types.BoolValue(r.verdict.Trusted), attribute.Optional(string(r.verdict.TrustError))
	}
	return types.ObjectValueMust(fleetAttrTypes, values)
}
