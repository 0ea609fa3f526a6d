package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/verdict"
)

// Address is where the provider is published.
const Address = "registry.terraform.io/terraform-expiry/expiry"

// lists are the attributes that can hold thousands of deadlines or of things to read.
var lists = protocol.Lists{
	Resources: map[string][]string{"expiry_gate": {"deadlines", "deadlines_json", "assertions"}, "expiry_readings": {"deadlines", "deadlines_json"}},
	DataSources: map[string][]string{
		"expiry_policy": {"deadlines", "deadlines_json", "assertions"}, "expiry_calendar": {"deadlines", "deadlines_json"},
		"expiry_certificates": {"endpoints", "targets"},
	},
	Functions: verdict.Lists,
}

// Server makes the provider of a version as Terraform talks to it. It judges by
// the clock, nil for the wall clock: then the inventory dates writes by its own.
func Server(version string, clock deadline.Clock) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		return protocol.New(providerserver.NewProtocol6(&expiryProvider{version: version, clock: clock})(), lists)
	}
}
