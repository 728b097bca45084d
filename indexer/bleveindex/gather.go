package bleveindex

import "github.com/RoaringBitmap/roaring/v2"

// actShare is what the best passage of a case's acts is worth beside the words
// of the case itself.
const actShare = 0.4

// A gathering is what cases, and the passages of their acts, have of the terms
// of one query.
type gathering struct {
	*searcher
	base     []uint32 // where the cases of each segment begin in gained
	gained   []gain   // by case
	touched  [][]uint32
	within   []*roaring.Bitmap // cases, by segment, that a later term may still count for
	baseP    []uint32          // the same of passages
	passed   []gain
	touchedP [][]uint32
	unwanted []*roaring.Bitmap // passages that the query does not want
}

// matchWords finds the cases that have enough of the terms, in their own text
// and the best passage of their acts together. The rare terms lead: a case
// without any of them cannot reach the lowest tier, so the common ones are
// counted only for cases that a rare one has brought up.
func (s *searcher) matchWords(lowest uint8, m *matches) error {
	g, err := s.gathering()
	if err != nil {
		return err
	}
	order := s.byWeight()
	leading := s.leading(order, lowest)
	for i, n := range order {
		if i == leading {
			g.narrow()
		}
		if err := g.inCases(n); err != nil {
			return err
		}
		if err := g.inActs(n, i >= leading); err != nil {
			return err
		}
	}
	g.fold()
	return g.finish(lowest, m)
}

func (s *searcher) gathering() (*gathering, error) {
	g := &gathering{
		searcher: s, touched: make([][]uint32, len(s.segments)), within: make([]*roaring.Bitmap, len(s.segments)),
	}
	var n uint32
	g.base, n = bases(s.segments)
	g.gained = zeroed(&s.scratch.gained, int(n))
	if s.acts == nil {
		return g, nil
	}
	g.touchedP = make([][]uint32, len(s.acts.segments))
	g.baseP, n = bases(s.acts.segments)
	g.passed = zeroed(&s.scratch.passed, int(n))
	g.unwanted = make([]*roaring.Bitmap, len(s.acts.segments))
	for seg := range s.acts.segments {
		var err error
		if g.unwanted[seg], err = s.acts.excluded(seg); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// bases numbers the documents of several segments through.
func bases(segments []segmentView) ([]uint32, uint32) {
	out := make([]uint32, len(segments))
	n := uint32(0)
	for i := range segments {
		out[i] = n
		n += uint32(segments[i].Count())
	}
	return out, n
}

// touch notes that a case has a term, or a passage of it.
func (g *gathering) touch(seg int, doc uint32) *gain {
	c := &g.gained[g.base[seg]+doc]
	if !c.seen {
		c.seen = true
		g.touched[seg] = append(g.touched[seg], doc)
	}
	return c
}

// narrow keeps later terms to the cases that were brought up.
func (g *gathering) narrow() {
	for seg, docs := range g.touched {
		g.within[seg] = roaring.BitmapOf(docs...)
	}
}

// inCases counts a term in the cases' own texts.
func (g *gathering) inCases(n int) error {
	t := g.plan.terms[n]
	for seg := range g.segments {
		found, err := g.postings(t, seg, g.scored, g.within[seg], g.scratch.term[:0])
		if err != nil {
			return err
		}
		g.scratch.term = found
		for _, p := range found {
			c := g.touch(seg, p.doc)
			c.terms |= 1 << n
			if g.scored {
				c.add(g.score(t, seg, p))
			}
		}
	}
	return nil
}

// inActs counts a term in the passages of acts; late ones only where the case
// was brought up before.
func (g *gathering) inActs(n int, late bool) error {
	if g.acts == nil {
		return nil
	}
	t := g.acts.plan.terms[n]
	for seg := range g.acts.segments {
		found, err := g.acts.postings(t, seg, g.scored, nil, g.scratch.term[:0])
		if err != nil {
			return err
		}
		g.scratch.term = found
		cases := g.acts.segments[seg].cols.cases
		for _, p := range found {
			at := g.view.places[cases[p.doc]]
			if at.segment < 0 || int(at.segment) >= len(g.segments) || g.unwanted[seg] != nil && g.unwanted[seg].Contains(p.doc) {
				continue
			}
			if late && !g.gained[g.base[at.segment]+at.doc].seen {
				continue
			}
			g.touch(int(at.segment), at.doc)
			passage := &g.passed[g.baseP[seg]+p.doc]
			if !passage.seen {
				passage.seen = true
				g.touchedP[seg] = append(g.touchedP[seg], p.doc)
			}
			passage.terms |= 1 << n
			if g.scored {
				passage.add(g.acts.score(t, seg, p))
			}
		}
	}
	return nil
}

// fold gives each case its best passage: the one that takes it to the best
// tier, then the one with the best score.
func (g *gathering) fold() {
	for seg, docs := range g.touchedP {
		cols := g.acts.segments[seg].cols
		for _, doc := range docs {
			passage := &g.passed[g.baseP[seg]+doc]
			at := g.view.places[cols.cases[doc]]
			c := &g.gained[g.base[at.segment]+at.doc]
			tier, score := g.tier(c.terms|passage.terms), passage.score*cols.factors[doc]
			if !c.act.found || tier < c.actTier || tier == c.actTier && score > c.actScore {
				c.act = passageRef{true, uint32(seg), doc}
				c.both, c.actTier, c.actScore = c.terms|passage.terms, tier, score
			}
			*passage = gain{}
		}
	}
}

// finish keeps the cases in the tiers down to lowest.
func (g *gathering) finish(lowest uint8, m *matches) error {
	for seg, docs := range g.touched {
		excluded, err := g.excluded(seg)
		if err != nil {
			return err
		}
		for _, doc := range docs {
			c := &g.gained[g.base[seg]+doc]
			tier := g.tier(c.terms)
			if c.act.found {
				tier = min(tier, c.actTier)
			}
			if tier <= lowest {
				g.keep(seg, doc, c, tier, excluded, m)
			}
			*c = gain{}
		}
	}
	return nil
}
