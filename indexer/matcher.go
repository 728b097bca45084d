package indexer

import (
	"strings"

	"copratica/indexer/italian"
)

// A matcher knows, for the tokens of a text, which of a query's terms they meet.
type matcher struct {
	stems    map[string]int // stem to term
	exacts   map[string]int // exact form to term, for words that have no stem
	typed    map[string]bool
	prefixes []wanted
	phrases  []sequence
	sieve    *sieve
	fields   []Field // by term: the only field it counts in, "" for all
}

type wanted struct {
	text string
	term int
}

// A sequence is exact words at fixed distances from the first.
type sequence struct {
	words []placed
	term  int
}

type placed struct {
	text  string
	after int // positions after the first word
}

// A mark is a place in a text that meets a term.
type mark struct {
	start, end int // bytes
	term       int
	exact      bool // as typed, not only by stem
}

// newMatcher takes the clauses that want something to be there. Words that
// only hold a sentence together count when there are no others.
func newMatcher(expr Expr) *matcher {
	m := &matcher{stems: make(map[string]int), exacts: make(map[string]int), typed: make(map[string]bool), sieve: &sieve{}}
	for _, c := range expr {
		if !c.Not {
			m.add(c)
		}
	}
	if len(m.fields) > 0 {
		return m
	}
	for _, c := range expr {
		if c.Not || c.Kind != KindWord {
			continue
		}
		for _, t := range italian.AnalyzeQuery(c.Text) {
			m.exacts[t.Exact] = m.term(c.Field)
			m.sieve.want(t.Exact)
		}
	}
	return m
}

func (m *matcher) term(f Field) int {
	m.fields = append(m.fields, f)
	return len(m.fields) - 1
}

func (m *matcher) add(c Clause) {
	switch c.Kind {
	case KindWord:
		for _, t := range italian.AnalyzeQuery(c.Text) {
			if t.Stem != "" {
				m.want(t, c.Field)
			}
		}
	case KindPrefix:
		for _, t := range italian.AnalyzeQuery(c.Text) {
			m.prefixes = append(m.prefixes, wanted{t.Exact, m.term(c.Field)})
			m.sieve.want(t.Exact)
		}
	case KindPhrase:
		var words []placed
		tokens := italian.AnalyzeQuery(c.Text)
		for _, t := range tokens {
			words = append(words, placed{t.Exact, t.Pos - tokens[0].Pos})
		}
		if len(words) > 0 {
			m.phrases = append(m.phrases, sequence{words, m.term(c.Field)})
			m.sieve.want(words[0].text)
		}
	case KindFilter:
	}
}

// want makes a word a term. Asked for in one field and again anywhere, it
// counts anywhere.
func (m *matcher) want(t italian.Token, f Field) {
	m.typed[t.Exact] = true
	m.sieve.want(t.Stem)
	term, ok := m.stems[t.Stem]
	switch {
	case !ok:
		m.stems[t.Stem] = m.term(f)
	case f == "" || m.fields[term] == FieldPublicBody:
		m.fields[term] = f
	}
}

// empty reports that nothing could be marked.
func (m *matcher) empty() bool { return len(m.fields) == 0 }

// everywhere is the set of the terms that count in any field.
func (m *matcher) everywhere() (set uint64) {
	for term, f := range m.fields {
		if f == "" {
			set |= 1 << (term % 64)
		}
	}
	return set
}

// marks appends the places among the tokens of a text in field f, in order.
func (m *matcher) marks(dst []mark, tokens []italian.Token, f Field) []mark {
	for i, t := range tokens {
		if term, ok := m.word(t); ok {
			dst = m.mark(dst, f, mark{t.Start, t.End, term, m.typed[t.Exact]})
		}
		for _, p := range m.prefixes {
			if strings.HasPrefix(t.Exact, p.text) {
				dst = m.mark(dst, f, mark{t.Start, t.End, p.term, true})
			}
		}
		for _, p := range m.phrases {
			if end, ok := p.at(tokens[i:]); ok {
				dst = m.mark(dst, f, mark{t.Start, end, p.term, true})
			}
		}
	}
	return dst
}

func (m *matcher) mark(dst []mark, f Field, k mark) []mark {
	if only := m.fields[k.term]; only != "" && only != f {
		return dst
	}
	return append(dst, k)
}

func (m *matcher) word(t italian.Token) (int, bool) {
	if t.Stem != "" {
		if term, ok := m.stems[t.Stem]; ok {
			return term, true
		}
	}
	term, ok := m.exacts[t.Exact]
	return term, ok
}

// at reports whether the sequence begins at the first token, and where it ends.
// A word may stand in any of the forms at its position.
func (p sequence) at(tokens []italian.Token) (end int, ok bool) {
	if tokens[0].Exact != p.words[0].text {
		return 0, false
	}
	pos, end := tokens[0].Pos, tokens[0].End
	next := 1
	for _, t := range tokens[1:] {
		if next == len(p.words) || t.Pos > pos+p.words[next].after {
			break
		}
		if t.Pos == pos+p.words[next].after && t.Exact == p.words[next].text {
			end = t.End
			next++
		}
	}
	return end, next == len(p.words)
}
