package bleveindex

import (
	"slices"

	"copratica/indexer"
)

// An actChoice is what a query has chosen among acts, and the counts of what
// else there is to choose.
type actChoice struct {
	of      *searcher // over cases: filters that are of the case
	acts    []segmentView
	counted []actFacet
}

// An actFacet is a facet of acts that is counted, filtered by, or both.
type actFacet struct {
	facet    indexer.Facet
	number   int    // of the facet of cases, or kindFacet or phaseFacet
	passes   []bool // by set; nil if nothing is chosen
	selected []string
	counts   []uint32 // by set; nil if it is not counted
}

// What stands for the number of a facet that cases do not have.
const (
	kindFacet  = -1
	phaseFacet = -2
)

// chooseActs reads the filters of a query for acts.
func (s *searcher) chooseActs(p plan) (*actChoice, error) {
	c := &actChoice{of: s, acts: s.view.passages}
	rest := map[indexer.Facet][]string{}
	for f, values := range s.query.Filters {
		if !slices.Contains(indexer.ActFacets(), f) {
			rest[f] = values
		}
	}
	for _, f := range indexer.ActFacets() {
		a := actFacet{facet: f, number: slices.Index(indexer.Facets(), f), selected: s.query.Filters[f]}
		switch f {
		case indexer.FacetKind:
			a.number = kindFacet
		case indexer.FacetPhase:
			a.number = phaseFacet
		}
		sets := c.sets(a)
		if len(a.selected) > 0 {
			a.passes = sets.having(a.selected)
		}
		if slices.Contains(s.query.Count, f) {
			a.counts = make([]uint32, len(sets.sets))
		}
		c.counted = append(c.counted, a)
	}
	s.query.Filters, s.plan = rest, p
	return c, s.makeFilters()
}

// sets are the sets of values of a facet.
func (c *actChoice) sets(a actFacet) *facetSets {
	switch a.number {
	case kindFacet:
		return &c.of.view.dict.kinds
	case phaseFacet:
		return &c.of.view.dict.phases
	default:
		return &c.of.view.dict.facets[a.number]
	}
}

// count counts an act and reports whether it passes all that was chosen. One
// that fails a single choice counts for that facet alone.
func (c *actChoice) count(f *foundAct) bool {
	cols := c.acts[f.best.segment].cols
	at := c.of.view.places[cols.cases[f.best.doc]]
	if at.segment < 0 || int(at.segment) >= len(c.of.segments) {
		return false
	}
	of := c.of.segments[at.segment].cols
	if of.sights[at.doc] > uint8(c.of.sight) {
		return false
	}
	if failed, ok := c.of.pass(of, at.doc); !ok || failed != nil {
		return false
	}
	set := func(a *actFacet) uint32 {
		switch a.number {
		case kindFacet:
			return cols.acts.kinds[f.best.doc]
		case phaseFacet:
			return cols.acts.phases[f.best.doc]
		default:
			return of.facets[a.number][c.of.sight][at.doc]
		}
	}
	var failed *actFacet
	for i := range c.counted {
		a := &c.counted[i]
		if a.passes == nil || a.passes[set(a)] {
			continue
		}
		if failed != nil {
			return false
		}
		failed = a
	}
	if failed != nil {
		if failed.counts != nil {
			failed.counts[set(failed)]++
		}
		return false
	}
	for i := range c.counted {
		if a := &c.counted[i]; a.counts != nil {
			a.counts[set(a)]++
		}
	}
	return true
}

// facets lists the counts.
func (c *actChoice) facets() map[indexer.Facet][]indexer.FacetCount {
	counts := map[indexer.Facet][]indexer.FacetCount{}
	for _, a := range c.counted {
		if a.counts != nil {
			counts[a.facet] = c.sets(a).list(a.counts, a.selected)
		}
	}
	return counts
}
