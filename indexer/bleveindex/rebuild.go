package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"copratica/content"
	"copratica/indexer"
)

// Rebuild implements indexer.Index. A second one at the same time is
// content.ErrConflict.
func (x *Index) Rebuild(ctx context.Context, fill func(context.Context, indexer.Writer) error) error {
	if err := x.beginRebuild(); err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	defer x.endRebuild()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(x.stopping, cancel)()

	g, p, err := x.building()
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	if err = fill(ctx, filler{g}); err == nil {
		err = errors.Join(ctx.Err(), g.health.get())
	}
	if err = errors.Join(err, g.close()); err == nil {
		err = x.swap(p)
	}
	if err != nil {
		return fmt.Errorf("rebuild index: %w", errors.Join(err, os.RemoveAll(g.dir)))
	}
	return nil
}

func (x *Index) beginRebuild() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return errClosed
	}
	if x.rebuilding {
		return fmt.Errorf("%w: another rebuild is running", content.ErrConflict)
	}
	x.rebuilding = true
	x.background.Add(1)
	return nil
}

func (x *Index) endRebuild() {
	x.mu.Lock()
	x.rebuilding = false
	x.mu.Unlock()
	x.background.Done()
}

// swap promotes a filled generation, closed, and lets searches go on in it.
// The one before is removed once its last search has ended, and with it what
// was set aside as broken: it may hold words that were purged since.
func (x *Index) swap(p place) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := rename(x.dir, buildingPrefix+p.name, p.name); err != nil {
		return err
	}
	before, shown := x.gen, x.view
	if err := x.serve(p); err != nil {
		return errors.Join(err, setAside(x.dir, p.name))
	}
	shown.release()
	x.background.Go(func() {
		before.readers.Wait()
		err := errors.Join(before.close(), discard(x.dir, filepath.Base(before.dir)), removeAll(x.dir, brokenPrefix))
		if err != nil {
			x.log.Warn("remove the index that was replaced", "dir", before.dir, "err", err)
		}
	})
	return nil
}

// A filler writes into a generation that nobody searches yet.
type filler struct {
	gen *generation
}

// Apply implements indexer.Writer.
func (f filler) Apply(ctx context.Context, b indexer.Batch) error {
	return guarded(func() error { return f.gen.apply(ctx, b) })
}
