package main

import (
	"context"
	"errors"
	"fmt"

	"copratica/content"
)

// An importCommand brings case folders into the library.
type importCommand struct {
	Paths []string `arg:"" name:"path" help:"Case folders, folders of them, or .zip files of them."`
}

// importer is the author of what is imported.
func importer(name string) content.Principal {
	return content.Principal{Role: content.RoleEditor, Name: name}
}

// Run imports every path and prints a line for each case that is safely
// stored, and for each problem. What fails does not keep the rest out.
func (c *importCommand) Run(ctx context.Context, t *terminal, s *settings) (err error) {
	h, err := openHouse(ctx, *s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := h.keepBlobs(ctx); err != nil {
		return err
	}

	tally := newTally(t)
	run := content.NewImporter(h.library, importer("import"), tally.add)
	for _, path := range c.Paths {
		if err := run.Path(ctx, path); err != nil {
			tally.print()
			return err
		}
	}
	tally.print()
	if tally.failed > 0 {
		return errToldAlready
	}
	return nil
}

// A tally tells what becomes of each case, and counts.
type tally struct {
	t        *terminal
	progress *progress

	imported, unchanged, failed int
}

func newTally(t *terminal) *tally {
	return &tally{t: t, progress: newProgress(t.out, "importing", "cases")}
}

func (y *tally) add(item content.ImportItem) {
	if item.Err != nil || item.Saved.Warnings != nil {
		y.progress.clear()
	}
	for _, w := range item.Saved.Warnings {
		printProblem(y.t, item.Path, "warning: ", w)
	}
	switch {
	case item.Err != nil:
		y.failed++
		y.refused(item)
	case item.Saved.Unchanged:
		y.unchanged++
	default:
		y.imported++
		if !y.progress.live {
			fmt.Fprintf(y.t.out, "imported %s, revision %d\n", item.Saved.ID, item.Saved.Revision)
		}
	}
	y.progress.at(y.imported + y.unchanged)
}

// refused prints file, line and reason of everything wrong with a case.
func (y *tally) refused(item content.ImportItem) {
	var invalid *content.InvalidError
	if !errors.As(item.Err, &invalid) {
		fmt.Fprintf(y.t.err, "%s: %s\n", item.Path, oneLine(item.Err))
		return
	}
	for _, p := range invalid.Problems {
		printProblem(y.t, item.Path, "", p)
	}
}

func (y *tally) print() {
	y.progress.clear()
	fmt.Fprintf(y.t.out, "%d imported, %d unchanged, %d failed\n", y.imported, y.unchanged, y.failed)
}

// printProblem prints "path:line: field: reason", as compilers do, so that
// editors can jump there.
func printProblem(t *terminal, path, kind string, p content.Problem) {
	where := path
	if p.Line > 0 {
		where = fmt.Sprintf("%s:%d", path, p.Line)
	}
	p.Line = 0
	fmt.Fprintf(t.err, "%s: %s%s\n", where, kind, p)
}
