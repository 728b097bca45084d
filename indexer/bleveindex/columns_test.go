package bleveindex

import (
	"slices"
	"testing"

	"copratica/content"
	"copratica/indexer"
)

// A row that an older program wrote ends before the facets of names: it can be
// read, and they are not known. A row that ends elsewhere is damaged.
func TestOlderRow(t *testing.T) {
	t.Parallel()
	d := indexer.Document{ID: "a", Factor: 1}
	for s := range d.Values {
		d.Values[s] = map[indexer.Facet][]string{
			indexer.FacetRegion: {"lazio"}, indexer.FacetStatus: {"published"}, indexer.FacetMunicipality: {"Roma"}, indexer.FacetAmbito: {"Roma 1"},
		}
	}
	row := string(newPreparer().row(d, content.SightVisitor, [3]int{}))
	ends := []int{len(row)} // of the facets of names, backwards, and of those before
	for _, value := range []string{"Roma 1", "Roma"} {
		var w recordWriter
		w.number(1)
		w.text(value)
		ends = append(ends, ends[len(ends)-1]-len(w.buf))
	}
	for cut := range len(row) + 1 {
		value, err := readRow(row[:cut])
		whole := slices.Index(ends, cut)
		if (err == nil) != (whole >= 0) {
			t.Errorf("%d of %d bytes of a row: %v", cut, len(row), err)
			continue
		}
		if err != nil {
			continue
		}
		want := []string{"published", "Roma", "Roma 1"}
		for i := range whole {
			want[2-i] = indexer.Unknown
		}
		got := []string{value(indexer.FacetStatus), value(indexer.FacetMunicipality), value(indexer.FacetAmbito)}
		if !slices.Equal(got, want) {
			t.Errorf("%d of %d bytes of a row give %q, want %q", cut, len(row), got, want)
		}
	}
}

// readRow reads the row of one document and gives the value of a facet of one.
func readRow(row string) (func(indexer.Facet) string, error) {
	dict := newDictionary()
	c := &columns{
		sights: make([]uint8, 1), factors: make([]float32, 1), published: make([]string, 1), updated: make([]string, 1),
		titles: make([]string, 1), years: make([]uint32, 1), facets: make([][3][]uint32, len(dict.facets)),
	}
	for s := range c.lengths {
		c.lengths[s] = make([]uint32, 1)
	}
	for f := range c.facets {
		shared := make([]uint32, 1)
		c.facets[f] = [3][]uint32{shared, shared, shared}
	}
	value := func(f indexer.Facet) string {
		n := slices.Index(indexer.Facets(), f)
		sets := dict.facets[n]
		return sets.values[sets.sets[c.facets[n][0][0]][0]]
	}
	return value, c.read(0, row, dict, map[string]string{})
}
