package bleveindex

import (
	"fmt"
	"slices"
	"strings"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// maxWords bounds a query; the terms a document has are told by the bits of a uint64.
const maxWords = 64

// invalid is the answer to a query beyond the limits.
func invalid(value, detail string) error {
	return &content.InvalidError{Problems: []content.Problem{{Field: "q", Code: content.CodeRange, Value: value, Detail: detail}}}
}

// A plan is a query's text as terms: what a document should have, what it must
// not have, and the filters that were typed.
type plan struct {
	terms    []*term
	nots     [][]*term // a document with all terms of one group is out
	filters  []indexer.Clause
	sequence []queryWord
	others   []*other // all other names
	inexact  bool     // a term is met by near amounts alone: nothing has all of the query
}

// A queryWord is a typed word and where it stands, for the bonus of words that
// stand together.
type queryWord struct {
	exact  string
	pos    int
	term   *term // nil for a word that does not count
	clause int
}

// planner builds a plan.
type planner struct {
	plan
	sight content.Sight
	words int
	stops []string // words that do not count unless nothing else is left
	at    int      // position where the next run of words starts
	// byClause are the terms that each clause asks for, where it may have other
	// names.
	byClause map[int][]*term
}

// newPlan makes terms of the clauses of a query and of their other names.
func newPlan(q indexer.Query, sight content.Sight) (plan, error) {
	p := planner{sight: sight, byClause: map[int][]*term{}}
	for i := 0; i < len(q.Expr); i++ {
		switch c := q.Expr[i]; {
		case c.Kind == indexer.KindFilter:
			p.filters = append(p.filters, c)
		case plainWord(c): // words side by side are analysed together: "art 55"
			from := i
			for i+1 < len(q.Expr) && plainWord(q.Expr[i+1]) {
				i++
			}
			p.addRun(q.Expr, from, i+1)
		default:
			if err := p.addClause(c, i); err != nil {
				return plan{}, err
			}
		}
		if p.words > maxWords {
			return plan{}, invalid("", fmt.Sprintf("a query may have at most %d words", maxWords))
		}
	}
	p.addSpellings(q.Corrected)
	p.addMeanings(q.Meanings)
	if len(p.terms) == 0 {
		for _, w := range p.stops {
			p.add(p.everywhere().exactTerm(w), 0)
		}
	}
	return p.plan, nil
}

// addSpellings gives words that some document has the spelling that was meant.
func (p *planner) addSpellings(corrected []indexer.Correction) {
	for _, c := range corrected {
		if !c.Beside {
			continue // Expr has it
		}
		p.inexact = p.inexact || c.Form == indexer.FormNear
		for i, used := range c.Used {
			o := newOther(indexer.Meaning{Name: used}, noMeaning, p.everywhere())
			o.weight = max(uint32(correctionWeight)>>i, 1) // the likeliest first
			for _, t := range p.byClause[c.From] {
				t.others = append(t.others, o)
			}
		}
	}
}

// addMeanings gives the terms of some clauses another name: a document that has
// it has all of them.
func (p *planner) addMeanings(meanings []indexer.Meaning) {
	for n, m := range meanings {
		o := newOther(m, n, p.everywhere())
		if len(o.steps) == 0 {
			continue
		}
		for clause := m.From; clause < m.To; clause++ {
			for _, t := range p.byClause[clause] {
				// A name that holds the word itself adds nothing to it.
				held := slices.ContainsFunc(o.steps, func(st italian.Step) bool { return st.Stem && st.Word == t.word })
				if !held && !slices.Contains(t.others, o) {
					t.others = append(t.others, o)
				}
			}
		}
		p.others = append(p.others, o)
	}
}

func plainWord(c indexer.Clause) bool {
	return c.Kind == indexer.KindWord && !c.Not && c.Field == ""
}

// add adds a term once and returns the one that stands for it.
func (p *planner) add(t *term, clause int) *term {
	for _, have := range p.terms {
		if have.key == t.key {
			return have
		}
	}
	t.clause = clause
	p.terms = append(p.terms, t)
	return t
}

// addRun adds the words of clauses that stand side by side.
func (p *planner) addRun(expr indexer.Expr, from, to int) {
	var text strings.Builder
	ends := make([]int, 0, to-from) // of the clauses in text
	for _, c := range expr[from:to] {
		text.WriteString(c.Text)
		ends = append(ends, text.Len())
		text.WriteByte(' ')
	}
	tokens := italian.AnalyzeQuery(text.String())
	p.words += len(tokens)
	clause := 0
	for _, tok := range tokens {
		for tok.Start >= ends[clause] {
			clause++
		}
		w := queryWord{exact: tok.Exact, pos: p.at + tok.Pos, clause: from + clause}
		if tok.Stem != "" {
			w.term = p.add(p.everywhere().stemTerm(tok.Stem), w.clause)
			p.byClause[w.clause] = append(p.byClause[w.clause], w.term)
		} else {
			p.stops = append(p.stops, tok.Exact)
		}
		p.sequence = append(p.sequence, w)
	}
	if n := len(p.sequence); n > 0 {
		p.at = p.sequence[n-1].pos + partGap
	}
}

// addClause adds a clause that stands by itself: all its terms are wanted, or
// all of them together are not.
func (p *planner) addClause(c indexer.Clause, number int) error {
	terms, err := p.clauseTerms(c)
	if err != nil {
		return err
	}
	if c.Not && len(terms) > 0 {
		p.nots = append(p.nots, terms)
	}
	if c.Not {
		return nil
	}
	for _, t := range terms {
		t = p.add(t, number)
		if c.Fixed {
			p.byClause[number] = append(p.byClause[number], t)
		}
	}
	return nil
}

func (p *planner) clauseTerms(c indexer.Clause) ([]*term, error) {
	in := p.everywhere()
	switch c.Field {
	case indexer.FieldTitle:
		in = p.within(fieldTitle)
	case indexer.FieldPublicBody:
		in = p.within(fieldBody)
	}
	tokens := italian.AnalyzeQuery(c.Text)
	if len(tokens) == 0 {
		return nil, nil
	}
	p.words += len(tokens)
	switch c.Kind {
	case indexer.KindPhrase:
		return []*term{in.phraseTerm(c.Text)}, nil
	case indexer.KindPrefix: // what stands before it ("dell'aff*") counts as words
		last := len(tokens) - 1
		t, err := in.prefixTerm(tokens[last].Exact)
		if err != nil {
			return nil, err
		}
		return append(in.stemTerms(tokens[:last]), t), nil
	}
	if terms := in.stemTerms(tokens); len(terms) > 0 {
		return terms, nil
	}
	var terms []*term
	for _, tok := range tokens { // nothing of it counts: as typed
		terms = append(terms, in.exactTerm(tok.Exact))
	}
	return terms, nil
}

// A place where words are looked for: the fields of stems and of exact words.
type scope struct {
	stems, exact []string
	mark         string // of exact words, where one field holds both
}

func (p *planner) everywhere() scope { return everywhere(p.sight) }

// everywhere is all text that a sight reaches.
func everywhere(sight content.Sight) scope {
	return scope{stems: families(fieldStem, sight), exact: families(fieldExact, sight)}
}

func (p *planner) within(name string) scope {
	fields := families(name, p.sight)
	return scope{stems: fields, exact: fields, mark: exactMark}
}

// flat reports whether the fields are short ones, whose length does not matter.
func (in scope) flat() bool { return in.mark != "" }

func (in scope) stemTerm(stem string) *term {
	return &term{key: in.stems[0] + stem, fields: in.stems, word: stem, flat: in.flat()}
}

func (in scope) exactTerm(word string) *term {
	return &term{key: in.exact[0] + in.mark + word, fields: in.exact, word: in.mark + word, flat: in.flat()}
}

// stemTerms are the terms of the words that count.
func (in scope) stemTerms(tokens []italian.Token) []*term {
	var terms []*term
	for _, tok := range tokens {
		if tok.Stem != "" {
			terms = append(terms, in.stemTerm(tok.Stem))
		}
	}
	return terms
}

// phraseTerm is the term of a phrase, in any of its spellings.
func (in scope) phraseTerm(text string) *term {
	t := &term{key: in.exact[0] + "\"" + text, fields: in.exact, flat: in.flat()}
	for _, tokens := range italian.Spellings(text) {
		var steps []step
		for _, tok := range tokens {
			steps = append(steps, step{word: in.mark + tok.Exact, offset: uint32(tok.Pos - tokens[0].Pos)})
		}
		t.phrase = append(t.phrase, steps)
	}
	if len(t.phrase) == 1 && len(t.phrase[0]) == 1 {
		return in.exactTerm(strings.TrimPrefix(t.phrase[0][0].word, in.mark))
	}
	return t
}
