package bleveindex

import (
	"slices"

	"copratica/content"
	"copratica/indexer"
)

// A filter is a choice that documents pass or fail, decided once for each set
// of values that documents have.
type filter struct {
	facet   int // number of the facet, or byYears
	counted int // where the facet stands among the counted ones, -1 if it does not
	passes  []bool
}

// byYears stands for a facet's number in the filter of from and to.
const byYears = -1

// makeFilters makes the filters of a query.
func (s *searcher) makeFilters() error {
	for f, values := range s.query.Filters {
		if len(values) == 0 {
			continue
		}
		n := slices.Index(indexer.Facets(), f)
		if n < 0 {
			return unknownFacet(f)
		}
		passes := s.view.dict.facets[n].having(values)
		s.filters = append(s.filters, filter{facet: n, counted: slices.Index(s.counted, n), passes: passes})
	}
	if s.query.From != 0 || s.query.To != 0 {
		s.filters = append(s.filters, filter{facet: byYears, counted: -1, passes: s.view.dict.years.within(s.query.From, s.query.To)})
	}
	for _, c := range s.plan.filters {
		n := slices.Index(indexer.Facets(), c.Facet)
		if n < 0 {
			return unknownFacet(c.Facet)
		}
		passes := s.view.dict.facets[n].having(c.Values)
		for i := range passes {
			passes[i] = passes[i] != c.Not
		}
		s.typed = append(s.typed, filter{facet: n, passes: passes})
	}
	return nil
}

func unknownFacet(f indexer.Facet) error {
	return &content.InvalidError{Problems: []content.Problem{
		{Field: string(f), Code: content.CodeUnknownKey, Detail: "there is no such facet"},
	}}
}

// having tells which sets hold any of the values.
func (s *facetSets) having(values []string) []bool {
	chosen := make([]bool, len(s.values))
	for i, v := range s.values {
		chosen[i] = slices.Contains(values, v)
	}
	passes := make([]bool, len(s.sets))
	for i, set := range s.sets {
		passes[i] = slices.ContainsFunc(set, func(v uint32) bool { return chosen[v] })
	}
	return passes
}

// within tells which sets have any year in a range; 0 is no bound.
func (s *yearSets) within(from, to int) []bool {
	passes := make([]bool, len(s.sets))
	for i, set := range s.sets {
		passes[i] = slices.ContainsFunc(set, func(y int) bool { return y >= from && (to == 0 || y <= to) })
	}
	return passes
}

// accepts reports whether a document passes.
func (f *filter) accepts(cols *columns, doc uint32, sight content.Sight) bool {
	if f.facet == byYears {
		return f.passes[cols.years[doc]]
	}
	return f.passes[cols.facets[f.facet][sight][doc]]
}

// pass reports whether a document matters, and the only filter that it fails,
// nil if it passes all.
func (s *searcher) pass(cols *columns, doc uint32) (failed *filter, ok bool) {
	for i := range s.typed {
		if !s.typed[i].accepts(cols, doc, s.sight) {
			return nil, false
		}
	}
	for i := range s.filters {
		f := &s.filters[i]
		if f.accepts(cols, doc, s.sight) {
			continue
		}
		if failed != nil || f.counted < 0 {
			return nil, false
		}
		failed = f
	}
	return failed, true
}
