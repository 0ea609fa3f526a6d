package statefile

import "encoding/json"

// Modes of resources.
const (
	Managed = "managed"
	Data    = "data"
)

// Action is what a plan does with a resource.
type Action string

// The actions. A state, and what a plan says nothing of, has none.
const (
	ActionNone    Action = ""
	ActionNoOp    Action = "no-op"
	ActionCreate  Action = "create"
	ActionRead    Action = "read" // a data source that is read during the apply
	ActionUpdate  Action = "update"
	ActionReplace Action = "replace"
	ActionDelete  Action = "delete"
	ActionForget  Action = "forget" // leaves the state and lives on
)

// Values says what the attributes of a resource are.
type Values string

// What attributes can be.
const (
	Current Values = "current" // of a state
	Prior   Values = "prior"   // of the state before the plan, after its refresh
	Planned Values = "planned" // what the plan makes of it
)

// Resource is one instance of a resource.
type Resource struct {
	// Address is as Terraform writes it: module.app["eu"].aws_instance.web[0]. It
	// is "" where a Problem hides it.
	Address string
	// Module is the address of its module, "" for the root.
	Module string
	// Mode is Managed or Data.
	Mode, Type, Name string
	// Index is what stands in the brackets, 0 or "eu" with its quotation marks; ""
	// for none.
	Index string
	// Provider is what the type begins with: "aws" of aws_instance. The registry's
	// host differs between Terraform, OpenTofu and mirrors.
	Provider string
	// ProviderSource is the provider's source address as it was written,
	// registry.opentofu.org/hashicorp/aws.
	ProviderSource string
	// SchemaVersion is that of the provider's schema for the attributes.
	SchemaVersion int64
	// Attributes is a JSON object that was checked, nil for what is deleted or has
	// a Problem. It is valid until the function that was given the resource
	// returns.
	Attributes json.RawMessage
	// Flat says that the attributes are in the form of Terraform before 0.12,
	// "subject.0.common_name".
	Flat bool
	// Values is what Attributes are.
	Values Values
	// Deposed is the key of an object that was replaced and is not yet destroyed; it
	// shares its address with the live one.
	Deposed string
	// Tainted says that the next apply replaces it.
	Tainted bool
	// Action is what a plan does with it.
	Action Action
	// Deferred says that the plan leaves it to a later one.
	Deferred bool
	// Unknown are the paths of what is known only after the apply, like a.b[0].c or
	// data["tls.crt"]; "" is everything.
	Unknown []string
	// Position is where in the document it stands.
	Position string
	// Problem is why there are no attributes where some should be.
	Problem *Error
}
