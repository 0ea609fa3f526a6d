// Command terraform-provider-expiry serves the provider to Terraform and its
// functions to Terraform policy, and runs what the package command lists.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"runtime/debug"
	_ "time/tzdata" // Windows has no time zones of its own

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/command"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policyplugin"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider"
)

// memoryWanted is how much memory the provider tries to do with, in bytes.
const memoryWanted = 896 << 20

// version is set by the linker (-X main.version=1.2.3).
var version = "dev"

func main() {
	spareCollections()
	if policyplugin.Wanted(os.Getenv) {
		policyplugin.Serve(provider.Server(version, nil)())
		return
	}
	at := command.Surroundings{Getenv: os.Getenv, Out: os.Stdout, Errs: os.Stderr}
	if code, ran := command.Run(context.Background(), os.Args[1:], at); ran {
		os.Exit(code)
	}
	wait := flag.Bool("debug", false, "wait for a debugger: print TF_REATTACH_PROVIDERS and keep running")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println(version)
		return
	}
	var options []tf6server.ServeOpt
	if *wait {
		options = append(options, tf6server.WithManagedDebug())
	}
	if err := tf6server.Serve(provider.Address, provider.Server(version, nil), options...); err != nil {
		log.Fatal(err)
	}
}

// spareCollections sets the collector. Terraform starts the provider anew for every
// step, so it never has a heap whose size would be worth so many collections: a plan
// of 2,000 endpoints spends a quarter less processor time this way. Thousands of rows
// of a register must not take a runner's memory for that: near the limit there are as
// many as it takes. GOMEMLIMIT goes before.
func spareCollections() {
	debug.SetGCPercent(400)
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(memoryWanted)
	}
}
