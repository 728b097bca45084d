package bleveindex

import (
	"cmp"
	"slices"

	"copratica/content"
	"copratica/indexer"
)

// A tally counts documents by their set of values, for each counted facet. A
// document that passes every filter counts everywhere; one that fails a single
// filter counts for that filter's facet alone, as if nothing were chosen there.
type tally [][]uint32

// chooseCounted lists the numbers of the facets that the query wants counted
// and may have.
func (s *searcher) chooseCounted() {
	for n, f := range indexer.Facets() {
		if slices.Contains(s.query.Count, f) && (f != indexer.FacetStatus || s.sight >= content.SightStaff) {
			s.counted = append(s.counted, n)
		}
	}
}

// tally counts one document; failed is the only filter that it fails, if any.
func (s *searcher) tally(t *tally, cols *columns, doc uint32, failed *filter) {
	if len(s.counted) == 0 {
		return
	}
	if *t == nil {
		*t = make(tally, len(s.counted))
		for i, n := range s.counted {
			(*t)[i] = make([]uint32, len(s.view.dict.facets[n].sets))
		}
	}
	if failed != nil {
		(*t)[failed.counted][cols.facets[failed.facet][s.sight][doc]]++
		return
	}
	for i, n := range s.counted {
		(*t)[i][cols.facets[n][s.sight][doc]]++
	}
}

// facets lists the counts of a tally.
func (s *searcher) facets(t tally) map[indexer.Facet][]indexer.FacetCount {
	counts := make(map[indexer.Facet][]indexer.FacetCount, len(s.counted))
	for i, n := range s.counted {
		f := indexer.Facets()[n]
		var bySet []uint32
		if t != nil {
			bySet = t[i]
		}
		counts[f] = s.view.dict.facets[n].list(bySet, s.query.Filters[f])
	}
	return counts
}

// list spreads the counts of sets over their values and lists those above 0
// and the selected ones, the most frequent first.
func (s *facetSets) list(bySet []uint32, selected []string) []indexer.FacetCount {
	byValue := make([]int, len(s.values))
	for set, n := range bySet {
		if n > 0 {
			for _, v := range s.sets[set] {
				byValue[v] += int(n)
			}
		}
	}
	list := []indexer.FacetCount{}
	for v, n := range byValue {
		if chosen := slices.Contains(selected, s.values[v]); n > 0 || chosen {
			list = append(list, indexer.FacetCount{Value: s.values[v], Count: n, Selected: chosen})
		}
	}
	for _, v := range slices.Compact(slices.Sorted(slices.Values(selected))) {
		if !slices.Contains(s.values, v) {
			list = append(list, indexer.FacetCount{Value: v, Selected: true})
		}
	}
	slices.SortFunc(list, func(a, b indexer.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list
}
