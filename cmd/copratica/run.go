package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // also: verify found something, import refused something
	exitUsage  = 2
)

// A commandLine is all that can be typed.
type commandLine struct {
	Settings settings `embed:""`

	Serve   serveCommand   `cmd:"" help:"Serve the site and the API, and keep the index up to date."`
	Import  importCommand  `cmd:"" help:"Bring in case folders, folders of them, or .zip files of them."`
	Export  exportCommand  `cmd:"" help:"Write every case as a folder, or all into a .zip."`
	Reindex reindexCommand `cmd:"" help:"Fill the index anew from the records."`
	Verify  verifyCommand  `cmd:"" help:"Check store, files and index."`
	Purge   purgeCommand   `cmd:"" help:"Remove a case, or one file of it, for good."`
	Person  personCommand  `cmd:"" help:"Look after people and their tokens for the API."`
	Blobs   blobsCommand   `cmd:"" help:"Move the attachments to another place."`
	Version versionCommand `cmd:"" help:"Print the version."`

	ReadDocuments readCommand `cmd:"" hidden:"" help:"Read documents for another process of this program."`
}

// A terminal is where a command speaks to the person who runs it.
type terminal struct {
	out io.Writer // results
	err io.Writer // messages and progress
}

// say prints one sentence that is no result.
func (t *terminal) say(format string, args ...any) {
	fmt.Fprintf(t.err, "copratica: "+format+"\n", args...)
}

// troubleLog is the log of a command that is not there to be watched.
func (t *terminal) troubleLog() *slog.Logger {
	return slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// errToldAlready ends a command as failed when all there is to say was said.
var errToldAlready = errors.New("failed")

// A usageError is a command line that cannot be meant.
type usageError struct{ reason string }

func (e usageError) Error() string { return e.reason }

// Run is the program: it does what args say and returns the exit code. It ends
// early when ctx does. Settings that are not in args come from env.
func Run(ctx context.Context, args []string, env func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	t := &terminal{out: stdout, err: stderr}
	var line commandLine
	helped := false
	parser, err := kong.New(&line,
		kong.Name("copratica"),
		kong.Description("A knowledge base of coprogettazione cases."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.ValueFormatter(helpWithVariable),
		kong.Resolvers(environment(env)),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.BindTo(stdin, (*io.Reader)(nil)),
		kong.Bind(t, &line.Settings),
	)
	if err != nil {
		t.say("%s", err)
		return exitFailed
	}
	chosen, err := parser.Parse(args)
	if helped {
		return exitDone
	}
	if err != nil {
		return report(t, usageError{err.Error()})
	}
	if err := line.Settings.complete(); err != nil {
		return report(t, err)
	}
	return report(t, chosen.Run())
}

// report tells what went wrong, if anything, and gives the exit code.
func report(t *terminal, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		t.say("%s (copratica --help tells more)", usage.reason)
		return exitUsage
	case !errors.Is(err, errToldAlready):
		t.say("%s", sentence(err))
	}
	return exitFailed
}
