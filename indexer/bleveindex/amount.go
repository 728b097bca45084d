package bleveindex

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"copratica/indexer"
	"copratica/indexer/italian"
)

const (
	// nearAmount is by which part an amount may differ from the one typed where
	// no text has that: who types "un milione di euro" means about as much.
	nearAmount = 0.1
	// mostAmounts is how many near amounts are looked for.
	mostAmounts = 8
)

// amount gives the value of a word that is a plain amount of money.
func (p *speller) amount(w queryWord) (float64, bool) {
	if w.term == nil || len(w.term.others) > 0 {
		return 0, false
	}
	if typed := p.cases.query.Expr[w.clause].Text; strings.Trim(typed, "0123456789") == "" && !strings.HasSuffix(typed, "000") {
		return 0, false // a postcode, or the number of a file
	}
	return italian.Amount(w.term.word)
}

// amounts takes the n-th word, if no document has it, for the amounts of the
// collection that are near to its value.
func (p *speller) amounts(n int, value float64) error {
	w := p.cases.plan.sequence[n]
	if docs, err := p.docs(w.term.word, 0); docs > 0 || err != nil {
		return err
	}
	near := map[string]float64{} // how far, by word
	for _, s := range p.searchers() {
		if err := s.nearAmounts(value, near); err != nil {
			return err
		}
	}
	words := slices.SortedFunc(maps.Keys(near), func(a, b string) int { return cmp.Or(cmp.Compare(near[a], near[b]), cmp.Compare(a, b)) })
	c := p.correction(w.clause, indexer.FormNear)
	c.Sure, c.Beside = true, true
	for _, word := range words[:min(len(words), mostAmounts)] {
		written, err := p.written(word)
		if err != nil {
			return err
		}
		c.Used = append(c.Used, written)
	}
	if len(c.Used) > 0 {
		p.meant = append(p.meant, c)
	}
	return nil
}

// nearAmounts adds the amounts near to a value, and how far each is from it.
func (s *searcher) nearAmounts(value float64, near map[string]float64) error {
	least, most := value*(1-nearAmount), value*(1+nearAmount)
	take := func(word string) error {
		if v, ok := italian.Amount(word); ok && v >= least && v <= most {
			near[strings.Clone(word)] = math.Abs(v - value)
		}
		return nil
	}
	for seg := range s.segments {
		for _, field := range everywhere(s.sight).exact {
			for _, first := range firstDigits(least, most) {
				if err := s.beginning(seg, field, first, take); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// firstDigits are the beginnings, of two digits, of the numbers between two that
// are less than ten times apart.
func firstDigits(least, most float64) []string {
	unit := math.Pow(10, math.Floor(math.Log10(least))-1)
	var out []string
	for v := math.Floor(least/unit) * unit; v <= most; v += unit {
		out = append(out, strconv.FormatFloat(v, 'f', 0, 64)[:2])
	}
	slices.Sort(out)
	return slices.Compact(out)
}
