// Package protocol is a small server around the framework's, for what the
// framework cannot do: lists of deadlines leave a request before the framework
// walks them, which takes time with the square of their number, are read once and
// handed on by the context; large results pass it by on their way back.
package protocol

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Lists are the attributes of resources and data sources, by type name, that hold
// deadlines, what is judged beside them or what is to be read.
type Lists struct {
	// Resources have them as write-only arguments: they are in no state.
	Resources map[string][]string
	// DataSources keep them in their state as they were written, and get them by
	// Handed and the like, or by GetConfig.
	DataSources map[string][]string
	// Functions have them as arguments of these names, in order; "" is one that the
	// framework reads itself.
	Functions map[string][]string
}

// New puts the server around one of the framework.
func New(framework tfprotov6.ProviderServer, lists Lists) tfprotov6.ProviderServer {
	return &server{framework, lists}
}

type server struct {
	tfprotov6.ProviderServer
	lists Lists
}

func (s *server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	taken, err := takeOut(req.Config, s.lists.Resources[req.TypeName])
	if err != nil {
		return nil, err
	}
	allowed := req.ClientCapabilities != nil && req.ClientCapabilities.WriteOnlyAttributesAllowed
	for _, name := range s.lists.Resources[req.TypeName] {
		if written, given := taken.raw[name]; given && !isNil(written) && !allowed {
			return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: []*tfprotov6.Diagnostic{tooOld(name)}}, nil
		}
	}
	without := *req
	without.Config = taken.rest
	return s.ProviderServer.ValidateResourceConfig(ctx, &without)
}

func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	names := s.lists.Resources[req.TypeName]
	config, err := takeOut(req.Config, names)
	if err != nil {
		return nil, err
	}
	proposed, err := takeOut(req.ProposedNewState, names)
	if err != nil {
		return nil, err
	}
	without := *req
	without.Config, without.ProposedNewState = config.rest, proposed.rest
	return s.ProviderServer.PlanResourceChange(handOn(ctx, config), &without)
}

func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	config, err := takeOut(req.Config, s.lists.Resources[req.TypeName])
	if err != nil {
		return nil, err
	}
	without := *req
	without.Config = config.rest
	return s.ProviderServer.ApplyResourceChange(handOn(ctx, config), &without)
}

func (s *server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	taken, err := takeOut(req.Config, s.lists.DataSources[req.TypeName])
	if err != nil {
		return nil, err
	}
	without := *req
	without.Config = taken.rest
	return s.ProviderServer.ValidateDataResourceConfig(handOn(ctx, taken), &without)
}

func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	config, err := takeOut(req.Config, s.lists.DataSources[req.TypeName])
	if err != nil {
		return nil, err
	}
	without := *req
	without.Config = config.rest
	ctx, left := leaving(handOn(ctx, config))
	resp, err := s.ProviderServer.ReadDataSource(ctx, &without)
	if err == nil && resp != nil {
		resp.State, err = config.putBack(left.instead(resp.State))
	}
	return resp, err
}

// tooOld says what an older Terraform lacks, which the framework cannot say of
// what it does not see.
func tooOld(name string) *tfprotov6.Diagnostic {
	return &tfprotov6.Diagnostic{
		Severity: tfprotov6.DiagnosticSeverityError, Attribute: tftypes.NewAttributePath().WithAttributeName(name),
		Summary: "Needs Terraform 1.11",
		Detail: "The argument " + name + " is write-only, so that nothing of it is stored, and this Terraform has no such arguments. " +
			"Use Terraform 1.11 or OpenTofu 1.11 or newer, or, where a gate is to judge, the data source expiry_policy.",
	}
}
