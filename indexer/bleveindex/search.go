package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// searchDeadline bounds a search whose caller set no deadline.
const searchDeadline = 2 * time.Second

// Spell implements indexer.Searcher.
func (x *Index) Spell(ctx context.Context, q indexer.Query) (meant []indexer.Correction, err error) {
	err = x.ask(ctx, q, func(s *searcher) (err error) {
		meant, err = s.spell()
		return err
	})
	return meant, err
}

// Search implements indexer.Searcher.
func (x *Index) Search(ctx context.Context, q indexer.Query) (result indexer.Result, err error) {
	err = x.ask(ctx, q, func(s *searcher) (err error) {
		result, err = s.search()
		return err
	})
	return result, err
}

// Passages implements indexer.Searcher.
func (x *Index) Passages(ctx context.Context, q indexer.Query) (result indexer.ActResult, err error) {
	err = x.ask(ctx, q, func(s *searcher) (err error) {
		result, err = s.passages()
		return err
	})
	return result, err
}

// ask runs one search over the present view, within its deadline.
func (x *Index) ask(ctx context.Context, q indexer.Query, search func(*searcher) error) error {
	v, err := x.acquire()
	if err != nil {
		return fmt.Errorf("search: %w", err)
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
	err = guarded(func() error { return search(newSearcher(ctx, v, q, mem)) })
	switch {
	case err == nil:
		x.scratch.Put(mem)
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return invalid("", "the search took too long; fewer or rarer words help")
	case errors.Is(err, errPanic) && v.gen.health.ail(err):
		x.log.Error("the index cannot be read", "dir", v.gen.dir, "err", err)
	}
	return fmt.Errorf("search: %w", err)
}

// A searcher is one search over one view.
type searcher struct {
	ctx      context.Context
	view     *view
	query    indexer.Query
	sight    content.Sight
	segments []segmentView
	size     extent    // of what is looked through
	acts     *searcher // the same query over the passages of acts; nil if there are none
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
	sums              []sum      // by document, all zero between uses
	marks             []uint64   // bits of the documents that have a sum
	gained            []gain     // by case, all zero between uses
	best              []best     // the same
	passed            []gain     // by passage, all zero between uses
	touched, touchedP [][]uint32 // by segment
	part              []posting  // of one list of a union
	term              []posting  // of one term
	matches           []match    // of all segments
	docs              []uint32   // of a segment
	acts              []foundAct // of all segments
	places            []uint32   // in acts, by act of a segment, all zero between uses
}

// sumsFor returns zeros for n documents and the bits that mark them.
func (m *scratch) sumsFor(n int) ([]sum, []uint64) {
	words := n/64 + 1
	if len(m.marks) < words {
		m.sums, m.marks = make([]sum, words*64), make([]uint64, words)
	}
	return m.sums, m.marks[:words]
}

// zeroed returns zeros for n documents, out of memory that is kept.
func zeroed[T any](kept *[]T, n int) []T {
	if len(*kept) < n {
		*kept = make([]T, n)
	}
	return *kept
}

// emptied returns n empty lists, out of memory that is kept.
func emptied(kept *[][]uint32, n int) [][]uint32 {
	for len(*kept) < n {
		*kept = append(*kept, nil)
	}
	for i, list := range *kept {
		(*kept)[i] = list[:0]
	}
	return (*kept)[:n]
}

func newSearcher(ctx context.Context, v *view, q indexer.Query, mem *scratch) *searcher {
	sight := clampSight(q.Sight)
	segments := v.reached(sight)
	return &searcher{
		ctx: ctx, view: v, query: q, sight: sight, segments: segments, size: v.size[sight], scratch: mem,
		dicts: make([]map[string]segment.TermDictionary, len(segments)),
	}
}

// overActs is a searcher of the same query over passages.
func (s *searcher) overActs() *searcher {
	return &searcher{
		ctx: s.ctx, view: s.view, query: s.query, sight: s.sight, segments: s.view.passages, size: s.view.sizeP[s.sight],
		scratch: s.scratch, dicts: make([]map[string]segment.TermDictionary, len(s.view.passages)),
	}
}

// overPassages reports whether passages are looked through, and not cases.
func (s *searcher) overPassages() bool { return len(s.segments) > 0 && s.segments[0].cols.acts != nil }

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
	if s.plan, err = newPlan(s.query, s.sight); err != nil {
		return err
	}
	s.scored = len(s.plan.terms) > 0 && (s.query.Sort == indexer.SortRelevance || s.query.Sort == "")
	s.chooseCounted()
	if err := s.makeFilters(); err != nil {
		return err
	}
	if s.view.sizeP[s.sight].docs > 0 && len(s.plan.terms) > 0 {
		s.acts = s.overActs()
	}
	return s.openTerms()
}

