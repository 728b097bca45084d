package indexer

import (
	"slices"
	"strings"

	"copratica/indexer/italian"
)

// A matcher knows, for the tokens of a text, which of a query's terms they meet.
type matcher struct {
	stems    map[string][]wanted // by stem
	exacts   map[string][]wanted // by exact form: acronyms, and words that have no stem
	typed    map[string]bool
	prefixes []prefixed
	phrases  []sequence
	sieve    *sieve
	terms    []asked
	names    []name // those a mark may be met by; the first stands for what was typed
}

// An asked is a term: a word or a phrase that a clause asks for.
type asked struct {
	clauses []int
	field   Field // the only one it counts in, "" for all
}

// A name is what was looked for beside what was typed.
type name struct {
	form   Form
	text   string
	hidden bool
}

// A wanted is what a word of a text meets.
type wanted struct {
	terms termSet
	by    int // of names
}

type prefixed struct {
	text string
	wanted
}

// A termSet is a set of terms; those beyond 64 share a bit.
type termSet uint64

func setOf(term int) termSet { return 1 << (term % 64) }

// A sequence is words one after the other.
type sequence struct {
	words []placed
	wanted
}

// A placed is a word and how far it may stand after the one before.
type placed struct {
	text        string
	stem        bool // text is a stem
	least, most int  // positions
}

// A mark is a place in a text that meets terms.
type mark struct {
	start, end int // bytes
	terms      termSet
	exact      bool // as typed, not only by stem
	by         int  // of the matcher's names
}

// newMatcher takes the clauses that want something to be there, with what else
// was looked for. Words that only hold a sentence together count when there are
// no others.
func newMatcher(q Query) *matcher {
	m := &matcher{
		stems: make(map[string][]wanted), exacts: make(map[string][]wanted), typed: make(map[string]bool),
		sieve: &sieve{}, names: []name{{}},
	}
	for i, c := range q.Expr {
		if !c.Not {
			m.add(c, i)
		}
	}
	if len(m.terms) == 0 {
		for i, c := range q.Expr {
			if c.Not || c.Kind != KindWord {
				continue
			}
			for _, t := range italian.AnalyzeQuery(c.Text) {
				m.exacts[t.Exact] = append(m.exacts[t.Exact], wanted{terms: setOf(m.term(i, c.Field))})
				m.sieve.want(t.Exact)
			}
		}
		return m
	}
	for _, g := range q.Meanings {
		m.also(m.of(g.From, g.To), name{FormSynonym, g.Name, g.Hidden}, italian.Steps(g.Name))
	}
	for _, c := range q.Corrected {
		for _, used := range c.Used {
			if c.Beside {
				m.also(m.of(c.From, c.To), name{c.Form, used, false}, italian.Steps(used))
			}
		}
	}
	return m
}

func (m *matcher) term(clause int, f Field) int {
	m.terms = append(m.terms, asked{[]int{clause}, f})
	return len(m.terms) - 1
}

// of is the terms of some clauses that count everywhere.
func (m *matcher) of(from, to int) (set termSet) {
	for n, t := range m.terms {
		if t.field == "" && slices.ContainsFunc(t.clauses, func(c int) bool { return c >= from && c < to }) {
			set |= setOf(n)
		}
	}
	return set
}

func (m *matcher) add(c Clause, clause int) {
	switch c.Kind {
	case KindWord:
		for _, t := range italian.AnalyzeQuery(c.Text) {
			if t.Stem != "" {
				m.want(t, clause, c.Field)
			}
		}
	case KindPrefix:
		for _, t := range italian.AnalyzeQuery(c.Text) {
			m.prefixes = append(m.prefixes, prefixed{t.Exact, wanted{terms: setOf(m.term(clause, c.Field))}})
			m.sieve.want(t.Exact)
		}
	case KindPhrase:
		m.phrase(c, clause)
	case KindFilter:
	}
}

// phrase makes a phrase a term, in any of its spellings.
func (m *matcher) phrase(c Clause, clause int) {
	spellings := italian.Spellings(c.Text)
	if len(spellings[0]) == 0 {
		return
	}
	w := wanted{terms: setOf(m.term(clause, c.Field))}
	for _, tokens := range spellings {
		words := make([]placed, len(tokens))
		last := 0
		for i, t := range tokens {
			words[i] = placed{t.Exact, false, t.Pos - last, t.Pos - last}
			last = t.Pos
		}
		m.phrases = append(m.phrases, sequence{words, w})
		m.sieve.want(words[0].text)
	}
}

