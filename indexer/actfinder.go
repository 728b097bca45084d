package indexer

import (
	"context"
	"fmt"
	"strings"

	"copratica/content"
)

// An ActAnswer is an ActResult made ready to be shown.
type ActAnswer struct {
	Query    Query
	Total    int // acts
	Listed   int // hits, alike acts taken together
	Also     int // hits that follow
	Coverage Coverage
	Relaxed  bool
	Hits     []ActAnswerHit
	Facets   map[Facet][]FacetCount
	Reading
}

// An ActAnswerHit is an act with the places that matched, one at least.
type ActAnswerHit struct {
	ActHit
	Places []ActPlace
	Twins  []ActTwin
	Met    []Met // why it was found
	// Missing are the clauses of Expr that ask for something that stands neither
	// in the passage nor in its context; empty for CoverAll.
	Missing []int
}

// An ActTwin is an act with nearly the same text as one that was found.
type ActTwin struct {
	CaseAct
	Page int // where the words stand
}

// An ActPlace is a piece of an act and where it stands.
type ActPlace struct {
	Heading  string
	From, To int // pages of the passage
	Page     int // where the words stand
	Spans    []Span
}

// Acts answers q for p, among acts; q's sight is set to p's.
func (f *Finder) Acts(ctx context.Context, p content.Principal, q Query) (ActAnswer, error) {
	q, suggestion, err := f.read(ctx, p, q)
	if err != nil {
		return ActAnswer{}, err
	}
	r, err := f.index.Passages(ctx, q)
	if err != nil {
		return ActAnswer{}, fmt.Errorf("search acts: %w", err)
	}
	a := ActAnswer{
		Query: q, Total: r.Total, Listed: r.Listed, Also: r.Also, Coverage: r.Coverage, Relaxed: r.Relaxed,
		Facets: r.Facets, Hits: make([]ActAnswerHit, 0, len(r.Hits)), Reading: q.reading(r.Expanded, suggestion),
	}
	var cases []Hit
	for _, h := range r.Hits {
		for _, a := range append([]CaseAct{h.CaseAct}, h.AlikeActs...) {
			cases = append(cases, Hit{ID: a.CaseID})
		}
	}
	seen, err := f.seen(ctx, p, cases)
	if err != nil {
		return ActAnswer{}, err
	}
	cut := newCutter(q)
	for _, h := range r.Hits {
		if seen[h.CaseID] != h.Revision {
			continue // changed since it was indexed: the act may have been narrowed
		}
		hit := ActAnswerHit{ActHit: h}
		cut.reasons = newReasons(len(q.Expr), explainingActs)
		for _, part := range h.context(f.library.Taxonomy()) {
			cut.marks(part)
		}
		for i, passage := range append([]Passage{h.Passage}, h.More...) {
			cut.reasons.act = &FoundPassage{h.Act, passage}
			spans, at, ok := cut.passage(passage)
			if i > 0 && !ok {
				continue // found by its context alone, which the first one shows as well
			}
			hit.Places = append(hit.Places, ActPlace{passage.headingAt(at), passage.From, passage.To(), passage.PageAt(at), spans})
		}
		hit.Met = cut.reasons.list()
		if h.Coverage != CoverAll {
			hit.Missing = cut.missing()
		}
		for _, other := range h.AlikeActs {
			if seen[other.CaseID] == other.Revision {
				hit.Twins = append(hit.Twins, ActTwin{other, cut.page(other.Passage)})
			}
		}
		a.Hits = append(a.Hits, hit)
	}
	return a, nil
}

// context is what a passage is found by beside its own words, by where that
// stands: see Act.Context.
func (h *ActHit) context(tax *content.Taxonomy) []Part {
	place := []string{h.Card.Municipality}
	for _, slug := range h.Card.Region {
		place = append(place, labelOf(tax, content.VocabRegions, slug))
	}
	return []Part{
		{Field: FieldTitle, Text: h.Card.Title},
		{Field: FieldActName, Text: h.Act.name(tax)},
		{Field: FieldPublicBody, Text: h.Card.PublicBody},
		{Field: FieldLabels, Text: strings.Join(place, "\n")},
	}
}

// page is where a passage meets the query.
func (c *cutter) page(p Passage) int {
	if len(p.Breaks) == 0 {
		return p.From
	}
	_, at, _ := c.passage(p)
	return p.PageAt(at)
}
