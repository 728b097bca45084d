package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"copratica/content"
)

// Bounds of a batch: whichever comes first.
const (
	batchDocuments = 500
	batchBytes     = 8 << 20
)

// Poll is how often the store is asked for changes that other processes made.
const Poll = 500 * time.Millisecond

// How often a case that is indexed may be indexed anew because one more of its
// acts was read: all acts come with it, so many read one by one would keep the
// processor busy with nothing else.
const (
	restShare = 4                // times as long as indexing took
	restMost  = 10 * time.Second // but no longer
)

// retryAfter is how long an index or store that failed is left alone.
const retryAfter = 5 * time.Second

// An IngestStore is what the Ingester reads of the store.
type IngestStore interface {
	content.Store
	content.HeadStore
	content.Rebuilds
}

// An Ingester keeps an index in step with a store. One goroutine calls its
// Run; Nudge may be called from any.
type Ingester struct {
	store   IngestStore
	builder *Builder
	index   Index
	log     *slog.Logger
	nudge   chan struct{}

	revisions map[string]int // as they were indexed
	rested    time.Time      // when it may take up acts that were read
}

// NewIngester makes an ingester; nothing happens before Run or CatchUp.
func NewIngester(s IngestStore, b *Builder, x Index, log *slog.Logger) *Ingester {
	return &Ingester{store: s, builder: b, index: x, log: log, nudge: make(chan struct{}, 1), revisions: make(map[string]int)}
}

// Nudge tells Run that there is something to do. It never blocks.
func (g *Ingester) Nudge() {
	select {
	case g.nudge <- struct{}{}:
	default:
	}
}

// Run follows the store until ctx ends. What fails is logged and tried again.
func (g *Ingester) Run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := Poll
		if err := g.turn(ctx); err != nil && ctx.Err() == nil {
			g.log.Error("indexing stopped, will try again", "err", err, "in", retryAfter)
			wait = retryAfter
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-g.nudge:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// turn fulfils a wish for a rebuild, or else catches up.
func (g *Ingester) turn(ctx context.Context) error {
	requested, done, err := g.store.RebuildRequested(ctx)
	if err != nil {
		return err
	}
	s := g.index.Status()
	lost, err := g.lost(ctx, s)
	if err != nil {
		return err
	}
	switch {
	case requested > done:
		if err := g.Rebuild(ctx, func(int) {}); err != nil {
			return err
		}
		if err := g.store.FinishRebuild(ctx, requested); err != nil {
			return err
		}
	case s.Stale || s.Err != nil || lost:
		g.log.Info("rebuilding the index", "stale", s.Stale, "empty", lost, "err", s.Err)
		if err := g.Rebuild(ctx, func(int) {}); err != nil {
			return err
		}
	}
	if rests, err := g.rests(ctx, time.Now()); err != nil || rests {
		return err
	}
	start := time.Now()
	n, err := g.follow(ctx, g.index, g.index.Status().Mark, func(int) {})
	if n > 0 {
		g.rested = time.Now().Add(min(restShare*time.Since(start), restMost))
	}
	return err
}

// rests reports that what has changed may wait: only acts were read, of cases
// whose revision is indexed, and the last indexing is not long ago.
func (g *Ingester) rests(ctx context.Context, now time.Time) (bool, error) {
	if !now.Before(g.rested) {
		return false, nil
	}
	changes, err := g.store.Changes(ctx, g.index.Status().Mark, batchDocuments)
	if err != nil {
		return false, fmt.Errorf("read changes: %w", err)
	}
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = c.CaseID
	}
	heads, err := g.store.Heads(ctx, ids)
	if err != nil {
		return false, fmt.Errorf("read revisions: %w", err)
	}
	for _, id := range ids {
		if n := g.revisions[id]; n == 0 || heads[id].Revision != n {
			return false, nil
		}
	}
	return len(changes) > 0, nil
}

