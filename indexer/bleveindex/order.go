package bleveindex

import (
	"cmp"

	"copratica/indexer"
)

// An order compares two documents: less than 0 if the first comes first.
type order func(a, b *match) int

// order returns the query's order.
func (s *searcher) order() order {
	if s.scored {
		return s.byScore
	}
	switch s.query.Sort {
	case indexer.SortOldest:
		return s.oldest
	case indexer.SortUpdated:
		return s.updated
	case indexer.SortTitle:
		return s.title
	default:
		return s.newest
	}
}

func (s *searcher) cols(m *match) *columns { return s.segments[m.segment].cols }

func (s *searcher) byID(a, b *match) int {
	x, y := s.cols(a), s.cols(b)
	if x.acts == nil {
		return cmp.Compare(x.ids[a.doc], y.ids[b.doc])
	}
	ids := s.view.dict.cases.ids // passages: by case, act and place in it
	if c := cmp.Compare(ids[x.cases[a.doc]], ids[y.cases[b.doc]]); c != 0 {
		return c
	}
	return cmp.Compare(x.acts.acts[a.doc], y.acts.acts[b.doc])
}

func (s *searcher) byScore(a, b *match) int {
	if a.score != b.score {
		return cmp.Compare(b.score, a.score)
	}
	return s.byID(a, b)
}

func (s *searcher) updated(a, b *match) int {
	if c := cmp.Compare(s.cols(b).updated[b.doc], s.cols(a).updated[a.doc]); c != 0 {
		return c
	}
	return s.byID(a, b)
}

func (s *searcher) title(a, b *match) int {
	if c := cmp.Compare(s.cols(a).titles[a.doc], s.cols(b).titles[b.doc]); c != 0 {
		return c
	}
	return s.byID(a, b)
}

// newest: last year, then publication, then id, descending; no year last.
func (s *searcher) newest(a, b *match) int {
	if c := cmp.Compare(lastOf(s.years(b)), lastOf(s.years(a))); c != 0 {
		return c
	}
	return s.published(b, a)
}

// oldest: first year, then publication, then id, ascending; no year last.
func (s *searcher) oldest(a, b *match) int {
	ya, yb := s.years(a), s.years(b)
	switch {
	case len(ya) == 0 || len(yb) == 0:
		if c := cmp.Compare(min(len(yb), 1), min(len(ya), 1)); c != 0 {
			return c
		}
	case ya[0] != yb[0]:
		return cmp.Compare(ya[0], yb[0])
	}
	return s.published(a, b)
}

func (s *searcher) published(a, b *match) int {
	if c := cmp.Compare(s.cols(a).published[a.doc], s.cols(b).published[b.doc]); c != 0 {
		return c
	}
	return s.byID(a, b)
}

func (s *searcher) years(m *match) []int { return s.view.dict.years.sets[s.cols(m).years[m.doc]] }

// lastOf is the last year, 0 if there is none.
func lastOf(years []int) int {
	if len(years) == 0 {
		return 0
	}
	return years[len(years)-1]
}

// best returns the first n hits of a tier in the query's order.
func (s *searcher) best(m matches, tier uint8, n int) []match {
	n = min(n, m.hits[tier])
	if n <= 0 {
		return nil
	}
	top := topDocs[match]{order: s.order(), docs: make([]match, 0, n)}
	for i := range m.docs {
		if d := &m.docs[i]; d.tier == tier {
			top.offer(d)
		}
	}
	return top.sorted()
}

// topDocs keeps the first documents of an order, as many as the capacity of
// docs: when that is full, a heap with the last of them on top.
type topDocs[T any] struct {
	order func(a, b *T) int
	docs  []T
}

// offer takes a document if it is among the first.
func (t *topDocs[T]) offer(d *T) {
	switch {
	case len(t.docs) < cap(t.docs):
		if t.docs = append(t.docs, *d); len(t.docs) == cap(t.docs) {
			t.heapify()
		}
	case t.order(d, &t.docs[0]) < 0:
		t.docs[0] = *d
		t.sink(0, len(t.docs))
	}
}

func (t *topDocs[T]) heapify() {
	for i := len(t.docs)/2 - 1; i >= 0; i-- {
		t.sink(i, len(t.docs))
	}
}

// sink moves a document down to where all below it come before it.
func (t *topDocs[T]) sink(i, n int) {
	for {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < n; child++ {
			if t.order(&t.docs[child], &t.docs[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		t.docs[i], t.docs[last] = t.docs[last], t.docs[i]
		i = last
	}
}

// sorted returns the documents in order; nothing may be offered after.
func (t *topDocs[T]) sorted() []T {
	if len(t.docs) < cap(t.docs) {
		t.heapify()
	}
	for end := len(t.docs) - 1; end > 0; end-- {
		t.docs[0], t.docs[end] = t.docs[end], t.docs[0]
		t.sink(0, end)
	}
	return t.docs
}

// sortFirst puts the first n of a list in order, and all others after them.
func sortFirst[T any](list []T, n int, order func(a, b *T) int) {
	if n = min(n, len(list)); n == 0 {
		return
	}
	top := topDocs[T]{order: order, docs: list[:n:n]}
	top.heapify()
	for i := n; i < len(list); i++ {
		if order(&list[i], &list[0]) < 0 {
			list[0], list[i] = list[i], list[0]
			top.sink(0, n)
		}
	}
	top.sorted()
}