// openTerms looks all terms up, in acts as well, and weighs them by rarity: a
// word is as common as it is where it is most common.
func (s *searcher) openTerms() error {
	if s.acts != nil {
		var err error
		s.acts.scored = s.scored
		if s.acts.plan, err = newPlan(s.query, s.sight); err != nil {
			return err
		}
	}
	shares, err := s.shares()
	if err != nil {
		return err
	}
	if s.acts != nil {
		inActs, err := s.acts.shares()
		if err != nil {
			return err
		}
		for i := range shares {
			shares[i].most(inActs[i])
		}
	}
	s.weigh(shares)
	if s.acts != nil {
		for i, t := range s.acts.plan.terms {
			of := s.plan.terms[i]
			t.idf, t.typed, t.weight = of.idf, of.typed, of.weight
		}
		s.acts.total = s.total
	}
	return nil
}

// A share tells which part of the documents has a term under any of its names,
// and as typed.
type share struct{ any, typed float64 }

// most takes the greater parts of both.
func (h *share) most(o share) { h.any, h.typed = max(h.any, o.any), max(h.typed, o.typed) }

// shares looks the terms up and returns how many documents have each.
func (s *searcher) shares() ([]share, error) {
	shares := make([]share, len(s.plan.terms))
	for i, t := range s.plan.terms {
		var err error
		if shares[i], err = s.share(t); err != nil {
			return nil, err
		}
	}
	for _, group := range s.plan.nots {
		for _, t := range group {
			if _, err := s.openOwn(t); err != nil {
				return nil, err
			}
		}
	}
	return shares, nil
}

// share looks a term up under all its names.
func (s *searcher) share(t *term) (share, error) {
	own, err := s.openOwn(t)
	if err != nil {
		return share{}, err
	}
	of := func(have int) float64 { return float64(have) / float64(max(s.size.docs, 1)) }
	found := share{any: of(own), typed: of(own)}
	if len(t.others) == 0 {
		return found, nil
	}
	for _, o := range t.others {
		if err := s.openOther(o); err != nil {
			return share{}, err
		}
	}
	all, err := s.countAll(t)
	found.any = of(all)
	return found, err
}

// tierPower flattens rarity where the tiers weigh words: by rarity alone one rare
// word outweighs three that matter as much to whoever typed them. Flatter still,
// two words weigh the same, and who misses the rare one gets all with the other.
const tierPower = 0.7

// citationTimes is how much more than another word as rare a citation weighs:
// who names an article means that one.
const citationTimes = 1.6

// weigh sets what the terms weigh. A word that no document has weighs as much as
// the others do on average: were it as heavy as it is rare, it alone would take
// every document out of CoverMost.
func (s *searcher) weigh(shares []share) {
	known, sum := 0, 0.0
	for i, t := range s.plan.terms {
		t.idf = rarity(shares[i].any, s.size.docs)
		t.typed = max(rarity(shares[i].typed, s.size.docs)-t.idf, 0)
		if shares[i].any > 0 {
			known++
			sum += t.idf
		}
	}
	for i, t := range s.plan.terms {
		if shares[i].any == 0 && known > 0 {
			t.idf = sum / float64(known)
		}
		t.weight = math.Pow(t.idf, tierPower)
		if italian.IsCitation(t.word) {
			t.idf *= citationTimes
			t.weight *= citationTimes
		}
		s.total += t.weight
	}
}
