package server

import (
	"context"
	"net/url"
	"sync"

	"copratica/content"
)

// A tally remembers how many cases the searches find that pages offer ready
// made, for as long as the index stands at the same change.
type tally struct {
	mu     sync.Mutex
	mark   content.Seq
	counts map[tallied]int
}

type tallied struct {
	sight  content.Sight
	search string
}

// tally counts the cases that a search, given as parameters, finds for p.
func (s *site) tally(ctx context.Context, p content.Principal, search string) (int, error) {
	key := tallied{p.Sight(), search}
	mark := s.Finder.Status().Mark
	if n, ok := s.tallies.get(mark, key); ok {
		return n, nil
	}
	values, err := url.ParseQuery(search)
	if err != nil {
		return 0, err
	}
	n, err := s.counts(ctx, p)(values)
	if err == nil {
		s.tallies.put(mark, key, n)
	}
	return n, err
}

func (t *tally) get(mark content.Seq, key tallied) (int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mark != mark {
		t.mark, t.counts = mark, map[tallied]int{}
	}
	n, ok := t.counts[key]
	return n, ok
}

// put keeps a count that was made while the index stood at mark.
func (t *tally) put(mark content.Seq, key tallied, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mark == mark {
		t.counts[key] = n
	}
}
