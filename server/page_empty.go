package server

import (
	"context"
	"net/url"
	"slices"

	"copratica/content"
	"copratica/indexer"
)

// A wayOut is a search that finds something where this one finds nothing.
type wayOut struct {
	Label, URL, Count string
}

// counter says how many cases a search with other parameters finds.
type counter func(url.Values) (int, error)

// counts is a counter of cases.
func (s *site) counts(ctx context.Context, p content.Principal) counter {
	return func(values url.Values) (int, error) {
		n, _, err := s.countCases(ctx, p, values)
		return n, err
	}
}

// countCases says how many cases a search finds, and whether they lack a part of it.
func (s *site) countCases(ctx context.Context, p content.Principal, values url.Values) (n int, relaxed bool, err error) {
	q, _, err := indexer.ParseQuery(values, p.Sight(), s.Library.Taxonomy())
	if err != nil {
		return 0, false, err
	}
	q.PerPage = 1
	a, err := s.Finder.Search(ctx, p, q)
	return a.Total, a.Relaxed, err
}

// empty says why there is nothing, and what to try: only searches that find
// something, with how much.
func (v *resultsView) empty(count counter) (string, []wayOut, error) {
	if v.a.Total > 0 {
		return v.w.T("empty.past"), []wayOut{{Label: v.w.T("empty.first"), URL: v.with("page", "")}}, nil
	}
	var ways []wayOut
	try := func(label string, values url.Values) error {
		values.Del("page")
		n, err := count(values)
		if err == nil && n > 0 {
			ways = append(ways, wayOut{label, v.url(values), v.w.N(v.nouns.count, n)})
		}
		return err
	}
	filters := 0
	for _, f := range append([]indexer.Facet{indexer.FacetKind}, indexer.Facets()...) {
		if len(v.q.Filters[f]) == 0 {
			continue
		}
		filters++
		values := v.q.Values()
		values.Del(string(f))
		if err := try(v.w.F("empty.without", "Filter", v.w.T("facet."+string(f))), values); err != nil {
			return "", nil, err
		}
	}
	if v.q.From > 0 || v.q.To > 0 {
		filters++
		values := v.q.Values()
		values.Del("from")
		values.Del("to")
		if err := try(v.w.T("empty.years"), values); err != nil {
			return "", nil, err
		}
	}
	if filters > 1 || filters == 1 && len(ways) == 0 {
		if err := try(v.w.T("filters.clear"), v.kept()); err != nil {
			return "", nil, err
		}
	}
	if err := v.withoutTyped(try); err != nil {
		return "", nil, err
	}
	if v.q.Text != "" && filters > 0 {
		values := v.q.Values()
		values.Del("q")
		if err := try(v.w.T("empty.filters.only"), values); err != nil {
			return "", nil, err
		}
	}
	ways = append(ways, wayOut{Label: v.w.T(v.nouns.everything), URL: local(v.w.Lang, v.path)})
	if v.q.Text == "" {
		return v.w.T(v.nouns.filters), ways, nil
	}
	return v.w.T(v.nouns.words), ways, nil
}

// noActs says why there are no acts, and what to try: the same words among cases as well.
func (s *site) noActs(ctx context.Context, p content.Principal, v *resultsView) (string, []wayOut, error) {
	text, ways, err := v.empty(s.countsOfActs(ctx, p))
	if err != nil || v.a.Total > 0 || v.words() == 0 {
		return text, ways, err
	}
	n, relaxed, err := s.countCases(ctx, p, v.shared())
	if err != nil || n == 0 {
		return text, ways, err
	}
	cases := v.among(inCases, v.w.N("results.cases", n), relaxed)
	return text, slices.Insert(ways, len(ways)-1, cases), nil // the last one leads to everything
}

// withoutTyped tries the search without each thing that was typed to narrow it.
func (v *resultsView) withoutTyped(try func(label string, values url.Values) error) error {
	for i, clause := range v.q.Expr {
		if !clause.Not && clause.Kind != indexer.KindFilter {
			continue
		}
		values := v.q.Values()
		values.Del("q")
		if rest := slices.Concat(v.q.Expr[:i], v.q.Expr[i+1:]).String(); rest != "" {
			values.Set("q", rest)
		}
		if err := try(v.w.F("few.without", "Word", clause.String()), values); err != nil {
			return err
		}
	}
	return nil
}
