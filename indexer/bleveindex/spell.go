package bleveindex

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

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
	meant       []indexer.Correction
	capitals    bool // the query has no small letter: they make no acronyms
}

// A nearWord is a word of the collection near to a typed one.
type nearWord struct {
	word  string
	stem  string
	slips int // of the nearer of word and stem
	whole int // of the word
	docs  int // that have its stem
}

// spell looks for what the words of a query may have been meant to be.
func (s *searcher) spell() ([]indexer.Correction, error) {
	var err error
	if s.plan, err = newPlan(s.query, s.sight); err != nil {
		return nil, err
	}
	p := &speller{cases: s, capitals: len(s.query.Expr) > 1 && !strings.ContainsFunc(s.query.Expr.String(), unicode.IsLower)}
	if s.view.sizeP[s.sight].docs > 0 {
		p.acts = s.overActs()
	}
	for n, w := range s.plan.sequence {
		if value, ok := p.amount(w); ok {
			if err := p.amounts(n, value); err != nil {
				return nil, err
			}
			continue
		}
		typed, ok := p.correctable(w)
		if !ok {
			continue
		}
		docs, err := p.docs(w.term.word, spellHardly)
		if err != nil {
			return nil, err
		}
		if docs > spellHardly {
			continue
		}
		if err := p.word(n, typed, docs); err != nil {
			return nil, err
		}
	}
	return p.meant, nil
}

// correctable gives a word of the query, folded, that may be a misspelling.
func (p *speller) correctable(w queryWord) (string, bool) {
	if w.term == nil || len(w.term.others) > 0 {
		return "", false
	}
	text := p.cases.query.Expr[w.clause].Text
	if p.capitals {
		text = strings.ToLower(text)
	}
	return italian.Correctable(text)
}

// word deals with the n-th word, which hardly any document has.
func (p *speller) word(n int, typed string, docs int) error {
	near, err := p.near(typed)
	if err != nil {
		return err
	}
	near = slices.DeleteFunc(near, func(w nearWord) bool { return w.docs < max(1, docs*spellTimes) })
	if len(near) == 0 {
		if docs > 0 {
			return nil
		}
		return p.split(n, typed)
	}
	best, sure := near[0], surely(typed, near, docs)
	if !sure && docs == 0 {
		if i, err := p.fitting(n, near); err != nil {
			return err
		} else if i >= 0 {
			best, sure = near[i], true
		}
	}
	written, err := p.written(best.word)
	if err != nil {
		return err
	}
	p.take(n, written, sure, docs > 0)
	return nil
}

// surely reports whether the first of some words must have been meant, as far
// as they tell by themselves.
func surely(typed string, near []nearWord, docs int) bool {
	best := near[0]
	switch {
	case best.slips > spellMatched, docs > 0 && best.slips == spellMatched:
		return false
	case len(near) > 1 && near[1].far() == best.far() && near[1].docs*spellDominant > best.docs:
		return false // either may be meant
	case best.whole > spellMatched && best.otherEnding(typed):
		return !italian.Plausible(typed)
	}
	return best.slips < spellMatched || len(typed) >= spellSure || !italian.Plausible(typed)
}

// otherEnding reports whether a word begins as a typed one does and ends otherwise:
// that is another word rather than a slip, as "giornali" is beside "giornate".
func (w nearWord) otherEnding(typed string) bool {
	return strings.HasPrefix(typed, w.stem) || strings.HasPrefix(w.word, italian.Stem(typed))
}

// fitting finds the first of some words that stands somewhere beside a
// neighbour of the n-th word as it does in the query, -1 if none does. Chance
// hardly makes them meet: "eleco di enti" means "elenco di enti".
func (p *speller) fitting(n int, near []nearWord) (int, error) {
	for i, w := range near {
		if w.slips > spellMatched {
			break
		}
		for _, to := range []int{-1, 1} {
			fits, err := p.fits(n, to, w.stem)
			if fits || err != nil {
				return i, err
			}
		}
	}
	return -1, nil
}

// fits reports whether a stem stands in some text beside the word that counts
// before the n-th (to is -1) or after it (1).
func (p *speller) fits(n, to int, stem string) (bool, error) {
	words := p.cases.plan.sequence
	by := n + to
	for by >= 0 && by < len(words) && words[by].term == nil {
		by += to
	}
	if by < 0 || by >= len(words) {
		return false, nil
	}
	apart := (words[by].pos - words[n].pos) * to
	if apart >= partGap {
		return false, nil
	}
	steps := []italian.Step{{Word: stem, Stem: true}, {Word: words[by].term.word, Stem: true}}
	if to < 0 {
		slices.Reverse(steps)
	}
	steps[1].Offset = apart
	return p.there(steps)
}

// take notes what the n-th word was meant to be.
func (p *speller) take(n int, written string, sure, beside bool) {
	c := p.correction(p.cases.plan.sequence[n].clause, indexer.FormCorrection)
	c.Used, c.Sure, c.Beside = []string{written}, sure, beside
	p.meant = append(p.meant, c)
}

// correction is one of a clause.
func (p *speller) correction(clause int, form indexer.Form) indexer.Correction {
	return indexer.Correction{From: clause, To: clause + 1, Typed: p.cases.query.Expr[clause].Text, Form: form}
}

func (p *speller) searchers() []*searcher {
	if p.acts == nil {
		return []*searcher{p.cases}
	}
	return []*searcher{p.cases, p.acts}
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

// split takes the n-th word for two that were written as one, if they stand
// side by side somewhere.
func (p *speller) split(n int, typed string) error {
	for at := partLetters; at <= len(typed)-partLetters; at++ {
		first, second := typed[:at], typed[at:]
		if italian.IsStop(first) || italian.IsStop(second) {
			continue
		}
		there, err := p.there([]italian.Step{{Word: first}, {Word: second, Offset: 1}})
		if err != nil {
			return err
		}
		if there {
			p.take(n, first+" "+second, true, false)
			return nil
		}
	}
	return nil
}

// there reports whether some text has words at their distances.
func (p *speller) there(steps []italian.Step) (bool, error) {
	for _, s := range p.searchers() {
		found, err := s.findName(&other{meaning: noMeaning, steps: steps, scope: everywhere(s.sight)})
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(found, func(docs []posting) bool { return len(docs) > 0 }) {
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
