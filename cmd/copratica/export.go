package main

import (
	"context"
	"errors"
	"fmt"
)

// An exportCommand writes all cases with their files.
type exportCommand struct {
	Target string `arg:"" help:"A new or empty folder, or a new file whose name ends in .zip."`
}

// Run exports whatever the state of the cases.
func (c *exportCommand) Run(ctx context.Context, t *terminal, s *settings) (err error) {
	h, err := openHouseThatIs(ctx, *s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := h.keepBlobs(ctx); err != nil {
		return err
	}

	n := 0
	p := newProgress(t.err, "exporting", "cases")
	err = h.library.Export(ctx, importer("export"), c.Target, func(string) { n++; p.at(n) })
	p.clear()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d cases exported to %s\n", n, c.Target)
	return nil
}