// want makes a word a term. Asked for in one field and again anywhere, it
// counts anywhere.
func (m *matcher) want(t italian.Token, clause int, f Field) {
	m.typed[t.Exact] = true
	m.sieve.want(t.Stem)
	have := m.stems[t.Stem]
	if len(have) == 0 {
		m.stems[t.Stem] = []wanted{{terms: setOf(m.term(clause, f))}}
		return
	}
	for n := range m.terms {
		a := &m.terms[n]
		if have[0].terms&setOf(n) == 0 {
			continue
		}
		a.clauses = append(a.clauses, clause)
		if f == "" || a.field == FieldPublicBody {
			a.field = f
		}
	}
}

// also takes another name for terms.
func (m *matcher) also(terms termSet, n name, steps []italian.Step) {
	if terms == 0 || len(steps) == 0 {
		return
	}
	m.names = append(m.names, n)
	w := wanted{terms: terms, by: len(m.names) - 1}
	m.sieve.want(steps[0].Word)
	switch {
	case len(steps) > 1:
		words := make([]placed, len(steps))
		for i, s := range steps {
			words[i] = placed{text: s.Word, stem: s.Stem}
			if i > 0 {
				words[i].least, words[i].most = italian.NameGap(steps, i)
			}
		}
		m.phrases = append(m.phrases, sequence{words, w})
	case steps[0].Stem:
		m.stems[steps[0].Word] = append(m.stems[steps[0].Word], w)
	default:
		m.exacts[steps[0].Word] = append(m.exacts[steps[0].Word], w)
	}
}

// empty reports that nothing could be marked.
func (m *matcher) empty() bool { return len(m.terms) == 0 }

// everywhere is the set of the terms that count in any field.
func (m *matcher) everywhere() (set termSet) {
	for n, t := range m.terms {
		if t.field == "" {
			set |= setOf(n)
		}
	}
	return set
}

// within is the set of the terms that count in a field.
func (m *matcher) within(f Field) (set termSet) {
	for n, t := range m.terms {
		if t.field == "" || t.field == f {
			set |= setOf(n)
		}
	}
	return set
}

// marks appends the places among the tokens of a text in field f, in order.
func (m *matcher) marks(dst []mark, tokens []italian.Token, f Field) []mark {
	counts := m.within(f)
	take := func(start, end int, w wanted, exact bool) {
		if set := w.terms & counts; set != 0 {
			dst = append(dst, mark{start, end, set, exact, w.by})
		}
	}
	for i, t := range tokens {
		if t.Stem != "" {
			for _, w := range m.stems[t.Stem] {
				take(t.Start, t.End, w, w.by == 0 && m.typed[t.Exact])
			}
		}
		for _, w := range m.exacts[t.Exact] {
			take(t.Start, t.End, w, w.by == 0)
		}
		for _, p := range m.prefixes {
			if strings.HasPrefix(t.Exact, p.text) {
				take(t.Start, t.End, p.wanted, true)
			}
		}
		for _, p := range m.phrases {
			if end, ok := p.at(tokens[i:]); ok {
				take(t.Start, end, p.wanted, p.by == 0)
			}
		}
	}
	return dst
}

// at reports whether the sequence begins at the first token, and where it ends.
// A word may stand in any of the forms at its position.
func (p sequence) at(tokens []italian.Token) (end int, ok bool) {
	if !p.words[0].is(tokens[0]) {
		return 0, false
	}
	pos, end := tokens[0].Pos, tokens[0].End
	next := 1
	for _, t := range tokens[1:] {
		if next == len(p.words) || t.Pos > pos+p.words[next].most {
			break
		}
		if t.Pos >= pos+p.words[next].least && p.words[next].is(t) {
			pos, end = t.Pos, t.End
			next++
		}
	}
	return end, next == len(p.words)
}

func (w placed) is(t italian.Token) bool {
	if w.stem {
		return t.Stem == w.text
	}
	return t.Exact == w.text
}
