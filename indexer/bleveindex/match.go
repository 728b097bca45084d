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

// typedShare is how much of its own rarity a typed word keeps beside that of all
// its names.
const typedShare = 0.5

// shareSlack forgives the rounding of sums of weights.
const shareSlack = 1e-9

// Unasked, documents of tier some fill a first page that would be nearly empty.
const (
	fewHits   = 10 // fewer in better tiers are few
	firstPage = 10 // hits to fill up to
	// someShare of the words' weight is what such a document has at least: less
	// is one common word of a long query.
	someShare = 0.25
)

// A match is a document found.
type match struct {
	segment uint32
	doc     uint32
	score   float32
	tier    uint8
	act     passageRef
	// rescored says that score holds the bonuses of the second look.
	rescored bool
	// worth says that it may be shown unasked, in tier some.
	worth bool
}

// A passageRef is a passage in a view, if any.
type passageRef struct {
	found   bool
	segment uint32
	doc     uint32
}

// matches are all documents that meet enough of a query.
type matches struct {
	docs    []match
	tier    uint8        // the counted one
	hits    [tiers]int   // how many docs, by tier
	shown   [tiers]int   // how many of these are shown, by relevance
	tallies [tiers]tally // counts for facets, by tier
}

// match finds the documents. It looks for no more than is needed: the best
// tier that has hits, and by relevance the tiers that follow it.
func (s *searcher) match() (matches, error) {
	tries := []uint8{tierAll, tierMost, tierSome}
	switch {
	case len(s.plan.terms) <= 1:
		tries = []uint8{s.top()}
	case s.scored && s.query.Some:
		tries = []uint8{tierSome}
	case s.scored:
		tries = []uint8{tierMost, tierSome}
	}
	var m matches
	g, err := s.gathering()
	if err != nil {
		return m, err
	}
	for _, lowest := range tries {
		m = matches{docs: s.scratch.matches[:0]}
		if err := s.matchAll(g, lowest, &m); err != nil {
			return m, err
		}
		s.scratch.matches = m.docs
		if len(m.docs) > 0 {
			break
		}
	}
	m.tier = m.counted()
	m.shown = m.hits
	if better := m.hits[tierAll] + m.hits[tierMost]; s.fills() && better > 0 && better < fewHits {
		if err := s.fill(g, &m); err != nil {
			return m, err
		}
	}
	g.clear()
	return m, nil
}

// fills reports whether a first page is filled up unasked.
func (s *searcher) fills() bool { return s.scored && !s.query.Some && len(s.plan.terms) > 1 }

// fill adds documents of tier some to few better ones, as many as fill a page.
func (s *searcher) fill(g *gathering, m *matches) error {
	tier := m.tier
	*m = matches{docs: m.docs[:0]}
	if err := s.matchAll(g, tierSome, m); err != nil {
		return err
	}
	m.docs = slices.DeleteFunc(m.docs, func(d match) bool { return d.tier == tierSome && !d.worth })
	s.scratch.matches = m.docs
	m.hits[tierSome] = len(m.docs) - m.hits[tierAll] - m.hits[tierMost]
	m.tier, m.shown = tier, m.hits
	m.shown[tierSome] = min(m.hits[tierSome], firstPage-m.hits[tierAll]-m.hits[tierMost])
	return nil
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

// matchAll adds the documents in the tiers down to lowest.
func (s *searcher) matchAll(g *gathering, lowest uint8, m *matches) error {
	if len(s.plan.terms) > 0 {
		if err := g.bring(lowest); err != nil {
			return err
		}
		return g.keep(lowest, m)
	}
	for seg := range s.segments {
		excluded, err := s.excluded(seg)
		if err != nil {
			return err
		}
		if err := s.matchEvery(seg, excluded, m); err != nil {
			return err
		}
	}
	return nil
}

// admit adds a document unless something rules it out.
func (s *searcher) admit(seg int, doc uint32, g *gain, b *best, tier uint8, excluded *roaring.Bitmap, m *matches) {
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
		score := (g.score + actShare*b.score) * cols.factors[doc]
		worth := tier == tierSome && s.weight(g.terms|b.both) >= s.total*(someShare-shareSlack)
		m.docs = append(m.docs, match{segment: uint32(seg), doc: doc, score: score, tier: tier, act: b.act, worth: worth})
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
			s.admit(seg, doc, &gain{}, &best{}, tierAll, excluded, m)
		}
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
		rest -= s.plan.terms[n].weight
	}
	return len(order)
}

// top is the best tier that a document can be in.
func (s *searcher) top() uint8 {
	if s.plan.inexact {
		return tierMost
	}
	return tierAll
}

// tier tells where a document with these terms stands.
func (s *searcher) tier(terms uint64) uint8 {
	if terms == 1<<len(s.plan.terms)-1 {
		return s.top()
	}
	if s.weight(terms) >= s.total*(indexer.MostShare-shareSlack) {
		return tierMost
	}
	return tierSome
}

// weight is what some terms weigh together.
func (s *searcher) weight(terms uint64) float64 {
	weight := 0.0
	for i, t := range s.plan.terms {
		if terms&(1<<i) != 0 {
			weight += t.weight
		}
	}
	return weight
}

// score is what one term gives a document, and how much more it gives it for the
// term as it was typed, by what makes that rarer than all its names together: who
// types "bando" wants that word first, though "avviso" is everywhere.
func (s *searcher) score(t *term, seg int, p posting) (all, more float32) {
	length := 1.0
	if !t.flat {
		length = float64(s.segments[seg].cols.lengths[s.sight][p.doc]) / s.size.average
	}
	all = float32(t.idf * saturation(p.freq, length))
	if p.typed > 0 {
		more = float32(typedShare * t.typed * saturation(p.typed, length))
	}
	return all, more
}

// saturation is how much a document of some length has of a term.
func saturation(units uint32, length float64) float64 {
	freq := float64(units) / freqUnit
	return freq * (bm25K + 1) / (freq + bm25K*(1-bm25B+bm25B*length))
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
