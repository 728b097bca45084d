package main

import (
	"context"
	"errors"
	"sync"

	"copratica/content"
	"copratica/indexer"
	"copratica/server"
)

// What a server says of its index at /readyz, and verify reads there. Numbers
// are not said: they would betray how many cases there are that not everybody
// may see.
const (
	indexCheck      = "index"
	indexComplete   = "complete"   // every change can be found
	indexBehind     = "behind"     // some changes are on their way
	indexEmpty      = "empty"      // and the store is not: nothing can be found yet
	indexRebuilding = "rebuilding" // answers come from the generation before
	indexIncomplete = "incomplete" // it says it is complete, and cases are missing
	indexFailed     = "failed"
)

// feedPage is how many changes are looked at together.
const feedPage = 1000

// An indexWatch compares an index with the store.
type indexWatch struct {
	store content.Store
	index indexer.Index

	mu    sync.Mutex
	at    content.Seq // the mark at which cases were counted last
	cases int
}

func newIndexWatch(s content.Store, x indexer.Index) *indexWatch {
	return &indexWatch{store: s, index: x, at: -1}
}

func (w *indexWatch) check(ctx context.Context) server.Check {
	state, err := w.state(ctx)
	if err != nil {
		state = indexFailed
	}
	return server.Check{Name: indexCheck, OK: state != indexFailed && state != indexEmpty, Detail: state}
}

// state is one of the words above.
func (w *indexWatch) state(ctx context.Context) (string, error) {
	s := w.index.Status()
	if s.Err != nil {
		return indexFailed, nil // the word says it, the log says why
	}
	if s.Mark > 0 && (s.Rebuilding || s.Stale) {
		return indexRebuilding, nil
	}
	newer, err := w.store.Changes(ctx, s.Mark, 1)
	if err != nil {
		return "", err
	}
	switch {
	case len(newer) > 0 && s.Mark == 0:
		return indexEmpty, nil
	case len(newer) > 0:
		return indexBehind, nil
	}
	cases, err := w.count(ctx, s.Mark)
	switch {
	case errors.Is(err, errMoved):
		return indexBehind, nil
	case err != nil:
		return "", err
	case cases != s.Documents:
		return indexIncomplete, nil
	}
	return indexComplete, nil
}

var errMoved = errors.New("the store has moved on")

// count is the number of cases in a store whose last change is mark.
func (w *indexWatch) count(ctx context.Context, mark content.Seq) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.at == mark {
		return w.cases, nil
	}
	n := 0
	for after := content.Seq(0); ; {
		changes, err := w.store.Changes(ctx, after, feedPage)
		if err != nil {
			return 0, err
		}
		if len(changes) == 0 {
			break
		}
		for _, c := range changes {
			if !c.Purged {
				n++
			}
		}
		after = changes[len(changes)-1].Seq
		if after > mark {
			return 0, errMoved
		}
	}
	w.at, w.cases = mark, n
	return n, nil
}

// storeCheck asks the store for next to nothing.
func storeCheck(ctx context.Context, s content.Store) server.Check {
	if _, err := s.Changes(ctx, 0, 1); err != nil {
		return server.Check{Name: "store", Detail: "failed"}
	}
	return server.Check{Name: "store", OK: true, Detail: "answers"}
}
