package policyplugin

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// New makes the server around functions of a provider. It may be called by many at
// a time, as they may.
func New(functions tfprotov6.FunctionServer) proto.PluginServer { return &server{functions: functions} }

type server struct {
	functions tfprotov6.FunctionServer

	mu     sync.Mutex
	listed map[string]*tfprotov6.Function // nil until they were asked for
}

// Setup has nothing to do: a function knows all by its arguments.
func (s *server) Setup(context.Context, *proto.PluginSetupRequest) (*proto.PluginSetupResponse, error) {
	return &proto.PluginSetupResponse{ServerCapabilities: &proto.PluginSetupResponse_ServerCapabilities{}}, nil
}

// known are the functions by name, which are asked for once: describing them all
// takes longer than most of their calls.
func (s *server) known(ctx context.Context) (map[string]*tfprotov6.Function, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listed != nil {
		return s.listed, nil
	}
	listed, err := s.functions.GetFunctions(ctx, &tfprotov6.GetFunctionsRequest{})
	if err != nil || listed == nil {
		return nil, status.Error(codes.Internal, "The functions of the plugin cannot be listed.")
	}
	for _, fault := range listed.Diagnostics {
		if fault.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, status.Error(codes.Internal, "The functions of the plugin cannot be listed: "+oneLine(fault.Summary))
		}
	}
	s.listed = listed.Functions
	return s.listed, nil
}

// ListFunctions lists every function of the provider.
func (s *server) ListFunctions(ctx context.Context, _ *proto.ListFunctionsRequest) (answer *proto.ListFunctionsResponse, err error) {
	defer recovered("listing the functions", &err)
	functions, err := s.known(ctx)
	if err != nil {
		return nil, err
	}
	answer = &proto.ListFunctionsResponse{Functions: make(map[string]*proto.Function, len(functions))}
	for name, function := range functions {
		if answer.Functions[name], err = described(function); err != nil {
			return nil, status.Errorf(codes.Internal, "The function %s cannot be described.", name)
		}
	}
	return answer, nil
}

// ExecuteFunction calls a function. An engine may hand over what Terraform never
// would, null and another number of arguments among it, so that is looked at here.
func (s *server) ExecuteFunction(ctx context.Context, req *proto.ExecuteFunctionRequest) (answer *proto.ExecuteFunctionResponse, err error) {
	defer recovered(deadline.Printable(req.GetName()), &err)
	functions, err := s.known(ctx)
	if err != nil {
		return nil, err
	}
	function := functions[req.GetName()]
	if function == nil {
		return nil, refused("There is no function %s; the nearest is %s.", deadline.Quote(deadline.Printable(req.GetName())),
			strings.Join(text.Nearest(req.GetName(), slices.Sorted(maps.Keys(functions)), 1), ""))
	}
	if err := checkArguments(req.GetName(), function, req.GetArguments()); err != nil {
		return nil, err
	}
	call := &tfprotov6.CallFunctionRequest{Name: req.GetName()}
	for _, argument := range req.GetArguments() {
		call.Arguments = append(call.Arguments, &tfprotov6.DynamicValue{MsgPack: argument})
	}
	result, err := s.functions.CallFunction(ctx, call)
	switch {
	case err != nil || result == nil:
		return nil, status.Errorf(codes.Internal, "The function %s gave no answer.", req.GetName())
	case result.Error != nil:
		return nil, refused("%s", faultText(req.GetName(), function, result.Error))
	case result.Result == nil:
		return nil, status.Errorf(codes.Internal, "The function %s gave no result.", req.GetName())
	}
	return &proto.ExecuteFunctionResponse{Result: result.Result.MsgPack}, nil
}

// faultText is an error of a function as one line that names the argument.
func faultText(name string, function *tfprotov6.Function, fault *tfprotov6.FunctionError) string {
	message := strings.TrimSuffix(oneLine(fault.Text), ".") + "." // Terraform ends it by itself, an engine of policies does not
	if fault.FunctionArgument == nil {
		return fmt.Sprintf("Function %s: %s", name, message)
	}
	return fmt.Sprintf("Argument %s of %s: %s", parameterAt(function, int(*fault.FunctionArgument)).Name, name, message)
}

// recovered makes an error of a panic: one faulty call must not end the process,
// in which others run. What panicked is not shown, since it may quote an argument.
func recovered(what string, err *error) {
	if recover() != nil {
		*err = status.Errorf(codes.Internal, "The plugin failed in %s; this is a fault of the plugin, so please report it with the policy that called it.", what)
	}
}

func refused(format string, a ...any) error {
	return status.Errorf(codes.InvalidArgument, format, a...)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
