package bleveindex

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum/levenshtein"

	"copratica/indexer/italian"
)

// automata make the machines that find near words in a dictionary.
var automata = sync.OnceValues(func() ([2]*levenshtein.LevenshteinAutomatonBuilder, error) {
	var b [2]*levenshtein.LevenshteinAutomatonBuilder
	for i := range b {
		var err error
		if b[i], err = levenshtein.NewLevenshteinAutomatonBuilder(uint8(i+1), true); err != nil {
			return b, fmt.Errorf("prepare spelling: %w", err)
		}
	}
	return b, nil
})

// A nearWord is a word of the collection near to a typed one.
type nearWord struct {
	word  string
	stem  string
	slips int // of the nearer of word and stem
	whole int // of the word
	docs  int // that have its stem
}

// near lists the words near to a typed one, one a stem, the likeliest first.
func (p *speller) near(typed string) ([]nearWord, error) {
	machine, err := machineFor(typed)
	if err != nil {
		return nil, err
	}
	words := map[string]bool{}
	for _, s := range p.searchers() {
		if err := s.nearWords(typed, machine, words); err != nil {
			return nil, err
		}
	}
	stem := italian.Stem(typed)
	most := spellMatched
	if len(typed) >= spellLongest {
		most = spellOffered
	}
	best := map[string]nearWord{}
	for w := range words {
		near := nearWord{word: w, stem: italian.Stem(w), whole: italian.Misspelling(typed, w)}
		near.slips = min(near.whole, italian.Misspelling(stem, near.stem))
		if have, ok := best[near.stem]; near.slips <= most && near.stem != stem && !italian.IsStop(w) && (!ok || nearer(near, have) < 0) {
			best[near.stem] = near
		}
	}
	list := slices.Collect(maps.Values(best))
	for i := range list {
		var err error
		if list[i].docs, err = p.docs(list[i].stem, math.MaxInt); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, nearer)
	return list, nil
}

// nearer puts the fewest slips first, and of words with as many those that are
// so near as they stand, not only by their stem.
func nearer(a, b nearWord) int {
	return cmp.Or(cmp.Compare(a.far(), b.far()), cmp.Compare(b.docs, a.docs), cmp.Compare(a.whole, b.whole), cmp.Compare(a.word, b.word))
}

// far grows with the slips, by less where only the stem is as near.
func (w nearWord) far() int { return 2*w.slips + min(w.whole-w.slips, 1) }

// docs is how many cases and passages have a stem; it counts no further than
// beyond enough.
func (p *speller) docs(stem string, enough int) (int, error) {
	n := 0
	for _, s := range p.searchers() {
		for seg := range s.segments {
			for _, field := range everywhere(s.sight).stems {
				if err := s.step(); err != nil {
					return 0, err
				}
				list, err := s.lookUp(seg, field, stem)
				if err != nil {
					return 0, err
				}
				if list != nil {
					n += int(list.Count())
				}
				if n > enough {
					return n, nil
				}
			}
		}
	}
	return n, nil
}

// machineFor makes the machine that finds the words near to a typed one.
func machineFor(typed string) (segment.Automaton, error) {
	builders, err := automata()
	if err != nil {
		return nil, err
	}
	distance := spellNearest
	if len(typed) >= spellLong {
		distance = spellFar
	}
	dfa, err := builders[distance-1].BuildDfa(typed, uint8(distance))
	if err != nil {
		return nil, fmt.Errorf("spell %s: %w", typed, err)
	}
	return dfa, nil
}

// nearWords adds the words that a machine finds and that begin as the typed one does.
func (s *searcher) nearWords(typed string, machine segment.Automaton, words map[string]bool) error {
	for seg := range s.segments {
		for _, field := range everywhere(s.sight).exact {
			dict, err := s.dictionary(seg, field)
			if err != nil {
				return err
			}
			if err := s.takeWords(dict.AutomatonIterator(machine, []byte(typed[:1]), prefixEnd(typed[:1])), words); err != nil {
				return fmt.Errorf("read words of %s: %w", field, err)
			}
		}
	}
	return nil
}

// takeWords adds the words of an iterator.
func (s *searcher) takeWords(it segment.DictionaryIterator, words map[string]bool) error {
	for {
		entry, err := it.Next()
		if err != nil || entry == nil {
			return err
		}
		if err := s.step(); err != nil {
			return err
		}
		words[strings.Clone(entry.Term)] = true
	}
}

// otherEnding reports whether a word begins as a typed one does and ends otherwise:
// that is another word rather than a slip, as "giornali" is beside "giornate".
func (w nearWord) otherEnding(typed string) bool {
	return strings.HasPrefix(typed, w.stem) || strings.HasPrefix(w.word, italian.Stem(typed))
}
