package bleveindex

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"copratica/indexer"
)

// The tiers, best first.
const (
	tierAll = iota
	tierMost
	tierSome
	tiers // how many
)

// coverOf names a tier.
func coverOf(tier uint8) indexer.Coverage {
	return [...]indexer.Coverage{indexer.CoverAll, indexer.CoverMost, indexer.CoverSome}[tier]
}

// The constants of BM25.
const (
	bm25K = 1.2  // how soon more of the same word stops mattering
	bm25B = 0.75 // how much length matters
)

// shareSlack forgives the rounding of sums of weights.
const shareSlack = 1e-9

// A match is a document found.
type match struct {
	segment uint32
	doc     uint32
	score   float32
	tier    uint8
}

// A gain is what a document has gathered from the terms so far.
type gain struct {
	terms uint64 // bits of the terms it has
	score float32
}

// matches are all documents that meet enough of a query.
type matches struct {
	docs    []match
	tier    uint8        // the counted one
	hits    [tiers]int   // how many docs, by tier
	tallies [tiers]tally // counts for facets, by tier
}

// match finds the documents. It looks for no more than is needed: the best
// tier that has hits, and by relevance the tiers that follow it.
func (s *searcher) match() (matches, error) {
	tries := []uint8{tierAll, tierMost, tierSome}
	switch {
	case len(s.plan.terms) <= 1:
		tries = []uint8{tierAll}
	case s.scored && s.query.Some:
		tries = []uint8{tierSome}
	case s.scored:
		tries = []uint8{tierMost, tierSome}
	}
	var m matches
	for _, lowest := range tries {
		m = matches{docs: s.scratch.matches[:0]}
		for seg := range s.segments {
			if err := s.matchSegment(seg, lowest, &m); err != nil {
				return m, err
			}
		}
		s.scratch.matches = m.docs
		if len(m.docs) > 0 {
			break
		}
	}
	m.tier = m.counted()
	return m, nil
}

// counted is the best tier with hits; if none has any, the best in which
// another choice of filters would.
func (m *matches) counted() uint8 {
	for tier, n := range m.hits {
		if n > 0 {
			return uint8(tier)
		}
	}
	for tier, t := range m.tallies {
		if t != nil {
			return uint8(tier)
		}
	}
	return tierAll
}

// matchSegment adds the documents of one segment in the tiers down to lowest.
func (s *searcher) matchSegment(seg int, lowest uint8, m *matches) error {
	excluded, err := s.excluded(seg)
	if err != nil {
		return err
	}
	switch len(s.plan.terms) {
	case 0:
		return s.matchEvery(seg, excluded, m)
	case 1:
		return s.matchOne(seg, excluded, m)
	default:
		return s.matchMany(seg, lowest, excluded, m)
	}
}

// keep adds a document unless something rules it out.
func (s *searcher) keep(seg int, doc uint32, score float32, tier uint8, excluded *roaring.Bitmap, m *matches) {
	cols := s.segments[seg].cols
	if cols.sights[doc] > uint8(s.sight) || excluded != nil && excluded.Contains(doc) {
		return
	}
	failed, ok := s.pass(cols, doc)
	if !ok {
		return
	}
	s.tally(&m.tallies[tier], cols, doc, failed)
	if failed == nil {
		m.hits[tier]++
		m.docs = append(m.docs, match{segment: uint32(seg), doc: doc, score: score * cols.factors[doc], tier: tier})
	}
}

// matchEvery takes every document: the query has no words.
func (s *searcher) matchEvery(seg int, excluded *roaring.Bitmap, m *matches) error {
	view := &s.segments[seg]
	for doc := range uint32(len(view.cols.ids)) {
		if err := s.step(); err != nil {
			return err
		}
		if !view.gone(doc) {
			s.keep(seg, doc, 0, tierAll, excluded, m)
		}
	}
	return nil
}

