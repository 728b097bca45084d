package indextest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"copratica/content"
	"copratica/indexer"
)

// testRebuild fills new generations and keeps or drops them.
func testRebuild(t *testing.T, open Open) {
	t.Run("promoted", func(t *testing.T) {
		d := newSubject(t, open, doc("vecchio", "V", "emporio"), onDesk(doc("bozza", "B", "emporio")))
		err := d.index.Rebuild(context.Background(), func(ctx context.Context, w indexer.Writer) error {
			if err := w.Apply(ctx, indexer.Batch{Documents: []indexer.Document{doc("uno", "U", "emporio")}, Mark: 40}); err != nil {
				return err
			}
			d.wantAll(words("emporio"), "vecchio") // the old one serves
			if s := d.index.Status(); !s.Rebuilding || s.Mark != d.mark {
				t.Errorf("status while rebuilding = %+v", s)
			}
			d.put(doc("intanto", "I", "emporio")) // and takes batches
			d.wantAll(words("emporio"), "vecchio", "intanto")
			return w.Apply(ctx, indexer.Batch{Documents: []indexer.Document{doc("due", "D", "emporio")}, Deletions: []string{"uno"}, Mark: 41})
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			d.wantAll(words("emporio"), "due")
			if s := d.index.Status(); s != (indexer.Status{Mark: 41, Documents: 1}) {
				t.Errorf("status after rebuild = %+v, want mark 41, 1 document", s)
			}
			d.reopen()
		}
		d.mark = 41
		d.put(doc("tre", "T", "emporio"))
		d.wantAll(words("emporio"), "due", "tre")
	})
	t.Run("discarded", func(t *testing.T) {
		d := newSubject(t, open, doc("vecchio", "V", "emporio"))
		failure := errors.New("no more cases")
		for range 2 {
			err := d.index.Rebuild(context.Background(), func(ctx context.Context, w indexer.Writer) error {
				if err := w.Apply(ctx, indexer.Batch{Documents: []indexer.Document{doc("uno", "U", "emporio")}, Mark: 40}); err != nil {
					return err
				}
				return failure
			})
			if !errors.Is(err, failure) {
				t.Errorf("rebuild = %v, want %v", err, failure)
			}
			d.wantAll(words("emporio"), "vecchio")
			if s := d.index.Status(); s.Mark != d.mark || s.Rebuilding {
				t.Errorf("status after a failed rebuild = %+v", s)
			}
			d.reopen()
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		d := newSubject(t, open, doc("vecchio", "V", "emporio"))
		ctx, cancel := context.WithCancel(context.Background())
		err := d.index.Rebuild(ctx, func(context.Context, indexer.Writer) error { cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled rebuild = %v", err)
		}
		d.wantAll(words("emporio"), "vecchio")
	})
	t.Run("one at a time", func(t *testing.T) {
		d := newSubject(t, open)
		err := d.index.Rebuild(context.Background(), func(ctx context.Context, _ indexer.Writer) error {
			return d.index.Rebuild(ctx, func(context.Context, indexer.Writer) error { return nil })
		})
		if !errors.Is(err, content.ErrConflict) {
			t.Errorf("a rebuild within a rebuild = %v, want ErrConflict", err)
		}
	})
	t.Run("closing ends it", func(t *testing.T) {
		d := newSubject(t, open)
		started, done := make(chan struct{}), make(chan error, 1)
		go func() {
			done <- d.index.Rebuild(context.Background(), func(ctx context.Context, _ indexer.Writer) error {
				close(started)
				<-ctx.Done()
				return ctx.Err()
			})
		}()
		<-started
		if err := d.index.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; err == nil {
			t.Error("a rebuild outlived its index")
		}
	})
}

// numberedDoc is one of many, with a word of its own.
func numberedDoc(n int) indexer.Document {
	return doc(fmt.Sprintf("d%03d", n), "T", "emporio "+coined("numero", n))
}

// testConcurrency searches while batches and rebuilds go on: what Apply has
// accepted is found by every search that starts after it.
func testConcurrency(t *testing.T, open Open) {
	const batches, searchers = 40, 3
	d := newSubject(t, open, numberedDoc(0))
	var accepted atomic.Int64 // documents put so far
	accepted.Store(1)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for n := range searchers {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				before := accepted.Load()
				q := withDefaults(indexer.Query{Expr: words("emporio"), Count: indexer.Facets(), PerPage: 5, Sort: []indexer.Sort{indexer.SortRelevance, indexer.SortTitle}[i%2]})
				r, err := d.index.Search(context.Background(), q)
				if err != nil {
					t.Errorf("searcher %d: %v", n, err)
					return
				}
				if int64(r.Total) < before {
					t.Errorf("searcher %d: found %d of %d", n, r.Total, before)
					return
				}
				if s := r.Facets[indexer.FacetStatus]; s != nil {
					t.Errorf("status counted for visitors")
				}
			}
		})
	}
	for i := 1; i <= batches; i++ {
		d.put(numberedDoc(i), numberedDoc(0))
		accepted.Store(int64(i + 1))
		d.wantAll(words(coined("numero", i)), numberedDoc(i).ID)
		if i%20 == 0 {
			err := d.index.Rebuild(context.Background(), func(ctx context.Context, w indexer.Writer) error {
				b := indexer.Batch{Mark: d.mark}
				for n := range i + 1 {
					b.Documents = append(b.Documents, numberedDoc(n))
				}
				return w.Apply(ctx, b)
			})
			if err != nil {
				t.Errorf("rebuild: %v", err)
			}
		}
	}
	close(done)
	wg.Wait()
}
