package bleveindex

import (
	"cmp"
	"slices"

	"copratica/content"
	"copratica/indexer"
)

// counts reports whether the query wants a facet counted and may have it.
func (s *searcher) counts(f indexer.Facet) bool {
	return slices.Contains(s.query.Count, f) && (f != indexer.FacetStatus || s.sight >= content.SightStaff)
}

// countFacets counts the values of the counted tier. A document that passes
// every filter counts everywhere; one that fails a single filter counts for
// that filter's facet alone, as if nothing were chosen there.
func (s *searcher) countFacets(m matches) (map[indexer.Facet][]indexer.FacetCount, error) {
	counted := map[indexer.Facet][]indexer.FacetCount{}
	for n, f := range indexer.Facets() {
		if !s.counts(f) {
			continue
		}
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		own := slices.IndexFunc(s.filters, func(c filter) bool { return c.facet == n }) + 1
		counted[f] = s.view.dict.facets[n].list(s.countSets(m, n, uint8(own)), s.query.Filters[f])
	}
	return counted, nil
}

// countSets counts the documents of the counted tier by their set of values,
// those that fail the facet's own filter included.
func (s *searcher) countSets(m matches, facet int, own uint8) []int {
	bySet := make([]int, len(s.view.dict.facets[facet].sets))
	var column []uint32
	segment := ^uint32(0)
	for i := range m.docs {
		d := &m.docs[i]
		if d.tier != m.tier || d.fails != 0 && d.fails != own {
			continue
		}
		if d.segment != segment {
			segment = d.segment
			column = s.segments[segment].cols.facets[facet][s.sight]
		}
		bySet[column[d.doc]]++
	}
	return bySet
}

// list spreads the counts of sets over their values and lists those above 0
// and the selected ones, the most frequent first.
func (s *facetSets) list(bySet []int, selected []string) []indexer.FacetCount {
	byValue := make([]int, len(s.values))
	for set, n := range bySet {
		if n > 0 {
			for _, v := range s.sets[set] {
				byValue[v] += n
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
