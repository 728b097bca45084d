package bleveindex

import (
	"cmp"
	"slices"

	"copratica/indexer"
)

// A foundAct is an act with its best passages.
type foundAct struct {
	best   match
	second match
	found  int         // how many passages were offered
	alike  []*foundAct // others with nearly the same text
}

// passages answers a query for acts: each with its best passage.
func (s *searcher) passages() (indexer.ActResult, error) {
	if err := s.ctx.Err(); err != nil {
		return indexer.ActResult{}, err
	}
	a, choice, err := s.prepareActs()
	if err != nil {
		return indexer.ActResult{}, err
	}
	lowest := uint8(tierSome)
	if len(a.plan.terms) <= 1 {
		lowest = a.top()
	}
	found, err := a.actsOf(lowest)
	if err != nil {
		return indexer.ActResult{}, err
	}
	chosen, err := a.choose(found, choice)
	if err != nil {
		return indexer.ActResult{}, err
	}
	return a.answerActs(chosen)
}

// chosenActs are the acts that pass what was chosen, by tier, with the counts
// for facets of the counted one.
type chosenActs struct {
	tiers  [tiers][]*foundAct
	tier   uint8 // the counted one
	facets map[indexer.Facet][]indexer.FacetCount
}

// choose keeps the acts that pass.
func (s *searcher) choose(found []foundAct, c *actChoice) (chosenActs, error) {
	var out chosenActs
	for tier := range out.tiers {
		for i := range found {
			if err := s.step(); err != nil {
				return out, err
			}
			if f := &found[i]; int(f.best.tier) == tier && c.count(f) {
				out.tiers[tier] = append(out.tiers[tier], f)
			}
		}
		if out.facets == nil && len(out.tiers[tier]) > 0 {
			out.tier, out.facets = uint8(tier), c.facets()
		}
	}
	if out.facets == nil {
		out.facets = c.facets()
	}
	return out, nil
}

// prepareActs makes a searcher of passages with its terms weighed among
// passages alone, and what was chosen.
func (s *searcher) prepareActs() (*searcher, *actChoice, error) {
	a := s.overActs()
	plan, err := newPlan(s.query, s.sight)
	if err != nil {
		return nil, nil, err
	}
	a.plan = plan
	a.scored = len(plan.terms) > 0 && (s.query.Sort == indexer.SortRelevance || s.query.Sort == "")
	choice, err := s.chooseActs(plan)
	if err != nil {
		return nil, nil, err
	}
	shares, err := a.shares()
	if err != nil {
		return nil, nil, err
	}
	a.weigh(shares)
	return a, choice, nil
}

// actsOf finds the acts with a passage in the tiers down to lowest.
func (s *searcher) actsOf(lowest uint8) ([]foundAct, error) {
	s.scratch.acts = s.scratch.acts[:0]
	for seg := range s.segments {
		if err := s.actsIn(seg, lowest); err != nil {
			return nil, err
		}
	}
	return s.scratch.acts, nil
}

// actsIn adds the acts of one segment, which has all passages of an act or none.
func (s *searcher) actsIn(seg int, lowest uint8) error {
	view := &s.segments[seg]
	excluded, err := s.excluded(seg)
	if err != nil {
		return err
	}
	first, ofActs := len(s.scratch.acts), view.cols.acts.ofActs
	places := zeroed(&s.scratch.places, view.cols.acts.count) // in scratch.acts, from 1
	take := func(doc uint32, g gain) {
		tier := s.passageTier(g.terms, view.cols, doc)
		if tier > lowest || view.cols.sights[doc] > uint8(s.sight) || excluded != nil && excluded.Contains(doc) {
			return
		}
		at := &places[ofActs[doc]]
		if *at == 0 {
			s.scratch.acts = append(s.scratch.acts, foundAct{})
			*at = uint32(len(s.scratch.acts))
		}
		m := match{segment: uint32(seg), doc: doc, score: g.score * view.cols.factors[doc], tier: tier}
		m.worth = tier == tierSome && s.weight(g.terms) >= s.total*(someShare-shareSlack)
		s.scratch.acts[*at-1].offer(&m, s)
	}
	if len(s.plan.terms) == 0 {
		err = s.eachPassage(view, take)
	} else {
		err = s.eachGain(seg, take)
	}
	for _, f := range s.scratch.acts[first:] {
		places[ofActs[f.best.doc]] = 0
	}
	return err
}

// eachPassage takes every passage of a segment.
func (s *searcher) eachPassage(view *segmentView, take func(doc uint32, g gain)) error {
	for doc := range uint32(len(view.cols.cases)) {
		if err := s.step(); err != nil {
			return err
		}
		if !view.gone(doc) {
			take(doc, gain{})
		}
	}
	return nil
}

// eachGain takes the passages of a segment that have any of the terms.
func (s *searcher) eachGain(seg int, take func(doc uint32, g gain)) error {
	gained := zeroed(&s.scratch.passed, int(s.segments[seg].Count()))
	docs := s.scratch.docs[:0]
	for n, t := range s.plan.terms {
		postings, err := s.termPostings(t, seg, nil)
		if err != nil {
			return err
		}
		for _, p := range postings {
			if err := s.step(); err != nil {
				return err
			}
			g := &gained[p.doc]
			if g.terms == 0 {
				docs = append(docs, p.doc)
			}
			g.terms |= 1 << n
			if s.scored {
				g.add(s.score(t, seg, p))
			}
		}
	}
	for _, doc := range docs {
		if err := s.step(); err != nil {
			return err
		}
		take(doc, gained[doc])
		gained[doc] = gain{}
	}
	s.scratch.docs = docs
	return nil
}

