package bleveindex

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum/levenshtein"

	"copratica/indexer"
	"copratica/indexer/italian"
)

const (
	// spellNearest is how many letters may differ in words of which many are
	// alike, spellFar in the others.
	spellNearest, spellFar, spellLong = 1, 2, 6
	// spellMatched is the cost of slips up to which a word is looked for as well,
	// or offered; spellOffered that up to which a long one, of spellLongest
	// letters at least, is offered.
	spellMatched, spellOffered, spellLongest = 2, 3, 8
	// spellSure is how many letters a word has that is not taken for another by
	// chance: the shorter ones must be spelled as no Italian word is, or the slip
	// be one that Italian invites.
	spellSure = 7
	// spellDominant is how many times as common the best of several equally near
	// words must be to be meant.
	spellDominant = 4
	// A word that stands in no more than spellHardly documents is taken for a
	// misspelling if a near one stands in spellTimes as many.
	spellHardly, spellTimes = 1, 20
	// partLetters is how many letters the parts of a word have at least that
	// should have been two.
	partLetters = 3
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

// A speller finds what may have been meant by words that the collection does
// not have. It knows the words of the query's sight alone.
type speller struct {
	cases, acts *searcher // acts is nil if there are none
	expr        indexer.Expr
	reading     indexer.Reading
	offered     bool // expr differs from the query's
}

// A nearWord is a word of the collection near to a typed one.
type nearWord struct {
	word  string
	stem  string
	slips int // of the nearer of word and stem
	whole int // of the word
	docs  int // that have its stem
}

// spell looks for what the words of a query may have been meant to be. Those
// that surely were become other names of the terms; it returns which.
func (s *searcher) spell(acts *searcher, docs []int) (changed []int, err error) {
	p := &speller{cases: s, acts: acts, expr: slices.Clone(s.query.Expr)}
	for n, t := range s.plan.terms {
		if value, ok := p.amount(t); ok && docs[n] == 0 {
			found, err := p.amounts(n, value)
			if err != nil {
				return nil, err
			}
			if found {
				changed = append(changed, n)
			}
			continue
		}
		typed, ok := p.correctable(t)
		if !ok || docs[n] > spellHardly {
			continue
		}
		found, err := p.word(n, typed, docs[n])
		if err != nil {
			return nil, err
		}
		if found {
			changed = append(changed, n)
		}
	}
	s.reading.Corrected = p.reading.Corrected
	if p.offered {
		s.reading.Suggestion = &indexer.Suggestion{Query: p.expr.String(), Reason: indexer.ReasonSpelling}
	}
	return changed, nil
}

// correctable gives the typed word of a term that may be a misspelling.
func (p *speller) correctable(t *term) (string, bool) {
	if t.word == "" || t.flat || len(t.others) > 0 || t.clause >= len(p.expr) || !plainWord(p.expr[t.clause]) {
		return "", false
	}
	return italian.Correctable(p.expr[t.clause].Text)
}

// word deals with one word that hardly any document has, and reports whether
// the term got another name.
func (p *speller) word(n int, typed string, docs int) (bool, error) {
	near, err := p.near(typed)
	if err != nil {
		return false, err
	}
	near = slices.DeleteFunc(near, func(w nearWord) bool { return w.docs < max(1, docs*spellTimes) })
	if len(near) == 0 {
		if docs > 0 {
			return false, nil
		}
		return p.split(n, typed)
	}
	best := near[0]
	written, err := p.written(best.word)
	if err != nil {
		return false, err
	}
	clause := p.cases.plan.terms[n].clause
	p.expr[clause].Text, p.offered = written, true
	alone := len(near) == 1 || near[1].slips > best.slips || near[1].docs*spellDominant <= best.docs
	sure := best.slips < spellMatched || len(typed) >= spellSure || !italian.Plausible(typed)
	if best.slips > spellMatched || !alone || !sure || docs > 0 && best.slips == spellMatched {
		return false, nil
	}
	p.also(n, indexer.FormCorrection, written, []italian.Step{{Word: best.stem, Stem: true}})
	return true, nil
}

// also gives a term another word to be met by.
func (p *speller) also(n int, form indexer.Form, written string, steps []italian.Step) {
	t := p.cases.plan.terms[n]
	if last := len(p.reading.Corrected) - 1; last >= 0 && p.reading.Corrected[last].Clause == t.clause {
		p.reading.Corrected[last].Used = append(p.reading.Corrected[last].Used, written)
	} else {
		p.reading.Corrected = append(p.reading.Corrected, indexer.Correction{
			Clause: t.clause, Typed: p.cases.query.Expr[t.clause].Text, Form: form, Used: []string{written},
		})
	}
	for _, s := range p.searchers() {
		t := s.plan.terms[n]
		t.others = append(t.others, &other{name: written, meaning: -1, steps: steps, weight: correctionWeight, scope: everywhere(s.sight)})
	}
}

func (p *speller) searchers() []*searcher {
	if p.acts == nil {
		return []*searcher{p.cases}
	}
	return []*searcher{p.cases, p.acts}
}

// near lists the words near to a typed one, one a stem, the likeliest first.
func (p *speller) near(typed string) ([]nearWord, error) {
	words := map[string]bool{}
	for _, s := range p.searchers() {
		if err := s.nearWords(typed, words); err != nil {
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
		if list[i].docs, err = p.docs(list[i].stem); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, nearer)
	return list, nil
}

func nearer(a, b nearWord) int {
	return cmp.Or(cmp.Compare(a.slips, b.slips), cmp.Compare(b.docs, a.docs), cmp.Compare(a.whole, b.whole), cmp.Compare(a.word, b.word))
}

// docs is how many cases and passages have a stem.
func (p *speller) docs(stem string) (int, error) {
	n := 0
	for _, s := range p.searchers() {
		found, err := s.openOwn(everywhere(s.sight).stemTerm(stem))
		if err != nil {
			return 0, err
		}
		n += found
	}
	return n, nil
}

// nearWords adds the words that begin with the same letter and differ in little.
func (s *searcher) nearWords(typed string, words map[string]bool) error {
	builders, err := automata()
	if err != nil {
		return err
	}
	distance := spellNearest
	if len(typed) >= spellLong {
		distance = spellFar
	}
	dfa, err := builders[distance-1].BuildDfa(typed, uint8(distance))
	if err != nil {
		return fmt.Errorf("spell %s: %w", typed, err)
	}
	for seg := range s.segments {
		for _, field := range everywhere(s.sight).exact {
			dict, err := s.dictionary(seg, field)
			if err != nil {
				return err
			}
			if err := s.takeWords(dict.AutomatonIterator(dfa, []byte(typed[:1]), prefixEnd(typed[:1])), words); err != nil {
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

// split takes a word for two that were written as one, if they stand side by
// side somewhere, and reports whether the term got them as another name.
func (p *speller) split(n int, typed string) (bool, error) {
	for at := partLetters; at <= len(typed)-partLetters; at++ {
		first, second := typed[:at], typed[at:]
		if italian.IsStop(first) || italian.IsStop(second) {
			continue
		}
		steps := []italian.Step{{Word: first}, {Word: second, Offset: 1}}
		for _, s := range p.searchers() {
			found, err := s.findName(&other{meaning: -1, steps: steps, scope: everywhere(s.sight)})
			if err != nil {
				return false, err
			}
			if !slices.ContainsFunc(found, func(docs []posting) bool { return len(docs) > 0 }) {
				continue
			}
			written := first + " " + second
			p.expr[p.cases.plan.terms[n].clause].Text, p.offered = written, true
			p.also(n, indexer.FormCorrection, written, steps)
			return true, nil
		}
	}
	return false, nil
}

// written is a folded word as a text that has it writes it, in lower case.
func (p *speller) written(word string) (string, error) {
	for _, s := range p.searchers() {
		for seg := range s.segments {
			for _, field := range everywhere(s.sight).exact {
				list, err := s.lookUp(seg, field, word)
				if err != nil {
					return "", err
				}
				if list == nil {
					continue
				}
				posting, err := list.Iterator(false, false, false, nil).Next()
				if err != nil || posting == nil {
					continue
				}
				text, err := s.textOf(seg, int(posting.Number()))
				if err != nil {
					return "", err
				}
				for _, t := range italian.Analyze(text) {
					if t.Exact == word && !t.Variant {
						return strings.ToLower(text[t.Start:t.End]), nil
					}
				}
			}
		}
	}
	return word, nil
}

// textOf is what a sight reads of a document.
func (s *searcher) textOf(seg, doc int) (string, error) {
	if s.overPassages() {
		p, err := s.passage(passageRef{true, uint32(seg), uint32(doc)})
		return p.Text, err
	}
	stored, err := storedValue(&s.segments[seg], doc, fieldRecord)
	if err != nil {
		return "", err
	}
	var hit indexer.Hit
	if err := readRecord(stored, s.sight, &hit); err != nil {
		return "", err
	}
	var text strings.Builder
	for _, part := range hit.Parts {
		text.WriteString(part.Text + "\n")
	}
	return text.String(), nil
}
