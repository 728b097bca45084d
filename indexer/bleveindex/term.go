package bleveindex

import (
	"fmt"
	"math"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A term is one thing that documents are asked for: a word of the index, the
// beginning of words, or a phrase, and the other names of it. Whoever has any
// of them has the term.
type term struct {
	key    string   // tells equal terms
	clause int      // of the query's Expr, the first that asks for it
	fields []string // where it is looked for
	word   string
	prefix string
	phrase [][]step // in one of several spellings
	flat   bool     // sought in a short field, whose length does not matter
	others []*other

	idf    float64                  // by how many documents have it under any name
	typed  float64                  // how much rarer it is as typed
	weight float64                  // in the tiers
	lists  [][]segment.PostingsList // by segment
	found  [][]posting              // by segment, instead: the documents of a phrase
}

// A step is a word of a phrase and its distance from the first.
type step struct {
	word   string
	offset uint32
}

// freqUnit is what one occurrence counts in a posting. Occurrences of another
// name may count for less: see synonymWeight and correctionWeight.
const freqUnit = 8

// A posting says how much of a term a document has: occurrences, weighted by
// the part they stand in, in freqUnits; typed are those that are not of another
// name, counted for terms that have any.
type posting struct {
	doc   uint32
	freq  uint32
	typed uint32
}

// openOwn looks up what was typed in all segments and returns how many documents
// have it, at most.
func (s *searcher) openOwn(t *term) (int, error) {
	switch {
	case t.phrase != nil:
		return s.openPhrase(t)
	case t.prefix != "":
		return s.openPrefix(t)
	default:
		return s.openWord(t)
	}
}

// rarity is what a term weighs that a share of n documents have, as BM25 has it.
func rarity(share float64, n int) float64 {
	all := float64(n)
	have := min(share, 1) * all
	return math.Log(1 + (all-have+0.5)/(have+0.5))
}

// openWord looks up a word; it returns how many documents have it, at most.
func (s *searcher) openWord(t *term) (int, error) {
	t.lists = make([][]segment.PostingsList, len(s.segments))
	df := 0
	for seg := range s.segments {
		for _, field := range t.fields {
			list, err := s.lookUp(seg, field, t.word)
			if err != nil {
				return 0, err
			}
			if list != nil {
				t.lists[seg] = append(t.lists[seg], list)
				df += int(list.Count())
			}
		}
	}
	return df, nil
}

// lookUp returns the postings of a word in one segment, without deleted
// documents; nil if there are none.
func (s *searcher) lookUp(seg int, field, word string) (segment.PostingsList, error) {
	dict, err := s.dictionary(seg, field)
	if err != nil {
		return nil, err
	}
	list, err := dict.PostingsList([]byte(word), s.segments[seg].deleted, nil)
	if err != nil {
		return nil, fmt.Errorf("read postings of %s: %w", field, err)
	}
	if list.Count() == 0 {
		return nil, nil
	}
	return list, nil
}

// dictionary returns a segment's words of a field.
func (s *searcher) dictionary(seg int, field string) (segment.TermDictionary, error) {
	if d, ok := s.dicts[seg][field]; ok {
		return d, nil
	}
	d, err := s.segments[seg].Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("read words of %s: %w", field, err)
	}
	if s.dicts[seg] == nil {
		s.dicts[seg] = map[string]segment.TermDictionary{}
	}
	s.dicts[seg][field] = d
	return d, nil
}
