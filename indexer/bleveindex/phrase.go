package bleveindex

import (
	"fmt"
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// openPhrase finds the documents of a phrase in all segments and returns how
// many there are. A phrase stands within one family of fields, since each part
// of a document is in one.
func (s *searcher) openPhrase(t *term) (int, error) {
	t.found = make([][]posting, len(s.segments))
	df := 0
	for seg := range s.segments {
		freqs := map[uint32]uint32{}
		for _, field := range t.fields {
			for _, steps := range t.phrase {
				if err := s.findSteps(seg, field, steps, freqs); err != nil {
					return 0, err
				}
			}
		}
		for _, doc := range slices.Sorted(maps.Keys(freqs)) {
			t.found[seg] = append(t.found[seg], posting{doc: doc, freq: freqs[doc]})
		}
		df += len(freqs)
	}
	return df, nil
}

// findSteps adds the occurrences of one spelling in one field to freqs.
func (s *searcher) findSteps(seg int, field string, steps []step, freqs map[uint32]uint32) error {
	lists := make([]segment.PostingsList, len(steps))
	for i, st := range steps {
		list, err := s.lookUp(seg, field, st.word)
		if list == nil || err != nil {
			return err
		}
		lists[i] = list
	}
	iterators, docs := together(lists)
	places := make([][]uint32, len(steps))
	for range docs.GetCardinality() {
		var doc uint32
		for i, it := range iterators {
			p, err := it.Next()
			if err != nil {
				return fmt.Errorf("read positions of %s: %w", field, err)
			}
			if p == nil {
				return fmt.Errorf("read positions of %s: %w", field, errRecord)
			}
			if err := s.step(); err != nil {
				return err
			}
			doc = uint32(p.Number())
			places[i] = positions(p, places[i][:0])
		}
		for _, first := range places[0] {
			if follow(places, steps, first) {
				freqs[doc] += weightAt(first)
			}
		}
	}
	return nil
}

// together returns iterators with positions over the documents that all lists have.
func together(lists []segment.PostingsList) ([]segment.PostingsIterator, *roaring.Bitmap) {
	var docs *roaring.Bitmap
	iterators := make([]segment.PostingsIterator, len(lists))
	for i, list := range lists {
		iterators[i] = list.Iterator(true, false, true, nil)
		has := documentsOf(iterators[i])
		if docs == nil {
			docs = has.Clone()
		} else {
			docs.And(has)
		}
	}
	for _, it := range iterators {
		if o, ok := it.(segment.OptimizablePostingsIterator); ok && !docs.IsEmpty() {
			o.ReplaceActual(docs)
		}
	}
	return iterators, docs
}

// documentsOf is the documents of an iterator with positions. One that keeps
// no set is of a word that stands in one document, without its position.
func documentsOf(it segment.PostingsIterator) *roaring.Bitmap {
	if o, ok := it.(segment.OptimizablePostingsIterator); ok && o.ActualBitmap() != nil {
		return o.ActualBitmap()
	}
	return roaring.New()
}

// positions appends where a word stands in a document, in order.
func positions(p segment.Posting, out []uint32) []uint32 {
	for _, l := range p.Locations() {
		out = append(out, uint32(l.Pos()))
	}
	return out
}

// follow reports whether the words after the first stand at their distances.
func follow(places [][]uint32, steps []step, first uint32) bool {
	for i := 1; i < len(steps); i++ {
		if _, ok := slices.BinarySearch(places[i], first+steps[i].offset); !ok {
			return false
		}
	}
	return true
}