// passageTier tells where a passage with these terms stands. That a table of
// contents has several words says of none of its chapters that it has them.
func (s *searcher) passageTier(terms uint64, cols *columns, doc uint32) uint8 {
	if cols.factors[doc] == contentsFactor && len(s.plan.terms) > 1 {
		return tierSome
	}
	return s.tier(terms)
}

// offer keeps the two best passages: by tier, score, place in the act.
func (f *foundAct) offer(m *match, s *searcher) {
	better := func(a, b *match) bool { return a.tier < b.tier || a.tier == b.tier && s.byScore(a, b) < 0 }
	switch f.found++; {
	case f.found == 1:
		f.best = *m
	case better(m, &f.best):
		f.second, f.best = f.best, *m
	case f.found == 2 || better(m, &f.second):
		f.second = *m
	}
}

// answerActs orders acts, takes alike ones together and loads a page of them.
func (s *searcher) answerActs(chosen chosenActs) (indexer.ActResult, error) {
	counted := chosen.tiers[chosen.tier]
	r := indexer.ActResult{Total: len(counted), Coverage: indexer.CoverAll, Facets: chosen.facets}
	if r.Total > 0 {
		r.Coverage, r.Relaxed = coverOf(chosen.tier), chosen.tier != tierAll
	}
	if len(s.plan.others) > 0 {
		found := make([]match, len(counted))
		for i, f := range counted {
			found[i] = f.best
		}
		var err error
		if r.Expanded, err = s.expanded(s.foundDocuments(found)); err != nil {
			return r, err
		}
	}
	list, err := s.orderActs(counted)
	if err != nil {
		return r, err
	}
	r.Listed = len(list)
	if s.scored && r.Total > 0 {
		if list, err = s.followActs(list, chosen); err != nil {
			return r, err
		}
		r.Also = len(list) - r.Listed
	}
	perPage := max(s.query.PerPage, 1)
	from := min((max(s.query.Page, 1)-1)*perPage, len(list))
	for _, f := range list[from:min(from+perPage, len(list))] {
		hit, err := s.loadAct(f)
		if err != nil {
			return r, err
		}
		r.Hits = append(r.Hits, hit)
	}
	return r, nil
}

// followActs appends the acts of tier most to the counted ones and, to few, as
// many of tier some as fill a page.
func (s *searcher) followActs(list []*foundAct, chosen chosenActs) ([]*foundAct, error) {
	if chosen.tier == tierAll {
		most, err := s.orderActs(chosen.tiers[tierMost])
		if err != nil {
			return nil, err
		}
		list = append(list, most...)
	}
	if chosen.tier == tierSome || len(list) >= fewHits {
		return list, nil
	}
	some := slices.DeleteFunc(chosen.tiers[tierSome], func(f *foundAct) bool { return !f.best.worth })
	some, err := s.orderActs(some)
	return append(list, some[:min(len(some), firstPage-len(list))]...), err
}

// orderActs orders acts of one tier and takes alike ones together.
func (s *searcher) orderActs(list []*foundAct) ([]*foundAct, error) {
	order := s.actOrder()
	sortFirst(list, collapsed+max(s.query.Page, 1)*max(s.query.PerPage, 1), order)
	if s.scored {
		if err := s.rescoreActs(list[:min(len(list), rescored)]); err != nil {
			return nil, err
		}
		sortFirst(list[:min(len(list), rescored)], rescored, order)
	}
	if len(s.plan.terms) > 0 {
		return s.collapse(list)
	}
	return list, nil
}

// actOrder compares acts: by score, or as their cases are ordered.
func (s *searcher) actOrder() func(a, b **foundAct) int {
	if s.scored {
		return func(a, b **foundAct) int { return s.byScore(&(*a).best, &(*b).best) }
	}
	cases := *s
	cases.segments, cases.scored = s.view.segments, false
	byCase := cases.order()
	return func(a, b **foundAct) int {
		x, y := s.caseOf(&(*a).best), s.caseOf(&(*b).best)
		return cmp.Or(byCase(&x, &y), s.byID(&(*a).best, &(*b).best))
	}
}

// caseOf is where the case of a passage stands.
func (s *searcher) caseOf(m *match) match {
	at := s.view.places[s.cols(m).cases[m.doc]]
	return match{segment: uint32(at.segment), doc: at.doc}
}

// rescoreActs adds what typed words and pairs of them are worth.
func (s *searcher) rescoreActs(list []*foundAct) error {
	best := make([]match, len(list))
	of := make(map[[2]uint32]*foundAct, len(list))
	key := func(m *match) [2]uint32 { return [2]uint32{m.segment, m.doc} }
	for i, f := range list {
		best[i] = f.best
		of[key(&f.best)] = f
	}
	if err := s.rescore(best); err != nil {
		return err
	}
	for i := range best {
		of[key(&best[i])].best.score = best[i].score
	}
	return nil
}

// collapsed is how many of the first acts are compared with each other.
const collapsed = 1000

// collapse takes acts with nearly the same text together under the first of them.
func (s *searcher) collapse(list []*foundAct) ([]*foundAct, error) {
	var out []*foundAct
	var seen []uint64
	for n, f := range list {
		if n == collapsed {
			return append(out, list[n:]...), nil
		}
		likeness, first := s.cols(&f.best).acts.likeness[f.best.doc], len(seen)
		for i, o := range seen {
			if err := s.step(); err != nil {
				return nil, err
			}
			if indexer.Alike(o, likeness) {
				first = i
				break
			}
		}
		if first < len(seen) {
			out[first].alike = append(out[first].alike, f)
			continue
		}
		out, seen = append(out, f), append(seen, likeness)
	}
	return out, nil
}