// matchOne takes the documents that have the only term.
func (s *searcher) matchOne(seg int, excluded *roaring.Bitmap, m *matches) error {
	t := s.plan.terms[0]
	docs, err := s.postings(t, seg, s.scored, nil, s.scratch.term[:0])
	if err != nil {
		return err
	}
	s.scratch.term = docs
	for _, p := range docs {
		score := float32(0)
		if s.scored {
			score = s.score(t, seg, p)
		}
		s.keep(seg, p.doc, score, tierAll, excluded, m)
	}
	return nil
}

// matchMany gathers what each document has of several terms. The rare terms
// lead: a document without any of them cannot reach the lowest tier, so the
// common ones are read only for documents that a rare one has brought up.
func (s *searcher) matchMany(seg int, lowest uint8, excluded *roaring.Bitmap, m *matches) error {
	order := s.byWeight()
	leading := s.leading(order, lowest)
	gained := s.scratch.gainedFor(int(s.segments[seg].Count()))
	var docs []uint32
	var within *roaring.Bitmap
	for i, n := range order {
		if i == leading {
			within = roaring.BitmapOf(docs...)
		}
		t := s.plan.terms[n]
		found, err := s.postings(t, seg, s.scored, within, s.scratch.term[:0])
		if err != nil {
			return err
		}
		s.scratch.term = found
		for _, p := range found {
			g := &gained[p.doc]
			if g.terms == 0 {
				docs = append(docs, p.doc)
			}
			g.terms |= 1 << n
			if s.scored {
				g.score += s.score(t, seg, p)
			}
		}
	}
	for _, doc := range docs {
		if tier := s.tier(gained[doc].terms); tier <= lowest {
			s.keep(seg, doc, gained[doc].score, tier, excluded, m)
		}
		gained[doc] = gain{}
	}
	return nil
}

// byWeight lists the terms, the rarest first.
func (s *searcher) byWeight() []int {
	order := make([]int, len(s.plan.terms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.plan.terms[b].idf, s.plan.terms[a].idf) })
	return order
}

// leading is how many of the rarest terms bring up documents: all the others
// together weigh too little for the lowest tier.
func (s *searcher) leading(order []int, lowest uint8) int {
	switch lowest {
	case tierAll:
		return 1
	case tierSome:
		return len(order)
	}
	rest := s.total
	for i, n := range order {
		if rest < s.total*(indexer.MostShare-shareSlack) {
			return i
		}
		rest -= s.plan.terms[n].idf
	}
	return len(order)
}

// tier tells where a document with these terms stands.
func (s *searcher) tier(terms uint64) uint8 {
	if terms == 1<<len(s.plan.terms)-1 {
		return tierAll
	}
	weight := 0.0
	for i, t := range s.plan.terms {
		if terms&(1<<i) != 0 {
			weight += t.idf
		}
	}
	if weight >= s.total*(indexer.MostShare-shareSlack) {
		return tierMost
	}
	return tierSome
}

// score is what one term gives a document.
func (s *searcher) score(t *term, seg int, p posting) float32 {
	freq, length := float64(p.freq), 1.0
	if !t.flat {
		length = float64(s.segments[seg].cols.lengths[s.sight][p.doc]) / s.view.average[s.sight]
	}
	return float32(t.idf * freq * (bm25K + 1) / (freq + bm25K*(1-bm25B+bm25B*length)))
}

// excluded is the documents of a segment that the query does not want; nil if none.
func (s *searcher) excluded(seg int) (*roaring.Bitmap, error) {
	var out *roaring.Bitmap
	for _, group := range s.plan.nots {
		var all *roaring.Bitmap
		for _, t := range group {
			docs, err := s.postings(t, seg, false, all, s.scratch.term[:0])
			if err != nil {
				return nil, err
			}
			s.scratch.term = docs
			all = roaring.New()
			for _, p := range docs {
				all.Add(p.doc)
			}
		}
		if out == nil {
			out = all
		} else {
			out.Or(all)
		}
	}
	return out, nil
}
