package indexer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"copratica/content"
)

// A CompletionKind tells what a text being typed may go on to.
type CompletionKind string

// The kinds, in the order they are given.
const (
	CompletionWord  CompletionKind = "word"  // a word of titles and summaries
	CompletionTerm  CompletionKind = "term"  // a value of a facet
	CompletionPlace CompletionKind = "place" // a region, province, municipality or ambito
	CompletionBody  CompletionKind = "body"  // a public body
	CompletionTitle CompletionKind = "title" // a case
)

// completions is how many of each kind are given, at most: ten in all.
func completions() []struct {
	kind CompletionKind
	most int
} {
	return []struct {
		kind CompletionKind
		most int
	}{{CompletionWord, 2}, {CompletionTerm, 2}, {CompletionPlace, 2}, {CompletionBody, 1}, {CompletionTitle, 3}}
}

// kindsOfEntries are the kinds that have names to be found by.
func kindsOfEntries() []CompletionKind {
	return []CompletionKind{CompletionTerm, CompletionPlace, CompletionBody, CompletionTitle}
}

// A Completion is something that a text being typed may go on to. One of
// CaseID, Facet and Query says what choosing it does.
type Completion struct {
	Kind   CompletionKind
	Text   string
	CaseID string // opens a case
	Facet  Facet  // filters by Value
	Value  string
	Query  string // searches
}

// suggestPatience bounds the making of a list. It goes on when who asked first
// has gone: the next one needs it as well.
const suggestPatience = 20 * time.Second

// Suggest lists what a text may go on to that somebody is typing, its last
// word unfinished, out of what p may read. The labels of terms are in lang.
func (f *Finder) Suggest(ctx context.Context, p content.Principal, text, lang string) ([]Completion, error) {
	typed := newTyping(text)
	if typed.last == "" { // spare the making of a list
		return nil, nil
	}
	list, err := f.suggestList(ctx, p.Sight())
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	found := list.find(typed, lang)
	var cases []Hit
	for _, c := range found {
		if c.CaseID != "" {
			cases = append(cases, Hit{ID: c.CaseID})
		}
	}
	seen, err := f.seen(ctx, p, cases)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(c Completion) bool { return c.CaseID != "" && seen[c.CaseID] == 0 }), nil
}

// suggestList is the list of a sight.
func (f *Finder) suggestList(ctx context.Context, s content.Sight) (*suggestList, error) {
	return f.suggestions.get(s, f.index.Status().Mark, func() (*suggestList, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), suggestPatience)
		defer cancel()
		r, err := f.index.Search(ctx, Query{Sight: s, Page: 1, PerPage: 1, Sort: SortNewest, Count: SuggestedFacets()})
		if err != nil {
			return nil, err
		}
		b := newSuggestBuilder()
		b.terms(r.Facets, f.library.Taxonomy())
		if err := f.index.Cards(ctx, s, b.card); err != nil {
			return nil, err
		}
		return b.list(), nil
	})
}

// SuggestedFacets lists the facets whose values are suggested.
func SuggestedFacets() []Facet {
	return []Facet{
		FacetRegion, FacetProvince, FacetSector, FacetTarget, FacetInstrument, FacetBodyType, FacetDifficulty, FacetFunding,
		FacetDocType, FacetPhase, FacetEvidence,
	}
}
