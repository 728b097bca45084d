package bleveindex

import (
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"copratica/indexer"
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
	bonus := make([]float64, len(list))
	err := s.eachBonus(seg, list, func(i int) give {
		return func(_ indexer.ScoreKind, _ *queryWord, value float64) { bonus[i] += value }
	})
	if err != nil {
		return err
	}
	for i, m := range list {
		m.score += float32(bonus[i]) * s.cols(m).factors[m.doc]
		m.rescored = true
	}
	return nil
}

// give takes what a word of the query adds to a document.
type give func(kind indexer.ScoreKind, word *queryWord, value float64)

// eachBonus gives the bonuses of documents of one segment, in order of number.
func (s *searcher) eachBonus(seg int, list []*match, to func(i int) give) error {
	within := roaring.New()
	for _, m := range list {
		within.Add(m.doc)
	}
	for _, field := range families(fieldExact, s.sight) {
		words := make([]exactWord, len(s.plan.sequence))
		for w, word := range s.plan.sequence {
			var err error
			if words[w], err = s.exact(seg, field, word.exact, within, list); err != nil {
				return err
			}
		}
		for i := range list {
			s.bonus(words, i, to(i))
		}
	}
	return nil
}

// An exactWord is what some documents have of a word as it was typed.
type exactWord struct {
	freqs  []uint64   // weighted
	places [][]uint32 // positions, if the query has more words than one
}

// exact reads how often and where a word stands in the listed documents.
func (s *searcher) exact(seg int, field, word string, within *roaring.Bitmap, list []*match) (exactWord, error) {
	found := exactWord{freqs: make([]uint64, len(list)), places: make([][]uint32, len(list))}
	postings, err := s.lookUp(seg, field, word)
	if postings == nil || err != nil {
		return found, err
	}
	it := postings.Iterator(true, false, len(s.plan.sequence) > 1, nil)
	if narrow(it, within) != nil { // one document, without positions
		return found, nil
	}
	for i := 0; ; {
		p, err := it.Next()
		if err != nil {
			return found, fmt.Errorf("read positions of %s: %w", field, err)
		}
		if p == nil {
			return found, nil
		}
		if err := s.step(); err != nil {
			return found, err
		}
		for uint64(list[i].doc) < p.Number() {
			i++
		}
		found.freqs[i], found.places[i] = p.Frequency(), positions(p, nil)
	}
}

// bonus gives what one document gains by the typed words of one field.
func (s *searcher) bonus(words []exactWord, doc int, add give) {
	before := -1 // the last word that counts
	for w := range s.plan.sequence {
		word := &s.plan.sequence[w]
		if word.term == nil {
			continue
		}
		freq := float64(words[w].freqs[doc])
		add(indexer.ScoreExact, word, exactBonus*word.term.idf*freq/(freq+bm25K))
		if before >= 0 && s.asTyped(words, before, w, doc) {
			add(indexer.ScoreOrder, word, pairBonus*min(s.plan.sequence[before].term.idf, word.term.idf))
		}
		before = w
	}
}

// asTyped reports whether the words from one to another, stop words between
// them included, stand in a document as they were typed.
func (s *searcher) asTyped(words []exactWord, from, to, doc int) bool {
	typed := s.plan.sequence
	if typed[to].pos-typed[from].pos >= partGap {
		return false
	}
	return slices.ContainsFunc(words[from].places[doc], func(first uint32) bool {
		for w := from + 1; w <= to; w++ {
			at := first + uint32(typed[w].pos-typed[from].pos)
			if _, ok := slices.BinarySearch(words[w].places[doc], at); !ok {
				return false
			}
		}
		return true
	})
}
