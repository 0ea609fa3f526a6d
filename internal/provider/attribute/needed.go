package attribute

// Needed begins the description of a nested argument that must be given and that
// Terraform cannot be told so: it refuses `[data.x.y]` where a nested argument is
// required (1.11, OpenTofu). The command that completes the documentation lists it
// under "Required" by this.
const Needed = "Required. "
