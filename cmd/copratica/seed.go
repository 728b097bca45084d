package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"copratica/content"
	"copratica/content/seed"
)

// seedingFile stands in the data directory while the sample cases come in, so
// that a start after a crash goes on where it was left.
const seedingFile = "seeding"

// seed loads the sample cases into an empty store. A store that ever held a
// case is not empty, even if nothing is left of it.
func (h *house) seed(ctx context.Context, t *terminal) (err error) {
	marker := filepath.Join(h.Data, seedingFile)
	_, err = os.Stat(marker)
	if errors.Is(err, fs.ErrNotExist) {
		changes, err := h.store.Changes(ctx, 0, 1)
		if err != nil {
			return err
		}
		if len(changes) > 0 {
			return nil
		}
	} else if err != nil {
		return err
	}
	if err := os.WriteFile(marker, nil, 0o600); err != nil {
		return err
	}
	done, err := keepBlobs(ctx, h.Data)
	if err != nil {
		return err
	}
	defer done()
	n := 0
	var refused error
	p := newProgress(t.err, "loading the sample cases", "cases")
	run := content.NewImporter(h.library, importer("seed"), func(i content.ImportItem) {
		if i.Err != nil {
			refused = errors.Join(refused, fmt.Errorf("sample case %s: %w", i.Path, i.Err))
		}
		n++
		p.at(n)
	})
	err = run.FS(ctx, seed.FS(), "seed", "seed")
	p.clear()
	if err := errors.Join(err, refused); err != nil {
		return err
	}
	t.say("loaded %d sample cases", n)
	return os.Remove(marker)
}
