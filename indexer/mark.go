package indexer

import (
	"context"

	"copratica/content"
	"copratica/indexer/italian"
)

// A Marker finds, in any text, the words that a query asks for, as fragments
// of hits show them.
type Marker struct {
	// Corrected are the words that are marked in another spelling.
	Corrected []Correction

	matcher *matcher
	tokens  []italian.Token
	marks   []mark
}

// NewMarker makes a marker of a query's words. It is for one goroutine.
func NewMarker(expr Expr) *Marker { return &Marker{matcher: newMatcher(Query{Expr: expr})} }

// Marker makes a marker of what p's query looks for: its words set right and,
// unless it wants none, their other names, so that what was found by one is
// marked where it stands. If the index cannot tell how words are spelled, they
// are taken as typed, and the error says why.
func (f *Finder) Marker(ctx context.Context, p content.Principal, q Query) (*Marker, error) {
	q, _, err := f.read(ctx, p, q)
	return &Marker{Corrected: q.Corrected, matcher: newMatcher(q)}, err
}

// Empty reports that there is nothing to look for.
func (m *Marker) Empty() bool { return m.matcher.empty() }

// May reports whether a text may have any of the words, at a small part of what
// Spans costs.
func (m *Marker) May(text string) bool { return m.matcher.sieve.passes(text) }

// Spans parts a text of a field by what was found, and tells how often. Without
// a find it is one span, and none for an empty text.
func (m *Marker) Spans(f Field, text string) ([]Span, int) {
	if text == "" {
		return nil, 0
	}
	m.marks = m.marks[:0]
	if !m.Empty() {
		m.tokens = italian.AppendTokens(m.tokens[:0], text)
		m.marks = m.matcher.marks(m.marks, m.tokens, f)
	}
	spans := marked(text, m.marks, 0, len(text))
	found := 0
	for _, s := range spans {
		if s.Match {
			found++
		}
	}
	return spans, found
}
