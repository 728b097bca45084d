package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the linker when a release is built; else the build says
// which commit it is made of.
var version string

// A versionCommand prints the version.
type versionCommand struct{}

// Run prints one line.
func (versionCommand) Run(t *terminal) error {
	_, err := fmt.Fprintf(t.out, "copratica %s (%s)\n", programVersion(), runtime.Version())
	return err
}

func programVersion() string {
	if version != "" {
		return version
	}
	build, ok := debug.ReadBuildInfo()
	if !ok || build.Main.Version == "" {
		return "unknown"
	}
	return build.Main.Version
}
