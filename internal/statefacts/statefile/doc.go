// Package statefile reads states and plans of Terraform and OpenTofu: which
// resources stand in them, where, and with what values. It reads one resource at
// a time, so that a state of half a gigabyte needs no more memory than its
// largest resource. It judges nothing; package statefacts does.
//
// A state holds secrets in clear. So no error, header or name of this package
// repeats a value, a key of a map or a line of what was read: places are given
// as paths of Terraform's own member names and as byte offsets.
package statefile