// lost reports an index that has nothing of a store that has something. It is
// filled as a rebuild is, so that the site says so meanwhile.
func (g *Ingester) lost(ctx context.Context, s Status) (bool, error) {
	if s.Mark > 0 {
		return false, nil
	}
	changes, err := g.store.Changes(ctx, 0, 1)
	if err != nil {
		return false, fmt.Errorf("read changes: %w", err)
	}
	return len(changes) > 0, nil
}

// CatchUp applies every change there was when it looked.
func (g *Ingester) CatchUp(ctx context.Context) error {
	_, err := g.follow(ctx, g.index, g.index.Status().Mark, func(int) {})
	return err
}

// Rebuild fills a new generation from the records and promotes it. progress is
// told the number of cases done so far.
func (g *Ingester) Rebuild(ctx context.Context, progress func(done int)) error {
	start := time.Now()
	var n int
	err := g.index.Rebuild(ctx, func(ctx context.Context, w Writer) (err error) {
		n, err = g.follow(ctx, w, 0, progress)
		return err
	})
	if err != nil {
		return fmt.Errorf("rebuild the index: %w", err)
	}
	g.log.Info("index rebuilt", "cases", n, "took", time.Since(start).Round(time.Millisecond))
	return nil
}

// follow brings w from mark to the present and returns how many changes it
// applied. A page of changes that is not full is the last one: who writes at
// the same time does not hold up a rebuild.
func (g *Ingester) follow(ctx context.Context, w Writer, mark content.Seq, progress func(int)) (int, error) {
	n := 0
	for {
		changes, err := g.store.Changes(ctx, mark, batchDocuments)
		if err != nil {
			return n, fmt.Errorf("read changes after %d: %w", mark, err)
		}
		if len(changes) == 0 {
			return n, nil
		}
		batch, err := g.batch(ctx, changes)
		if err != nil {
			return n, err
		}
		if err := w.Apply(ctx, batch); err != nil {
			return n, fmt.Errorf("index changes up to %d: %w", batch.Mark, err)
		}
		g.note(batch)
		n += batch.Size()
		mark = batch.Mark
		progress(n)
		if len(changes) < batchDocuments && mark == changes[len(changes)-1].Seq {
			return n, nil
		}
	}
}

// note remembers what the index has taken.
func (g *Ingester) note(b Batch) {
	for _, id := range b.Deletions {
		delete(g.revisions, id)
	}
	for i := range b.Documents {
		g.revisions[b.Documents[i].ID] = b.Documents[i].Revision
	}
}

// batch builds documents for changes, in order, until it is full. The mark is
// that of the last change in it.
func (g *Ingester) batch(ctx context.Context, changes []content.Change) (Batch, error) {
	var b Batch
	bytes := 0
	for _, c := range changes {
		if bytes > batchBytes {
			break
		}
		d, found, err := g.document(ctx, c)
		if err != nil {
			return b, err
		}
		if found {
			b.Documents = append(b.Documents, d)
			for _, p := range d.Parts {
				bytes += len(p.Text)
			}
			for _, a := range d.Acts {
				for _, p := range a.Passages {
					bytes += len(p.Text)
				}
			}
		} else {
			b.Deletions = append(b.Deletions, c.CaseID)
		}
		b.Mark = c.Seq
	}
	return b, nil
}

// document builds what a change asks for; a case that is gone, or whose text
// cannot be read any more, is to be deleted from the index.
func (g *Ingester) document(ctx context.Context, c content.Change) (Document, bool, error) {
	if c.Purged {
		return Document{}, false, nil
	}
	r, err := g.store.Case(ctx, c.CaseID)
	if errors.Is(err, content.ErrNotFound) {
		return Document{}, false, nil
	}
	if err != nil {
		return Document{}, false, fmt.Errorf("read case %s: %w", c.CaseID, err)
	}
	d, err := g.builder.Document(ctx, r)
	if errors.Is(err, errTexts) {
		return Document{}, false, fmt.Errorf("build case %s: %w", c.CaseID, err)
	}
	if err != nil {
		g.log.Error("case left out of the index", "case", c.CaseID, "err", err)
		return Document{}, false, nil
	}
	return d, true, nil
}
