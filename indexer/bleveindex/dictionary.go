package bleveindex

import (
	"slices"
	"strings"

	"copratica/indexer"
)

// A dictionary numbers what the columns repeat. Documents share few different
// sets of values (the regions of a case, its sectors, its years), so a column
// holds one number per document: that of its set. A search then counts sets,
// one addition per document whether a facet has one value or many, and spreads
// the counts over the values at the end.
//
// The writer alone grows it; sets are never changed, so that a view keeps
// reading the part it was made with.
type dictionary struct {
	facets []facetSets
	years  yearSets
	kinds  facetSets // of acts
	phases facetSets // of acts
	cases  caseNumbers
}

// caseNumbers gives each case a number by which its passages know it.
type caseNumbers struct {
	ids    []string
	number map[string]uint32
}

// of returns the number of a case.
func (c *caseNumbers) of(id string) uint32 {
	if n, ok := c.number[id]; ok {
		return n
	}
	id = strings.Clone(id)
	n := uint32(len(c.ids))
	c.ids = append(c.ids, id)
	c.number[id] = n
	return n
}

// facetSets numbers the values of a facet and the sets they form.
type facetSets struct {
	values  []string
	sets    [][]uint32 // numbers of values
	byValue map[string]uint32
	bySet   map[string]uint32 // key as packValues writes it
}

// yearSets numbers sets of years.
type yearSets struct {
	sets  [][]int           // ascending
	bySet map[string]uint32 // key as packYears writes it
}

func newDictionary() *dictionary {
	d := &dictionary{facets: make([]facetSets, len(indexer.Facets()))}
	for f := range d.facets {
		d.facets[f] = newFacetSets()
	}
	d.kinds, d.phases = newFacetSets(), newFacetSets()
	d.cases.number = map[string]uint32{}
	d.years.bySet = map[string]uint32{}
	return d
}

func newFacetSets() facetSets {
	return facetSets{byValue: map[string]uint32{}, bySet: map[string]uint32{}}
}

// snapshot returns what is there now, for reading.
func (d *dictionary) snapshot() dictionary {
	copied := *d
	copied.facets = slices.Clone(d.facets)
	for f := range copied.facets {
		copied.facets[f].byValue, copied.facets[f].bySet = nil, nil
	}
	copied.years.bySet = nil
	for _, sets := range []*facetSets{&copied.kinds, &copied.phases} {
		sets.byValue, sets.bySet = nil, nil
	}
	copied.cases.number = nil
	return copied
}

// number returns the number of a packed set of values.
func (s *facetSets) number(packed string) uint32 {
	if n, ok := s.bySet[packed]; ok {
		return n
	}
	packed = strings.Clone(packed)
	var set []uint32
	for v := range strings.SplitSeq(packed, valueSeparator) {
		n, ok := s.byValue[v]
		if !ok {
			n = uint32(len(s.values))
			s.values = append(s.values, v)
			s.byValue[v] = n
		}
		set = append(set, n)
	}
	n := uint32(len(s.sets))
	s.sets = append(s.sets, set)
	s.bySet[packed] = n
	return n
}

// number returns the number of a packed set of years.
func (s *yearSets) number(packed string) (uint32, error) {
	if n, ok := s.bySet[packed]; ok {
		return n, nil
	}
	years := []int{}
	r := recordReader{rest: packed}
	for r.rest != "" {
		years = append(years, r.number())
	}
	if r.err != nil {
		return 0, r.err
	}
	n := uint32(len(s.sets))
	s.sets = append(s.sets, years)
	s.bySet[strings.Clone(packed)] = n
	return n, nil
}
