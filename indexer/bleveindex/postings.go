package bleveindex

import (
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// postings appends the documents of a segment that have a term, in order, only
// those within a set if one is given. Frequencies are 1 if not asked for.
func (s *searcher) postings(t *term, seg int, freqs bool, within *roaring.Bitmap, out []posting) ([]posting, error) {
	if t.found != nil {
		for _, p := range t.found[seg] {
			if within == nil || within.Contains(p.doc) {
				out = append(out, p)
			}
		}
		return out, nil
	}
	switch lists := t.lists[seg]; len(lists) {
	case 0:
		return out, nil
	case 1:
		return s.decode(lists[0], freqs, within, out)
	default:
		return s.union(lists, seg, freqs, within, out)
	}
}

// decode appends the postings of one list.
func (s *searcher) decode(list segment.PostingsList, freqs bool, within *roaring.Bitmap, out []posting) ([]posting, error) {
	s.iterator = list.Iterator(freqs, false, false, s.iterator)
	within = narrow(s.iterator, within)
	for {
		p, err := s.iterator.Next()
		if err != nil {
			return out, fmt.Errorf("read postings: %w", err)
		}
		if p == nil {
			return out, nil
		}
		if err := s.step(); err != nil {
			return out, err
		}
		doc := uint32(p.Number())
		if within != nil && !within.Contains(doc) {
			continue
		}
		freq := uint32(1)
		if freqs {
			freq = uint32(p.Frequency())
		}
		out = append(out, posting{doc, freq})
	}
}

// narrow makes an iterator skip what is not within a set. It returns the set
// if that must be checked still.
func narrow(it segment.PostingsIterator, within *roaring.Bitmap) *roaring.Bitmap {
	if within == nil {
		return nil
	}
	o, ok := it.(segment.OptimizablePostingsIterator)
	if !ok || o.ActualBitmap() == nil {
		return within
	}
	o.ReplaceActual(roaring.And(o.ActualBitmap(), within))
	return nil
}

// union appends the postings of several lists, with the frequencies of a
// document added up.
func (s *searcher) union(lists []segment.PostingsList, seg int, freqs bool, within *roaring.Bitmap, out []posting) ([]posting, error) {
	sums := s.scratch.sumsFor(int(s.segments[seg].Count()))
	docs, part := s.scratch.docs[:0], s.scratch.part
	var err error
	for _, list := range lists {
		if part, err = s.decode(list, freqs, within, part[:0]); err != nil {
			return out, err
		}
		for _, p := range part {
			if sums[p.doc] == 0 {
				docs = append(docs, p.doc)
			}
			sums[p.doc] += p.freq
		}
	}
	slices.Sort(docs)
	for _, doc := range docs {
		out = append(out, posting{doc, sums[doc]})
		sums[doc] = 0
	}
	s.scratch.docs, s.scratch.part = docs, part
	return out, nil
}
