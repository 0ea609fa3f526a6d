// Package daemontest starts real server software from Debian packages on
// loopback ports, for tests. Nothing of the provider imports it.
//
// Daemons run in the foreground with a configuration of their own, as the user
// who runs the tests or, if that is root, as nobody (Postfix alone needs root).
// They end with the test. The packages are listed in .ci/packages; where one is
// missing the test is skipped, and fails if the environment says CI=true.
package daemontest
