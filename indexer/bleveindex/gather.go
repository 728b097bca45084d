package bleveindex

import "github.com/RoaringBitmap/roaring/v2"

// actShare is what the best passage of a case's acts is worth beside the words
// of the case itself.
const actShare = 0.4

// A gain is what a case, or a passage, has gathered from the terms so far.
type gain struct {
	terms uint64 // bits of the terms it has
	score float32
	round uint8 // of a case: when it was brought up; 0 if it was not
}

// add adds what a term gives, for all its names and more for the typed one.
func (g *gain) add(all, more float32) {
	g.score += all
	g.score += more
}

// A best is the best passage of a case's acts, the terms that both have
// together, the tier they reach with them and the passage's own score.
type best struct {
	act   passageRef
	both  uint64
	tier  uint8
	score float32
}

// A gathering is what cases, and the passages of their acts, have of the terms
// of one query. Each round goes through the terms for a lower tier: it brings up
// more cases, and leaves those of the rounds before, which have all they can have.
type gathering struct {
	*searcher
	order   []int // terms, the rarest first
	led     int   // how many of them have brought up cases
	round   uint8
	base    []uint32 // where the cases of each segment begin in gained
	gained  []gain   // by case
	best    []best   // by case
	touched [][]uint32
	known   []int             // how many of touched are of the rounds before
	within  []*roaring.Bitmap // cases, by segment, that a later term may still count for

	baseP    []uint32 // the same of passages
	passed   []gain
	touchedP [][]uint32
	unwanted []*roaring.Bitmap // passages that the query does not want
}

func (s *searcher) gathering() (*gathering, error) {
	g := &gathering{
		searcher: s, order: s.byWeight(), touched: emptied(&s.scratch.touched, len(s.segments)),
		known: make([]int, len(s.segments)), within: make([]*roaring.Bitmap, len(s.segments)),
	}
	var n uint32
	g.base, n = bases(s.segments)
	g.gained, g.best = zeroed(&s.scratch.gained, int(n)), zeroed(&s.scratch.best, int(n))
	if s.acts == nil {
		return g, nil
	}
	g.touchedP = emptied(&s.scratch.touchedP, len(s.acts.segments))
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

// bring brings up the cases that may have enough of the terms for a tier, in
// their own text and the best passage of their acts together. The rare terms
// lead: a case without any of them cannot reach the tier, so the common ones are
// counted only for cases that a rare one has brought up.
func (g *gathering) bring(lowest uint8) error {
	from := g.led // what has these terms is up already
	g.led = max(from, g.leading(g.order, lowest))
	g.round++
	for seg := range g.touched {
		g.known[seg], g.within[seg] = len(g.touched[seg]), nil
	}
	for i := from; i < len(g.order); i++ {
		late := i >= g.led
		if i == g.led {
			g.narrow()
		}
		if err := g.inCases(g.order[i], late); err != nil {
			return err
		}
		if err := g.inActs(g.order[i], late); err != nil {
			return err
		}
	}
	return g.fold()
}

// touch brings a case up that has a term, or a passage of it. It returns nil for
// one that the term does not count for: of a round before, or of none if it is late.
func (g *gathering) touch(seg int, doc uint32, late bool) *gain {
	c := &g.gained[g.base[seg]+doc]
	switch {
	case c.round == g.round:
		return c
	case c.round > 0 || late:
		return nil
	}
	c.round = g.round
	g.touched[seg] = append(g.touched[seg], doc)
	return c
}

// narrow keeps later terms to the cases that were brought up.
func (g *gathering) narrow() {
	for seg, docs := range g.touched {
		g.within[seg] = roaring.BitmapOf(docs[g.known[seg]:]...)
	}
}

// inCases counts a term in the cases' own texts.
func (g *gathering) inCases(n int, late bool) error {
	t := g.plan.terms[n]
	for seg := range g.segments {
		found, err := g.termPostings(t, seg, g.within[seg])
		if err != nil {
			return err
		}
		for _, p := range found {
			if err := g.step(); err != nil {
				return err
			}
			c := g.touch(seg, p.doc, late)
			if c == nil {
				continue
			}
			c.terms |= 1 << n
			if g.scored {
				c.add(g.score(t, seg, p))
			}
		}
	}
	return nil
}

// inActs counts a term in the passages of acts.
func (g *gathering) inActs(n int, late bool) error {
	if g.acts == nil {
		return nil
	}
	t := g.acts.plan.terms[n]
	for seg := range g.acts.segments {
		found, err := g.acts.termPostings(t, seg, nil)
		if err != nil {
			return err
		}
		cases, passed := g.acts.segments[seg].cols.cases, g.passed[g.baseP[seg]:]
		for _, p := range found {
			if err := g.step(); err != nil {
				return err
			}
			at := g.view.places[cases[p.doc]]
			if at.segment < 0 || int(at.segment) >= len(g.segments) || g.unwanted[seg] != nil && g.unwanted[seg].Contains(p.doc) {
				continue
			}
			if g.touch(int(at.segment), at.doc, late) == nil {
				continue
			}
			passage := &passed[p.doc]
			if passage.terms == 0 {
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

// fold gives each case of this round its best passage: the one that takes it to
// the best tier, then the one with the best score.
func (g *gathering) fold() error {
	for seg, docs := range g.touchedP {
		cols, passed := g.acts.segments[seg].cols, g.passed[g.baseP[seg]:]
		for _, doc := range docs {
			if err := g.step(); err != nil {
				return err
			}
			passage := &passed[doc]
			at := g.view.places[cols.cases[doc]]
			of := g.base[at.segment] + at.doc
			both := g.gained[of].terms | passage.terms
			tier, score := g.acts.passageTier(both, cols, doc), passage.score*cols.factors[doc]
			if b := &g.best[of]; !b.act.found || tier < b.tier || tier == b.tier && score > b.score {
				*b = best{passageRef{true, uint32(seg), doc}, both, tier, score}
			}
			*passage = gain{}
		}
		g.touchedP[seg] = docs[:0]
	}
	return nil
}

// keep adds the cases that were brought up and are in the tiers down to lowest.
func (g *gathering) keep(lowest uint8, m *matches) error {
	for seg, docs := range g.touched {
		excluded, err := g.excluded(seg)
		if err != nil {
			return err
		}
		for _, doc := range docs {
			if err := g.step(); err != nil {
				return err
			}
			of := g.base[seg] + doc
			c, b := &g.gained[of], &g.best[of]
			tier := g.tier(c.terms)
			if b.act.found {
				tier = min(tier, b.tier)
			}
			if tier <= lowest {
				g.admit(seg, doc, c, b, tier, excluded, m)
			}
		}
	}
	return nil
}

// clear leaves the memory as it was.
func (g *gathering) clear() {
	for seg, docs := range g.touched {
		for _, doc := range docs {
			of := g.base[seg] + doc
			g.gained[of], g.best[of] = gain{}, best{}
		}
	}
}
