package bleveindex

import (
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// The second look: the best documents by score are looked at again for what
// would be too dear to ask of all of them.
const (
	rescored = 200 // how many, in each tier

	// exactBonus is what the typed form of a word is worth beside its stem:
	// "bando" prefers "bando" to "bandi".
	exactBonus = 0.25
	// pairBonus is what two words are worth that stand as they were typed,
	// beside the words themselves.
	pairBonus = 0.5
)

// rescore adds the bonuses to documents of one tier and puts them in order.
func (s *searcher) rescore(docs []match) error {
	bySegment := map[uint32][]*match{}
	for i := range docs {
		bySegment[docs[i].segment] = append(bySegment[docs[i].segment], &docs[i])
	}
	for seg, list := range bySegment {
		slices.SortFunc(list, func(a, b *match) int { return int(a.doc) - int(b.doc) })
		if err := s.rescoreSegment(int(seg), list); err != nil {
			return err
		}
	}
	slices.SortFunc(docs, func(a, b match) int { return s.byScore(&a, &b) })
	return nil
}

// rescoreSegment adds the bonuses of documents of one segment, in order of number.
func (s *searcher) rescoreSegment(seg int, list []*match) error {
	within := roaring.New()
	for _, m := range list {
		within.Add(m.doc)
	}
	bonus := make([]float64, len(list))
	for _, field := range families(fieldExact, s.sight) {
		places := make([]wordPlaces, len(s.plan.sequence))
		for w, word := range s.plan.sequence {
			var err error
			if places[w], err = s.places(seg, field, word.exact, within, list); err != nil {
				return err
			}
		}
		for i := range list {
			bonus[i] += s.bonus(places, i)
		}
	}
	for i, m := range list {
		m.score += float32(bonus[i]) * s.cols(m).factors[m.doc]
	}
	return nil
}

// wordPlaces are the positions of one word in each of some documents.
type wordPlaces [][]uint32

// places reads where a word stands in the listed documents.
func (s *searcher) places(seg int, field, word string, within *roaring.Bitmap, list []*match) (wordPlaces, error) {
	found := make(wordPlaces, len(list))
	postings, err := s.lookUp(seg, field, word)
	if postings == nil || err != nil {
		return found, err
	}
	it := postings.Iterator(true, false, true, nil)
	if narrow(it, within) != nil { // one document, without positions
		return found, nil
	}
	for i := 0; ; {
		p, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("read positions of %s: %w", field, err)
		}
		if p == nil {
			return found, nil
		}
		if err := s.step(); err != nil {
			return nil, err
		}
		for uint64(list[i].doc) < p.Number() {
			i++
		}
		found[i] = positions(p, nil)
	}
}

// bonus is what one document gains by the places of the words in one field.
func (s *searcher) bonus(places []wordPlaces, doc int) float64 {
	sum := 0.0
	words := s.plan.sequence
	before := -1 // the last word that counts
	for w, word := range words {
		if word.term == nil {
			continue
		}
		freq := 0.0
		for _, pos := range places[w][doc] {
			freq += float64(weightAt(pos))
		}
		sum += exactBonus * word.term.idf * freq / (freq + bm25K)
		if before >= 0 && s.asTyped(places, before, w, doc) {
			sum += pairBonus * min(words[before].term.idf, word.term.idf)
		}
		before = w
	}
	return sum
}

// asTyped reports whether the words from one to another, stop words between
// them included, stand in a document as they were typed.
func (s *searcher) asTyped(places []wordPlaces, from, to, doc int) bool {
	words := s.plan.sequence
	if words[to].pos-words[from].pos >= partGap {
		return false
	}
	return slices.ContainsFunc(places[from][doc], func(first uint32) bool {
		for w := from + 1; w <= to; w++ {
			at := first + uint32(words[w].pos-words[from].pos)
			if _, ok := slices.BinarySearch(places[w][doc], at); !ok {
				return false
			}
		}
		return true
	})
}
