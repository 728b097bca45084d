package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"copratica/content"
)

// A purgeCommand removes for good.
type purgeCommand struct {
	ID   string `arg:"" help:"The case."`
	File string `arg:"" optional:"" help:"Only this file of it."`
}

// Run removes the rows, then the bytes that nobody names any more, then fills
// the index anew, since an engine keeps deleted words on disk until it tidies up.
func (c *purgeCommand) Run(ctx context.Context, t *terminal, s *settings) (err error) {
	h, err := openHouseThatIs(ctx, *s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := c.remove(ctx, t, h); err != nil {
		return err
	}
	wish, _, err := h.store.RebuildRequested(ctx)
	if err != nil {
		return err
	}
	return h.fulfil(ctx, t, wish)
}

// remove does all but the index, with the blobs to itself.
func (c *purgeCommand) remove(ctx context.Context, t *terminal, h *house) error {
	done, err := deleteBlobs(ctx, h.Data, t)
	if err != nil {
		return err
	}
	defer done()
	before, err := h.finishPurge(ctx, t)
	if err != nil {
		return err
	}
	err = h.purge(ctx, t, purging{Case: c.ID, File: c.File})
	switch {
	case errors.Is(err, content.ErrNotFound) && before.Case == c.ID && before.File == c.File:
		return nil // what was left to do of a purge that was cut short is done
	case errors.Is(err, content.ErrNotFound) && c.File != "":
		return fmt.Errorf("no revision of a case %s has a file %s", c.ID, c.File)
	case errors.Is(err, content.ErrNotFound):
		return fmt.Errorf("there is no case %s", c.ID)
	}
	return err
}

// purgingFile stands in the data directory from before the rows go until the
// bytes are gone too, so that a purge that is cut short can be finished.
const purgingFile = "purging.json"

// A purging is a purge under way. Digests are the bytes that may have to go.
type purging struct {
	Case    string           `json:"case"`
	File    string           `json:"file,omitzero"`
	Digests []content.Digest `json:"digests"`
}

func (h *house) purge(ctx context.Context, t *terminal, p purging) error {
	history, err := h.store.History(ctx, p.Case)
	if err != nil {
		return err
	}
	for _, r := range history {
		for _, f := range r.Files {
			if p.File == "" || p.File == f.Name {
				p.Digests = append(p.Digests, f.Digest)
			}
		}
	}
	if p.File != "" && p.Digests == nil {
		return content.ErrNotFound
	}
	texts, err := h.store.States(ctx, p.Digests)
	if err != nil {
		return err
	}
	for _, t := range texts {
		if t.Preview.Digest != "" {
			p.Digests = append(p.Digests, t.Preview.Digest)
		}
	}
	slices.Sort(p.Digests)
	p.Digests = slices.Compact(p.Digests)
	if err := h.notePurge(p); err != nil {
		return err
	}
	if p.File == "" {
		_, err = h.store.PurgeCase(ctx, p.Case)
	} else {
		_, err = h.store.PurgeFile(ctx, p.Case, p.File)
	}
	if err != nil {
		// It may stand all the same; what is unnamed now goes in any case.
		_, finish := h.finishPurge(ctx, t)
		return errors.Join(err, finish)
	}
	if p.File == "" {
		fmt.Fprintf(t.out, "removed case %s, %d revisions\n", p.Case, len(history))
	} else {
		fmt.Fprintf(t.out, "removed file %s of case %s\n", p.File, p.Case)
	}
	_, err = h.finishPurge(ctx, t)
	return err
}

// notePurge writes p down before anything is removed.
func (h *house) notePurge(p purging) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	name := filepath.Join(h.Data, purgingFile)
	f, err := os.Create(name + ".new")
	if err != nil {
		return fmt.Errorf("note the purge: %w", err)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("note the purge: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("note the purge: %w", err)
	}
	dir, err := os.Open(h.Data)
	if err != nil {
		return fmt.Errorf("note the purge: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("note the purge: %w", err)
	}
	return nil
}

// resumePurge finishes a purge that was cut short, if there is one.
func (h *house) resumePurge(ctx context.Context, t *terminal) error {
	if _, err := os.Stat(filepath.Join(h.Data, purgingFile)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	done, err := deleteBlobs(ctx, h.Data, t)
	if err != nil {
		return err
	}
	defer done()
	_, err = h.finishPurge(ctx, t)
	return err
}

// finishPurge removes the bytes of a purge whose rows are gone, asks for the
// index to be filled anew, and returns the purge; the zero one if there is
// none. The caller has the blobs to itself.
func (h *house) finishPurge(ctx context.Context, t *terminal) (purging, error) {
	var p purging
	name := filepath.Join(h.Data, purgingFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fmt.Errorf("read %s: %w", name, err)
	}
	if err := h.deleteUnnamed(ctx, t, p.Digests); err != nil {
		return p, err
	}
	if _, err := h.store.RequestRebuild(ctx); err != nil {
		return p, err
	}
	return p, os.Remove(name)
}

// deleteUnnamed deletes the blobs, of those given, that no revision names.
func (h *house) deleteUnnamed(ctx context.Context, t *terminal, digests []content.Digest) error {
	if len(digests) == 0 {
		return nil
	}
	unnamed := make(map[content.Digest]bool)
	for _, d := range digests {
		unnamed[d] = true
	}
	err := h.store.Digests(ctx, func(d content.Digest, _ int64) error {
		delete(unnamed, d)
		return nil
	})
	if err != nil {
		return err
	}
	for _, d := range digests {
		if !unnamed[d] {
			continue
		}
		if err := h.blobs.Delete(ctx, d.Key()); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "removed the bytes of sha256:%s\n", d)
	}
	return nil
}
