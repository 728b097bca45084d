package indexer

import (
	"context"
	"fmt"
	"slices"

	"copratica/content"
	"copratica/indexer/italian"
)

// Fragments of a hit, at most.
const hitFragments = 3

// A Finder answers the queries of people: it asks the engine with their sight,
// keeps only hits that the library still lets them see, and shows where the
// words stand.
type Finder struct {
	index    Index
	library  *content.Library
	synonyms *italian.Synonyms
	proposer *Proposer

	places      *kept[places]
	suggestions *kept[suggestList]
	similar     *keptSimilar
}

// NewFinder makes a finder that knows the synonyms that come with the program.
func NewFinder(x Index, l *content.Library) *Finder {
	f := &Finder{index: x, library: l, places: &kept[places]{}, suggestions: &kept[suggestList]{}, similar: &keptSimilar{}}
	return f.WithSynonyms(italian.DefaultSynonyms())
}

// WithSynonyms is the finder with other synonyms; nil knows none.
func (f *Finder) WithSynonyms(s *italian.Synonyms) *Finder {
	other := *f
	other.synonyms, other.proposer = s, NewProposer(f.library.Taxonomy(), s)
	return &other
}

// read completes a query with its reader's sight, the spelling of its words and
// their other names.
func (f *Finder) read(ctx context.Context, p content.Principal, q Query) (Query, *Suggestion, error) {
	q.Sight = p.Sight()
	q.Explain = q.Explain && q.Sight >= content.SightStaff
	q.Corrected, q.Meanings = nil, nil
	if !q.NoSynonyms {
		q.Meanings = Meanings(q.Expr, f.synonyms)
	}
	if !slices.ContainsFunc(q.Expr, mayMean) {
		return q, nil, nil
	}
	meant, err := f.index.Spell(ctx, q)
	if err != nil {
		return q, nil, fmt.Errorf("spell: %w", err)
	}
	suggestion := suggested(q, meant)
	if q = q.setRight(meant, f.library.Taxonomy()); len(q.Corrected) > 0 && !q.NoSynonyms {
		q.Meanings = Meanings(q.Expr, f.synonyms)
	}
	return q, suggestion, nil
}

// An Answer is a Result made ready to be shown.
type Answer struct {
	Query    Query
	Total    int
	Coverage Coverage
	Also     int
	Fill     int
	Relaxed  bool
	Hits     []AnswerHit
	Facets   map[Facet][]FacetCount
	Reading
}

// An AnswerHit is a hit with the places that matched.
type AnswerHit struct {
	Hit
	Fragments   []Fragment
	Attachments int // acts in sight
	// Met tells why it was found: each clause that it meets, in the query's
	// order. It is empty where the case has changed since it was indexed.
	Met []Met
	// Missing are the clauses of Expr that ask for something it does not have;
	// empty for CoverAll.
	Missing []int
}

// Search answers q for p; q's sight is set to p's.
func (f *Finder) Search(ctx context.Context, p content.Principal, q Query) (Answer, error) {
	q, suggestion, err := f.read(ctx, p, q)
	if err != nil {
		return Answer{}, err
	}
	r, err := f.index.Search(ctx, q)
	if err != nil {
		return Answer{}, fmt.Errorf("search: %w", err)
	}
	a := Answer{
		Query: q, Total: r.Total, Coverage: r.Coverage, Also: r.Also, Fill: r.Fill, Relaxed: r.Relaxed,
		Facets: r.Facets, Hits: make([]AnswerHit, 0, len(r.Hits)), Reading: q.reading(r.Expanded, suggestion),
	}
	seen, err := f.seen(ctx, p, r.Hits)
	if err != nil {
		return Answer{}, err
	}
	cut := newCutter(q)
	for _, h := range r.Hits {
		if seen[h.ID] == 0 {
			continue // narrowed since it was indexed
		}
		hit := AnswerHit{Hit: h, Attachments: h.Card.Attachments[q.Sight]}
		if seen[h.ID] == h.Revision { // else a part of it may have been narrowed
			hit.Fragments, hit.Met = cut.hit(&h)
			if h.Coverage != CoverAll {
				hit.Missing = cut.missing()
			}
		}
		a.Hits = append(a.Hits, hit)
	}
	return a, nil
}

func (f *Finder) seen(ctx context.Context, p content.Principal, hits []Hit) (map[string]int, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	seen, err := f.library.Seen(ctx, p, ids)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return seen, nil
}

// Status is what the index says of itself.
func (f *Finder) Status() Status { return f.index.Status() }

// hit shows where a hit meets the query, and says by what.
func (c *cutter) hit(h *Hit) ([]Fragment, []Met) {
	c.reasons = newReasons(len(c.query.Expr), explainingFields)
	fragments := c.fragments(h.Parts, hitFragments)
	c.marks(Part{Field: FieldPublicBody, Text: h.Card.PublicBody})
	if h.Passage != nil {
		c.reasons.act = h.Passage
		fragments = append(fragments, c.inAct(h.Passage)...)
	}
	return fragments, c.reasons.list()
}

// inAct is the fragment that shows where a passage of an act meets the query;
// none if only what it is found by beside its text does.
func (c *cutter) inAct(p *FoundPassage) []Fragment {
	spans, at, ok := c.passage(p.Passage)
	if !ok {
		return nil
	}
	return []Fragment{{Source: "attachment", Attachment: p.Act.File, Page: p.PageAt(at), Spans: spans}}
}
