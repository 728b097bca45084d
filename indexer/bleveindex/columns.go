package bleveindex

import (
	"fmt"
	"slices"
	"strings"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"copratica/content"
	"copratica/indexer"
)

// columns hold what every search asks of every document of one segment, by the
// document's number in it. A segment never changes, so neither do its columns.
type columns struct {
	ids       []string
	sights    []uint8 // the least sight that may find the document
	factors   []float32
	lengths   [3][]uint32 // weighted words that a sight reaches
	published []string
	updated   []string
	titles    []string      // Italian collation keys
	years     []uint32      // sets
	facets    [][3][]uint32 // sets, by facet and sight
	cases     []uint32      // numbers of the cases
	acts      *actColumns   // of passages only
}

// readColumns reads the rows of a segment, deleted documents included.
func readColumns(seg segment.Segment, dict *dictionary) (*columns, error) {
	n := int(seg.Count())
	c := &columns{
		ids: make([]string, n), sights: make([]uint8, n), factors: make([]float32, n),
		published: make([]string, n), updated: make([]string, n), titles: make([]string, n),
		years: make([]uint32, n), facets: make([][3][]uint32, len(dict.facets)), cases: make([]uint32, n),
	}
	for s := range c.lengths {
		c.lengths[s] = make([]uint32, n)
	}
	for f := range c.facets {
		shared := make([]uint32, n) // until a document differs by sight
		c.facets[f] = [3][]uint32{shared, shared, shared}
	}
	days := map[string]string{} // the same ones recur
	for doc := range n {
		id, err := seg.DocID(uint64(doc))
		if err != nil {
			return nil, fmt.Errorf("read id of document %d: %w", doc, err)
		}
		c.ids[doc] = string(id)
		c.cases[doc] = dict.cases.of(c.ids[doc])
		stored, err := storedValue(seg, doc, fieldRow)
		if err == nil {
			err = c.read(doc, stored, dict, days)
		}
		if err != nil {
			return nil, fmt.Errorf("read row of %s: %w", c.ids[doc], err)
		}
	}
	return c, nil
}

// read sets one document's values from its stored row.
func (c *columns) read(doc int, stored string, dict *dictionary, days map[string]string) error {
	r := recordReader{rest: stored}
	c.sights[doc] = uint8(clampSight(content.Sight(r.number())))
	c.factors[doc] = float32(r.float())
	c.published[doc] = intern(days, r.text())
	c.updated[doc] = intern(days, r.text())
	c.titles[doc] = strings.Clone(r.text())
	years, err := dict.years.number(r.text())
	if err != nil {
		return err
	}
	c.years[doc] = years
	length := 0
	for s := range c.lengths {
		length += r.number()
		c.lengths[s][doc] = uint32(length)
	}
	for f := range c.facets {
		sets := &dict.facets[f]
		if r.rest == "" && f >= len(c.facets)-len(indexer.NameFacets()) { // an older layout
			r.rest = unknownValue
		}
		if r.number() == 1 {
			n := sets.number(r.text())
			for s := range c.facets[f] {
				c.facets[f][s][doc] = n
			}
			continue
		}
		c.part(f)
		for s := range c.facets[f] {
			c.facets[f][s][doc] = sets.number(r.text())
		}
	}
	return r.err
}

// unknownValue is a facet of a row whose value nobody knows.
var unknownValue = func() string {
	var w recordWriter
	w.number(1)
	w.text(indexer.Unknown)
	return string(w.buf)
}()

// part gives each sight a column of its own for a facet.
func (c *columns) part(f int) {
	cols := &c.facets[f]
	for s := 1; s < len(cols); s++ {
		if &cols[s][0] == &cols[0][0] {
			cols[s] = slices.Clone(cols[s])
		}
	}
}

// intern returns the one copy of a text that recurs.
func intern(seen map[string]string, s string) string {
	if known, ok := seen[s]; ok {
		return known
	}
	s = strings.Clone(s)
	seen[s] = s
	return s
}

// storedValue reads one stored field of a document.
func storedValue(seg segment.Segment, doc int, field string) (string, error) {
	value, found := "", false
	err := seg.VisitStoredFields(uint64(doc), func(name string, _ byte, v []byte, _ []uint64) bool {
		if name == field {
			value, found = string(v), true
		}
		return !found
	})
	if err == nil && !found {
		err = fmt.Errorf("%w: no field %s", errRecord, field)
	}
	return value, err
}
