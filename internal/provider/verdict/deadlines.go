package verdict

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	certificates "github.com/terraform-expiry/terraform-provider-expiry/internal/provider/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	releasing "github.com/terraform-expiry/terraform-provider-expiry/internal/provider/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/stateends"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

var certificateTypes = thingTypes(map[string]attr.Type{"server_name": types.StringType, "ca_pem": types.StringType, "require_trusted": types.BoolType})

var softwareTypes = thingTypes(map[string]attr.Type{"distro": types.StringType, "support_level": types.StringType, "support_from": types.StringType, "allowed": types.StringType})

var contractTypes = thingTypes(nil)

// NewCertificateFunction makes the function certificate_deadline.
func NewCertificateFunction() function.Function {
	return judging{
		name: "certificate_deadline", summary: "A certificate in PEM text as a deadline",
		description: "Judges a certificate, alone or with its chain in any order: when it ends, with its chain, and by when to act. " + describesFace + ". " +
			"Its name is `settings.name`, else the first name it is for. Who vouches for it is asked only with `ca_pem` or `require_trusted`: then of Mozilla's roots, as built in, and the authorities of `ca_pem`; those of the machine never count." +
			describesShared + describesThing + " Besides: `server_name`, `ca_pem`, `require_trusted`, as in the data source `expiry_certificate`." + describesLater,
		parameters: []function.Parameter{
			function.StringParameter{Name: "pem", MarkdownDescription: "PEM text, like `file(\"www.pem\")`. A private key in it is an error."},
			asOfParameter, settingsParameter,
		},
		returns: types.ObjectType{AttrTypes: face.AttrTypes},
		run: func(ctx context.Context, texts []string) (attr.Value, error) {
			in, err := readSettings(ctx, certificateTypes, texts[1])
			if err != nil {
				return nil, err
			}
			var own keyfile.Bundle
			if pem := in.text("ca_pem"); pem != "" {
				if own, err = keyfile.Parse([]byte(pem), keyfile.Options{}); err != nil {
					return nil, fmt.Errorf("settings.ca_pem: %s", inputText(err))
				}
			}
			var diags diag.Diagnostics
			text := certificates.Text{PEM: texts[0], Inputs: in.thing(), ServerName: in.text("server_name"), Trust: in.truth("require_trusted")}
			text.Trusts = text.Trust || len(own.Entries) > 0
			judgement, err := text.Judge(ctx, in.session, stateends.Offline(own), &diags)
			if err != nil {
				return nil, &argumentError{"pem", inputText(err)}
			}
			if err := firstFault(diags); err != nil {
				return nil, err
			}
			return types.ObjectValueMust(face.AttrTypes, face.Values(judgement)), nil
		},
	}
}

// inputText is what is wrong with a document.
func inputText(err error) string {
	if input, ok := errors.AsType[*certificate.InputError](err); ok {
		return strings.ToLower(input.Summary[:1]) + input.Summary[1:] + ": " + input.Detail
	}
	return err.Error()
}

// NewContractFunction makes the function contract_deadline.
func NewContractFunction() function.Function {
	return judging{
		name: "contract_deadline", summary: "The terms of a contract as a deadline",
		description: "Judges one contract by its terms: when it ends, as it renews, and by when to act. " + describesFace + ", `title`, `supplier`, `customer`, `starts_on`, `renewal`, `intent`, `notice_given_on`, `closed_on`, `closed_because`, " +
			"`period_starts_at`, `period_ends_at`, `renewals`, `opt_out_by`, `data_deleted_at`, `deletes_data`, `weakest_link` and `covers_renewals`, as in the data source `expiry_contract`. A contract that it rests on is not followed." +
			describesShared + describesThing + describesLater,
		parameters: []function.Parameter{
			function.DynamicParameter{Name: "terms", MarkdownDescription: "An object of texts by the columns of a register: " + columnList() + ". `contract` is its key; a name that is none of these is an error."},
			asOfParameter, settingsParameter,
		},
		returns: types.ObjectType{AttrTypes: contract.DeclaredTypes},
		run: func(ctx context.Context, texts []string) (attr.Value, error) {
			in, err := readSettings(ctx, contractTypes, texts[0])
			if err != nil {
				return nil, err
			}
			said, err := readTerms(ctx, in)
			if err != nil {
				return nil, &argumentError{"terms", err.Error()}
			}
			values, faults := contract.Declared(in.session, said, in.thing(), in.session.Now)
			if len(faults) > 0 {
				return nil, &argumentError{"terms", fmt.Sprintf("terms.%s: %s", faults[0].Attribute, faults[0].Message)}
			}
			return types.ObjectValueMust(contract.DeclaredTypes, values), nil
		},
	}
}

