package bleveindex

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

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
	// be one that Italian invites. A long one with another ending is offered, too.
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

// A speller finds what may have been meant by words that the collection does
// not have. It knows the words of the query's sight alone.
type speller struct {
	cases, acts *searcher // acts is nil if there are none
	meant       []indexer.Correction
	capitals    bool // the query has no small letter: they make no acronyms
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
		if text, err := s.written(word); text != "" || err != nil {
			return text, err
		}
	}
	return word, nil
}

// written is a word as a text that has it writes it; "" if none does.
func (s *searcher) written(word string) (string, error) {
	for seg := range s.segments {
		for _, field := range everywhere(s.sight).exact {
			list, err := s.lookUp(seg, field, word)
			if err != nil {
				return "", err
			}
			if list == nil {
				continue
			}
			first, err := list.Iterator(false, false, false, nil).Next()
			if err != nil {
				return "", fmt.Errorf("read postings of %s: %w", field, err)
			}
			text, err := s.textOf(seg, int(first.Number()))
			if err != nil {
				return "", err
			}
			if found := spelling(text, word); found != "" {
				return found, nil
			}
		}
	}
	return "", nil
}

// spelling is a folded word as a text writes it, in lower case; "" if it has none.
func spelling(text, word string) string {
	for _, t := range italian.Analyze(text) {
		if t.Exact == word && !t.Variant {
			return strings.ToLower(text[t.Start:t.End])
		}
	}
	return ""
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
