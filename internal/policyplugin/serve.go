// Package policyplugin is the other front door: it serves the functions of the
// provider to Terraform policy, by the protocol of its plugins. The bytes of values
// and types are the same in both protocols, so they are passed on as they come.
//
// The server is one of our own, since that of the plugin framework (v0.1.1) refuses
// arguments of more than 4 MiB and answers a panic with the stack.
package policyplugin

import (
	"context"
	"errors"

	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
	"google.golang.org/grpc"
)

// The cookie by which a policy engine starts the binary as a plugin. Terraform's
// users hold other things in the same variable, like the path of the engine, and
// the engine's own cookie has the same key: only the value decides.
const (
	CookieKey   = "TF_POLICY_PLUGIN"
	CookieValue = "95ADAEF3D8C4"
)

// handshake is that of the plugin framework.
var handshake = plugin.HandshakeConfig{ProtocolVersion: 1, MagicCookieKey: CookieKey, MagicCookieValue: CookieValue}

// pluginName is what engines ask for.
const pluginName = "plugin"

// maxMessage bounds the arguments of one call; gRPC itself takes 4 MiB.
const maxMessage = 64 << 20

// Wanted says that an engine of policies started the process.
func Wanted(getenv func(string) string) bool { return getenv(CookieKey) == CookieValue }

// Serve serves the functions until the engine is done.
func Serve(functions tfprotov6.FunctionServer) {
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: handshake,
		Plugins:         map[string]plugin.Plugin{pluginName: &served{functions: functions}},
		GRPCServer: func(options []grpc.ServerOption) *grpc.Server {
			return grpc.NewServer(append(options, grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage))...)
		},
	})
}

// served is the plugin as go-plugin wants it.
type served struct {
	plugin.NetRPCUnsupportedPlugin
	functions tfprotov6.FunctionServer
}

func (s *served) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	proto.RegisterPluginServer(server, New(s.functions))
	return nil
}

func (s *served) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, errors.New("this process serves functions and calls none")
}
