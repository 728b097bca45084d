// Command copratica serves a library of coprogettazione cases and looks after
// it: import, export, reindex, verify, purge.
//
// It is the porch of the house: the one place that knows flags and the
// environment, signals and exit codes, and which engines stand behind the
// contracts of the rooms. Each command has a file of its own. Run is the whole
// program but for the process around it, so that tests start the real thing.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first signal asks to end; a second one ends at once
	os.Exit(Run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}
