// Package statefacts knows where in which type of Terraform resource an end or a
// version stands, and what is made of it. The table is data (table/*.json, and an
// organisation's own file); Judge applies it to the attributes of one resource.
//
// The table is the only guard of secrets: marks in a state are incomplete, so no
// value leaves this room but those of attributes that the table names, and of
// these only what has the form that is expected there.
package statefacts
