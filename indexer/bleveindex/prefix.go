package bleveindex

import (
	"fmt"
	"strings"
	"unicode/utf8"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// The limits of a word's beginning.
const (
	minPrefix     = 3    // letters
	maxExpansions = 1024 // words that begin with it
)

// prefixTerm is the term of a word's beginning.
func (in scope) prefixTerm(word string) (*term, error) {
	if utf8.RuneCountInString(word) < minPrefix {
		return nil, invalid(word+"*", fmt.Sprintf("at least %d letters must stand before *", minPrefix))
	}
	return &term{key: in.exact[0] + "*" + word, fields: in.exact, prefix: in.mark + word, flat: in.flat()}, nil
}

// openPrefix looks up all words that begin as typed and returns how many
// documents have any of them.
func (s *searcher) openPrefix(t *term) (int, error) {
	t.lists = make([][]segment.PostingsList, len(s.segments))
	seen := map[string]bool{}
	df := 0
	for seg := range s.segments {
		for _, field := range t.fields {
			words, err := s.expand(seg, field, t.prefix, seen)
			if err != nil {
				return 0, err
			}
			for _, w := range words {
				list, err := s.lookUp(seg, field, w)
				if err != nil {
					return 0, err
				}
				if list != nil {
					t.lists[seg] = append(t.lists[seg], list)
				}
			}
		}
		docs, err := s.postings(t, seg, false, nil, s.scratch.term[:0])
		if err != nil {
			return 0, err
		}
		df += len(docs)
		s.scratch.term = docs
	}
	return df, nil
}

// expand lists the words of one field that begin as typed; seen gathers those
// of all fields and segments.
func (s *searcher) expand(seg int, field, prefix string, seen map[string]bool) ([]string, error) {
	var words []string
	err := s.beginning(seg, field, prefix, func(word string) error {
		words = append(words, word)
		if seen[word] = true; len(seen) > maxExpansions {
			typed := strings.TrimPrefix(prefix, exactMark)
			return invalid(typed+"*", fmt.Sprintf("more than %d words begin with %s", maxExpansions, typed))
		}
		return nil
	})
	return words, err
}

// beginning calls visit for the words of one field that begin with a prefix, in
// order, until it fails.
func (s *searcher) beginning(seg int, field, prefix string, visit func(word string) error) error {
	dict, err := s.dictionary(seg, field)
	if err != nil {
		return err
	}
	it := dict.AutomatonIterator(nil, []byte(prefix), prefixEnd(prefix))
	for {
		entry, err := it.Next()
		if err != nil {
			return fmt.Errorf("read words of %s: %w", field, err)
		}
		if entry == nil {
			return nil
		}
		if err := s.step(); err != nil {
			return err
		}
		if err := visit(entry.Term); err != nil {
			return err
		}
	}
}

// prefixEnd is the first word after all that begin with a prefix; nil if none is.
func prefixEnd(prefix string) []byte {
	end := []byte(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