func columnList() string { return "`" + strings.Join(contract.Columns(), "`, `") + "`" }

// readTerms are the terms of the call as texts, by column.
func readTerms(ctx context.Context, in settings) (map[string]string, error) {
	tree, err := protocol.Whole(ctx, "terms")
	if err != nil {
		return nil, err
	}
	object, ok := tree.(intake.Object)
	if !ok {
		return nil, wrongForm("terms", tree, `an object like { contract = "lease", ends_on = "2027-12-31" }`)
	}
	if err := knownNames(object, contract.Columns(), "terms"); err != nil {
		return nil, err
	}
	said := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if said[name], err = termText(object[name], "terms."+name); err != nil {
			return nil, err
		}
	}
	if said["contract"] = cmp.Or(strings.TrimSpace(said["contract"]), in.text("name")); said["contract"] == "" {
		return nil, errors.New(`terms has no contract, so no message or waiver could name it; give its key, like { contract = "lease", ends_on = "2027-12-31" }, or settings.name`)
	}
	return said, nil
}

// termText is a term as a register would hold it: a list stands in one cell.
func termText(tree any, at string) (string, error) {
	if list, ok := tree.([]any); ok {
		var texts []string
		for _, element := range list {
			text, err := termText(element, at)
			if err != nil {
				return "", err
			}
			texts = append(texts, text)
		}
		return strings.Join(texts, ", "), nil
	}
	if tree == nil {
		return "", nil
	}
	value, err := typed(tree, tftypes.String, at)
	var text string
	if err == nil {
		err = value.As(&text)
	}
	return text, err
}

// NewSoftwareFunction makes the function software_deadline.
func NewSoftwareFunction() function.Function {
	return judging{
		name: "software_deadline", summary: "A version of a product as a deadline",
		description: "Judges for how long a version is supported, by the embedded release calendar. " + describesFace + ", `cycle`, `support_class`, `support_ends_on`, `patch_class`, `latest_version`, `latest_released_on`, `releases_behind`, " +
			"`distro_support_class`, `distro_support_ends_on`, `possible_backport`, `shipped_by`, `source`, `facts_as_of` and `known_until`, as in the data source `expiry_software`. " +
			"A binary that is kept grows stale: `facts_as_of` is the day up to which it knows." +
			describesShared + describesThing + " Besides: `distro`, `support_level`, `support_from` and `allowed`." + describesLater,
		parameters: []function.Parameter{
			function.StringParameter{Name: "product", MarkdownDescription: "Name in the catalog, another name, a CPE or a package URL."},
			function.StringParameter{Name: "version", MarkdownDescription: "Version, part of one, or release cycle; empty where the product is a CPE or package URL with a version."},
			asOfParameter, settingsParameter,
		},
		returns: types.ObjectType{AttrTypes: releasing.ReleaseTypes},
		run: func(ctx context.Context, texts []string) (attr.Value, error) {
			in, err := readSettings(ctx, softwareTypes, texts[2])
			if err != nil {
				return nil, err
			}
			var diags diag.Diagnostics
			values, err := releasing.Release{
				Product: texts[0], Version: texts[1], Distro: in.text("distro"), Inputs: in.thing(),
				SupportLevel: in.text("support_level"), SupportFrom: in.text("support_from"), Allowed: in.text("allowed"),
			}.Judge(ctx, in.session, &diags)
			switch {
			case errors.As(err, new(*software.VersionError)):
				return nil, &argumentError{"version", err.Error()}
			case errors.As(err, new(*catalog.UnknownProductError)):
				return nil, &argumentError{"product", err.Error()}
			}
			if err = cmp.Or(err, firstFault(diags)); err != nil {
				return nil, err
			}
			return types.ObjectValueMust(releasing.ReleaseTypes, values), nil
		},
	}
}
