package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"copratica/content"
	"copratica/indexer"
)

// askEvery is how often a waiting command looks whether the server is done.
const askEvery = 200 * time.Millisecond

// A reindexCommand fills the index anew.
type reindexCommand struct {
	Extract bool `help:"Also read the text of attachments anew."`
	NoWait  bool `name:"no-wait" help:"Ask the running server and do not wait until it is done."`
}

// Run asks the running server, or fills the index itself if none runs.
func (c *reindexCommand) Run(ctx context.Context, t *terminal, s *settings) (err error) {
	h, err := openHouseThatIs(ctx, *s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if c.Extract {
		n, err := h.store.Retry(ctx, "")
		if err != nil {
			return err
		}
		t.say("%d files will be read anew", n)
	}
	wish, err := h.store.RequestRebuild(ctx)
	if err != nil {
		return err
	}
	if c.NoWait {
		who, held, err := whoHolds(s.Data)
		if err != nil {
			return err
		}
		if held {
			t.say("copratica %s (process %d) will fill the index anew", who.Command, who.PID)
			return nil
		}
	}
	if err := h.fulfil(ctx, t, wish); err != nil || !c.Extract {
		return err
	}
	return h.waitForReading(ctx, t)
}

// waitForReading waits until the running server has read what waits, and does
// it itself as soon as none runs.
func (h *house) waitForReading(ctx context.Context, t *terminal) error {
	for {
		waiting, err := h.store.Pending(ctx, content.QueueText, 1)
		if err != nil || len(waiting) == 0 {
			return err
		}
		if _, held, err := whoHolds(h.Data); err != nil || !held {
			if err == nil {
				err = h.readAlone(ctx, t)
			}
			if errors.As(err, new(inUseError)) {
				continue // somebody was faster
			}
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(askEvery):
		}
	}
}

// readAlone reads what waits and takes it into the index, which it has to itself.
func (h *house) readAlone(ctx context.Context, t *terminal) (err error) {
	claim, err := takeClaim(ctx, h.Data, "reindex")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, claim.release()) }()
	if err := h.readAll(ctx, t); err != nil {
		return err
	}
	log := t.troubleLog()
	index, err := h.openIndex(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	return indexer.NewIngester(h.store, indexer.NewBuilder(h.library, h.store), index, log).CatchUp(ctx)
}

// fulfil sees to it that a wish for a rebuild comes true: it waits for the
// process that has the index, and takes over as soon as there is none.
func (h *house) fulfil(ctx context.Context, t *terminal, wish int64) error {
	told := false
	for {
		_, done, err := h.store.RebuildRequested(ctx)
		if err != nil {
			return err
		}
		if done >= wish {
			fmt.Fprintln(t.out, "the index is filled anew")
			return nil
		}
		who, held, err := whoHolds(h.Data)
		switch {
		case err != nil:
			return err
		case !held:
			err := h.fulfilAlone(ctx, t, wish)
			if errors.As(err, new(inUseError)) {
				continue // somebody was faster
			}
			return err
		case !told:
			t.say("waiting for copratica %s (process %d) to fill the index anew", who.Command, who.PID)
			told = true
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(askEvery):
		}
	}
}

// fulfilAlone rebuilds with the index to itself.
func (h *house) fulfilAlone(ctx context.Context, t *terminal, wish int64) (err error) {
	claim, err := takeClaim(ctx, h.Data, "reindex")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, claim.release()) }()
	log := t.troubleLog()
	index, err := h.openIndex(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	p := newProgress(t.err, "indexing", "cases")
	n := 0
	err = indexer.NewIngester(h.store, indexer.NewBuilder(h.library, h.store), index, log).Rebuild(ctx, func(done int) {
		n = done
		p.at(done)
	})
	p.clear()
	if err != nil {
		return err
	}
	if err := h.store.FinishRebuild(ctx, wish); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "the index is filled anew: %d cases\n", n)
	return nil
}
