package indexer

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"copratica/content"
	"copratica/indexer/italian"
)

// places are the names of municipalities and ambiti that the cases of one sight
// give.
type places struct {
	names  map[Facet][]string          // the most frequent first
	folded map[Facet]map[string]string // names by how they are folded
	book   nameBook
}

// mostNearest is for how many names that none has the nearest one is looked for.
const mostNearest = 3

// Propose finds the filters that the words of q name, as Proposer does, and the
// places that cases in p's sight give.
func (f *Finder) Propose(ctx context.Context, p content.Principal, q Query) ([]Proposal, error) {
	if !slices.ContainsFunc(q.Expr, mayMean) {
		return nil, nil
	}
	known, err := f.placesOf(ctx, p.Sight())
	if err != nil {
		return nil, fmt.Errorf("propose filters: %w", err)
	}
	return f.proposer.propose(q, known.book), nil
}

// KnownPlaces writes the names of places that q filters by as cases in p's sight
// do. A name that none has gives a Notice and is left out.
func (f *Finder) KnownPlaces(ctx context.Context, p content.Principal, q Query) (Query, []Notice, error) {
	if !slices.ContainsFunc(NameFacets(), func(n Facet) bool { return len(q.Filters[n]) > 0 }) {
		return q, nil, nil
	}
	known, err := f.placesOf(ctx, p.Sight())
	if err != nil {
		return q, nil, fmt.Errorf("know places: %w", err)
	}
	var notices []Notice
	q.Filters = maps.Clone(q.Filters)
	for _, n := range NameFacets() {
		var kept []string
		for _, value := range q.Filters[n] {
			if name := known.named(n, value); name != "" {
				kept = append(kept, name)
			} else {
				nearest := ""
				if len(notices) < mostNearest {
					nearest = content.NearestName(value, known.names[n])
				}
				notices = append(notices, Notice{string(n), shortened(value), nearest})
			}
		}
		slices.Sort(kept)
		if q.Filters[n] = slices.Compact(kept); len(kept) == 0 {
			delete(q.Filters, n)
		}
	}
	return q, notices, nil
}

// placesOf are the places of a sight.
func (f *Finder) placesOf(ctx context.Context, s content.Sight) (*places, error) {
	return f.places.get(s, f.index.Status().Mark, func() (*places, error) {
		r, err := f.index.Search(ctx, Query{Sight: s, Page: 1, PerPage: 1, Sort: SortNewest, Count: NameFacets()})
		if err != nil {
			return nil, err
		}
		return f.proposer.places(r.Facets), nil
	})
}

// places are those that are counted. The ambito of a whole region is no other
// name for that.
func (p *Proposer) places(counts map[Facet][]FacetCount) *places {
	isRegion := func(c choice) bool { return c.facet == FacetRegion }
	out := &places{names: map[Facet][]string{}, folded: map[Facet]map[string]string{}}
	for _, f := range NameFacets() {
		out.folded[f] = map[string]string{}
		for _, n := range counts[f] {
			if n.Value == Unknown || n.Count == 0 {
				continue
			}
			out.names[f] = append(out.names[f], n.Value)
			if key := folded(n.Value); out.folded[f][key] == "" {
				out.folded[f][key] = n.Value
			}
			out.book.add(n.Value, choice{f, n.Value})
			if place := ambitoOf(n.Value); f == FacetAmbito && !slices.ContainsFunc(p.names.choices[folded(place)], isRegion) {
				out.book.add(place, choice{f, n.Value})
			}
		}
	}
	return out
}

// named is the name that a value of a facet stands for, whatever its accents and
// case; "" if there is none. Unknown is one.
func (p *places) named(f Facet, value string) string {
	if value == Unknown || slices.Contains(p.names[f], value) {
		return value
	}
	if typed := folded(value); typed != "" {
		return p.folded[f][typed]
	}
	return ""
}

// ambitoWords are what the names of ambiti begin with, before that of a place.
var ambitoWords = strings.Fields("ambito ats distretto distrettuale plus sociale sociosanitario territoriale zona")

// ambitoOf is the place in the name of an ambito: "Termoli" in "ATS n. 3 di
// Termoli"; "" if its name says nothing but that it is one.
func ambitoOf(name string) string {
	tokens := italian.Analyze(name)
	if len(tokens) == 0 || !slices.Contains(ambitoWords, tokens[0].Exact) {
		return ""
	}
	for _, t := range tokens {
		number := strings.ContainsFunc(t.Exact, unicode.IsDigit)
		if t.Stem != "" && !number && t.Exact != "n" && !slices.Contains(ambitoWords, t.Exact) {
			return name[t.Start:]
		}
	}
	return ""
}
