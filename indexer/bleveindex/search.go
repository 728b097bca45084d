package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"time"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"copratica/content"
	"copratica/indexer"
)

// searchDeadline bounds a search whose caller set no deadline.
const searchDeadline = 2 * time.Second

// Search implements indexer.Searcher.
func (x *Index) Search(ctx context.Context, q indexer.Query) (indexer.Result, error) {
	v, err := x.acquire()
	if err != nil {
		return indexer.Result{}, fmt.Errorf("search: %w", err)
	}
	defer x.release(v)
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, searchDeadline)
		defer cancel()
	}
	mem, ok := x.scratch.Get().(*scratch)
	if !ok {
		mem = &scratch{}
	}
	var result indexer.Result
	err = guarded(func() (err error) {
		result, err = newSearcher(ctx, v, q, mem).search()
		return err
	})
	switch {
	case err == nil:
		x.scratch.Put(mem)
		return result, nil
	case errors.Is(err, context.DeadlineExceeded):
		return indexer.Result{}, invalid("", "the search took too long; fewer or rarer words help")
	case errors.Is(err, errPanic) && v.gen.health.ail(err):
		x.log.Error("the index cannot be read", "dir", v.gen.dir, "err", err)
	}
	return indexer.Result{}, fmt.Errorf("search: %w", err)
}

// A searcher is one search over one view.
type searcher struct {
	ctx      context.Context
	view     *view
	query    indexer.Query
	sight    content.Sight
	segments []segmentView
	plan     plan
	scored   bool     // hits are ordered by score
	total    float64  // weight of all terms
	counted  []int    // numbers of the facets to count
	filters  []filter // chosen
	typed    []filter // typed into the text: they limit the counts as well

	dicts    []map[string]segment.TermDictionary // by segment and field
	iterator segment.PostingsIterator
	scratch  *scratch
	steps    int
}

// scratch is memory that one search after another uses. A search that fails
// does not give it back.
type scratch struct {
	sums    []uint32  // by document, all zero between uses
	gained  []gain    // by document, all zero between uses
	docs    []uint32  // of a union
	part    []posting // of one list of a union
	term    []posting // of one term
	matches []match   // of all segments
}

// sumsFor returns zeros for n documents.
func (m *scratch) sumsFor(n int) []uint32 {
	if len(m.sums) < n {
		m.sums = make([]uint32, n)
	}
	return m.sums
}

// gainedFor returns zeros for n documents.
func (m *scratch) gainedFor(n int) []gain {
	if len(m.gained) < n {
		m.gained = make([]gain, n)
	}
	return m.gained
}

func newSearcher(ctx context.Context, v *view, q indexer.Query, mem *scratch) *searcher {
	sight := clampSight(q.Sight)
	segments := v.reached(sight)
	return &searcher{
		ctx: ctx, view: v, query: q, sight: sight, segments: segments, scratch: mem,
		dicts: make([]map[string]segment.TermDictionary, len(segments)),
	}
}

// stepsPerLook is how many steps a search makes between two looks at its deadline.
const stepsPerLook = 1024

// step counts a step of work and fails when the search has no time left.
func (s *searcher) step() error {
	if s.steps++; s.steps%stepsPerLook == 0 {
		return s.ctx.Err()
	}
	return nil
}

// search answers the query.
func (s *searcher) search() (indexer.Result, error) {
	if err := s.ctx.Err(); err != nil {
		return indexer.Result{}, err
	}
	if err := s.prepare(); err != nil {
		return indexer.Result{}, err
	}
	m, err := s.match()
	if err != nil {
		return indexer.Result{}, err
	}
	return s.answer(m)
}

// prepare makes the plan and looks its terms up.
func (s *searcher) prepare() error {
	var err error
	if s.plan, err = newPlan(s.query.Expr, s.sight); err != nil {
		return err
	}
	s.scored = len(s.plan.terms) > 0 && (s.query.Sort == indexer.SortRelevance || s.query.Sort == "")
	s.chooseCounted()
	if err := s.makeFilters(); err != nil {
		return err
	}
	for _, t := range s.plan.terms {
		if err := s.open(t); err != nil {
			return err
		}
		s.total += t.idf
	}
	for _, group := range s.plan.nots {
		for _, t := range group {
			if err := s.open(t); err != nil {
				return err
			}
		}
	}
	return nil
}
