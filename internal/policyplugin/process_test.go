package policyplugin_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/plugins"
	"github.com/hashicorp/terraform-policy-plugin-framework/policy-plugin/proto"
	"github.com/zclconf/go-cty/cty"
	"google.golang.org/grpc"
)

// built is the program itself, built once for all tests.
var built struct {
	once sync.Once
	path string
	err  error
}

// binary builds the program. Where only quick tests are asked for, the test is
// skipped.
func binary(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts the program: make test runs it")
	}
	built.once.Do(func() {
		directory, err := os.MkdirTemp("", "policyplugin")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(directory, "terraform-provider-expiry")
		build := exec.CommandContext(context.Background(), "go", "build", "-buildvcs=false", "-o", built.path, "../..") //nolint:usetesting // outlives its first test
		if out, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.path != "" {
		_ = os.RemoveAll(filepath.Dir(built.path))
	}
	os.Exit(code)
}

// client is what an engine has of a plugin.
type client struct{ plugin.NetRPCUnsupportedPlugin }

func (client) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return errors.New("this is a client")
}

func (client) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return proto.NewPluginClient(conn), nil
}

// start starts the program as an engine does.
func start(t testing.TB, mTLS bool) (proto.PluginClient, *plugin.Client) {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary(t))
	running := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugins.Handshake, Plugins: map[string]plugin.Plugin{"plugin": client{}},
		Cmd: command, AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC}, AutoMTLS: mTLS, Logger: hclog.NewNullLogger(),
	})
	t.Cleanup(running.Kill)
	connection, err := running.Client()
	if err != nil {
		t.Fatal(err)
	}
	dispensed, err := connection.Dispense("plugin")
	if err != nil {
		t.Fatal(err)
	}
	served, ok := dispensed.(proto.PluginClient)
	if !ok {
		t.Fatalf("%T", dispensed)
	}
	return served, running
}

// process calls functions of the program.
func process(t testing.TB, mTLS bool) caller {
	t.Helper()
	served, _ := start(t, mTLS)
	if _, err := served.Setup(t.Context(), &proto.PluginSetupRequest{}); err != nil {
		t.Fatal(err)
	}
	listed, err := served.ListFunctions(t.Context(), &proto.ListFunctionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return caller{func(req *proto.ExecuteFunctionRequest) (*proto.ExecuteFunctionResponse, error) {
		return served.ExecuteFunction(t.Context(), req)
	}, listed.GetFunctions()}
}

func TestTheProgramServesPolicies(t *testing.T) {
	t.Parallel()
	for name, mTLS := range map[string]bool{"plain": false, "mTLS": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := process(t, mTLS)
			if len(c.known) != len(inProcess(t).known) {
				t.Errorf("%d functions", len(c.known))
			}
			result, err := c.call(t, "verdict", cty.TupleVal([]cty.Value{licence("gone", -3), licence("fine", 300)}), asOf, noSettings)
			if err != nil || result.GetAttr("passed").True() || !strings.Contains(result.GetAttr("message").AsString(), "licence/gone") {
				t.Errorf("%v %v", result, err)
			}
			if result, err = c.call(t, "verdict", cty.TupleVal([]cty.Value{cty.DynamicVal}), asOf, noSettings); err != nil || result.IsKnown() {
				t.Errorf("unknown: %v %v", result, err)
			}
			if _, err = c.call(t, "verdict", cty.EmptyTupleVal, asOf, noSettings); err == nil || !strings.Contains(err.Error(), "Argument deadlines of verdict") {
				t.Errorf("nothing to judge: %v", err)
			}
		})
	}
}

// The framework's own server refuses more than 4 MiB.
func TestEightMegabytesOfArguments(t *testing.T) {
	t.Parallel()
	c := process(t, false)
	text := manyLicences(t, 2000, 4200)
	if len(text.AsString()) < 8<<20 {
		t.Fatalf("%d bytes only", len(text.AsString()))
	}
	result, err := c.call(t, "verdict", text, asOf, noSettings)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := result.GetAttr("counts").GetAttr("ok").AsBigFloat().Int64(); n != 2000 || !result.GetAttr("passed").True() {
		t.Errorf("%d are ok: %s", n, result.GetAttr("message").AsString())
	}
}

// The variable holds other things too, which the provider inherits.
func TestOnlyTheValueOfTheCookieDecides(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cookie, line string // of the handshake: version of go-plugin, of the protocol
	}{
		"no cookie":         {"", "1|6|"},
		"a path":            {"/usr/local/bin/tfpolicy-plugin", "1|6|"},
		"the engine's own":  {"6F11ED78A2AB", "1|6|"},
		"that of a plugin":  {"95ADAEF3D8C4", "1|1|"},
		"in small letters":  {"95adaef3d8c4", "1|6|"},
		"with a line break": {"95ADAEF3D8C4\n", "1|6|"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), binary(t))
			command.Env = append(os.Environ(), "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", "TF_POLICY_PLUGIN="+test.cookie)
			out, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil || !strings.HasPrefix(line, test.line) || !strings.Contains(line, "|grpc") {
				t.Errorf("%q (%v)", line, err)
			}
			_ = command.Process.Kill()
			_ = command.Wait()
		})
	}
}
