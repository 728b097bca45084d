package bleveindex

import (
	"fmt"
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// postings appends the documents of a segment that have a term, in order, only
// those within a set if one is given. Frequencies are 1 if not asked for.
func (s *searcher) postings(t *term, seg int, freqs bool, within *roaring.Bitmap, out []posting) ([]posting, error) {
	if len(t.others) == 0 {
		return s.own(t, seg, freqs, within, out)
	}
	sources := sourcesOf(t.lists, t.found, seg, freqUnit, nil)
	typed := len(sources)
	for _, o := range t.others {
		sources = sourcesOf(o.lists, o.found, seg, o.weight, sources)
	}
	return s.union(sources, typed, seg, freqs, within, out)
}

// own is postings of what was typed alone.
func (s *searcher) own(t *term, seg int, freqs bool, within *roaring.Bitmap, out []posting) ([]posting, error) {
	if t.found != nil {
		return appendWithin(out, t.found[seg], within, freqUnit), nil
	}
	switch lists := t.lists[seg]; len(lists) {
	case 0:
		return out, nil
	case 1:
		return s.decode(lists[0], freqs, within, freqUnit, out)
	default:
		return s.union(sourcesOf(t.lists, nil, seg, freqUnit, nil), 0, seg, freqs, within, out)
	}
}

// A source is where some of a term's postings come from.
type source struct {
	list   segment.PostingsList
	found  []posting // instead
	weight uint32    // of one occurrence
}

// sourcesOf appends the sources of one name in a segment.
func sourcesOf(lists [][]segment.PostingsList, found [][]posting, seg int, weight uint32, out []source) []source {
	if found != nil {
		return append(out, source{found: found[seg], weight: weight})
	}
	for _, list := range lists[seg] {
		out = append(out, source{list: list, weight: weight})
	}
	return out
}

// appendWithin appends the postings within a set, if one is given.
func appendWithin(out, found []posting, within *roaring.Bitmap, weight uint32) []posting {
	for _, p := range found {
		if within == nil || within.Contains(p.doc) {
			out = append(out, posting{doc: p.doc, freq: p.freq * weight})
		}
	}
	return out
}

// decode appends the postings of one list.
func (s *searcher) decode(list segment.PostingsList, freqs bool, within *roaring.Bitmap, weight uint32, out []posting) ([]posting, error) {
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
		freq := weight
		if freqs {
			freq *= uint32(p.Frequency())
		}
		out = append(out, posting{doc: doc, freq: freq})
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

// A sum is what the sources of a term have of one document so far.
type sum struct{ freq, typed uint32 }

// union appends the postings of several sources, with the frequencies of a
// document added up; the first few are of what was typed.
func (s *searcher) union(sources []source, typed, seg int, freqs bool, within *roaring.Bitmap, out []posting) ([]posting, error) {
	sums, marks := s.scratch.sumsFor(int(s.segments[seg].Count()))
	part := s.scratch.part
	var err error
	for i, from := range sources {
		if from.list == nil {
			part = appendWithin(part[:0], from.found, within, from.weight)
		} else if part, err = s.decode(from.list, freqs, within, from.weight, part[:0]); err != nil {
			return out, err
		}
		for _, p := range part {
			marks[p.doc/64] |= 1 << (p.doc % 64)
			sums[p.doc].freq += p.freq
			if i < typed {
				sums[p.doc].typed += p.freq
			}
		}
	}
	for i, word := range marks {
		for ; word != 0; word &= word - 1 {
			doc := uint32(i*64 + bits.TrailingZeros64(word))
			out = append(out, posting{doc, sums[doc].freq, sums[doc].typed})
			sums[doc] = sum{}
		}
		marks[i] = 0
	}
	s.scratch.part = part
	return out, nil
}
