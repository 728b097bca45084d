package server

import (
	"context"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

const (
	// fewCases is up to how many cases are few, fewWords how many words are
	// tried without, nearestCases how many of a sector or region are shown.
	fewCases, fewWords, nearestCases = 2, 6, 3
)

// nearest are cases of the sector or region that a search without results asks for.
type nearest struct {
	Title string
	Cases []link
}

// fewer are other searches, with how much they find, where this one finds
// nothing, few cases, or none with all words: the corrected one, the one
// without its rarest word, and the one among acts.
func (s *site) fewer(ctx context.Context, p content.Principal, v *resultsView) ([]wayOut, error) {
	if v.q.Text == "" || v.q.Page > 1 || v.a.Total > fewCases && !v.a.Relaxed {
		return nil, nil
	}
	var ways []wayOut
	inFull := func(text string) (url.Values, int, error) {
		values := v.q.Values()
		values.Del("page")
		values.Set("q", text)
		n, err := s.countFull(ctx, p, values)
		return values, n, err
	}
	if maybe := v.a.Suggestion; maybe != nil {
		values, n, err := inFull(maybe.Query)
		if err != nil {
			return nil, err
		}
		if n > v.a.Total || n > 0 && v.a.Relaxed {
			ways = append(ways, wayOut{v.w.F("few.corrected", "Query", maybe.Query), v.url(values), v.w.N("results.cases", n)})
		}
	}
	rest, rarest, err := s.withoutRarest(ctx, p, v)
	if err != nil {
		return nil, err
	}
	if rest != "" {
		values, n, err := inFull(rest)
		if err != nil {
			return nil, err
		}
		if n > v.a.Total || n > 0 && v.a.Relaxed {
			ways = append(ways, wayOut{v.w.F("few.without", "Word", rarest), v.url(values), v.w.N("results.cases", n)})
		}
	}
	acts, err := s.amongActs(ctx, p, v)
	if err != nil || acts == nil {
		return ways, err
	}
	return append(ways, *acts), nil
}

// amongActs is the same search among acts, and says how much of it they meet;
// nil if none meets any.
func (s *site) amongActs(ctx context.Context, p content.Principal, v *resultsView) (*wayOut, error) {
	n, relaxed, err := s.countActs(ctx, p, v.shared())
	if err != nil || n == 0 {
		return nil, err
	}
	label := "few.acts"
	switch {
	case relaxed && v.nearAmount(v.a.Reading):
		label = "few.acts.near"
	case relaxed:
		label = "few.acts.some"
	}
	return &wayOut{v.w.T(label), address(local(v.w.Lang, "/atti"), v.shared()), v.w.N("acts.count", n)}, nil
}

// amongCases is the same search among cases, and says how much of it they meet;
// nil if none meets any.
func (s *site) amongCases(ctx context.Context, p content.Principal, v *resultsView) (*wayOut, error) {
	q, _, err := indexer.ParseQuery(v.shared(), p.Sight(), s.Library.Taxonomy())
	if err != nil {
		return nil, err
	}
	q.PerPage = 1
	a, err := s.Finder.Search(ctx, p, q)
	if err != nil || a.Total == 0 {
		return nil, err
	}
	label := "few.cases"
	switch {
	case a.Relaxed && v.nearAmount(a.Reading):
		label = "few.cases.near"
	case a.Relaxed:
		label = "few.cases.some"
	}
	return &wayOut{v.w.T(label), address(local(v.w.Lang, "/casi"), v.shared()), v.w.N("results.cases", a.Total)}, nil
}

// helpful is a suggested search if it finds anything, else nil.
func (v *resultsView) helpful(maybe *indexer.Suggestion, count counter) (*indexer.Suggestion, error) {
	if maybe == nil {
		return nil, nil
	}
	values := v.q.Values()
	values.Del("page")
	values.Set("q", maybe.Query)
	n, err := count(values)
	if err != nil || n == 0 {
		return nil, err
	}
	return maybe, nil
}

// countFull says how many cases have all words of a search.
func (s *site) countFull(ctx context.Context, p content.Principal, values url.Values) (int, error) {
	q, _, err := indexer.ParseQuery(values, p.Sight(), s.Library.Taxonomy())
	if err != nil {
		return 0, err
	}
	q.PerPage = 1
	a, err := s.Finder.Search(ctx, p, q)
	if err != nil || a.Relaxed {
		return 0, err
	}
	return a.Total, nil
}

// withoutRarest is the text without the word that the fewest cases have, and
// that word; "" where a search has fewer than two words, or too many.
func (s *site) withoutRarest(ctx context.Context, p content.Principal, v *resultsView) (rest, rarest string, err error) {
	counted := v.q.Expr.Counted()
	if len(counted) < 2 || len(counted) > fewWords {
		return "", "", nil
	}
	least, at := -1, -1
	for _, i := range counted {
		values := v.q.Values()
		values.Del("page")
		values.Set("q", v.q.Expr[i].String())
		n, err := s.countFull(ctx, p, values)
		if err != nil {
			return "", "", err
		}
		if at < 0 || n < least {
			least, at = n, i
		}
	}
	return slices.Concat(v.q.Expr[:at], v.q.Expr[at+1:]).String(), v.q.Expr[at].String(), nil
}

// nearest are the cases of the chosen sector, else region, that have most of
// the words, or the newest; nil if neither is chosen or named.
func (s *site) nearest(c *gin.Context, p content.Principal, v *resultsView) (*nearest, error) {
	for _, f := range []indexer.Facet{indexer.FacetSector, indexer.FacetRegion} {
		values := v.q.Filters[f]
		for _, n := range v.named {
			if n.Facet == f {
				values = []string{n.Value}
			}
		}
		if len(values) == 0 {
			continue
		}
		q := v.q
		q.Filters = map[indexer.Facet][]string{f: values}
		q.From, q.To, q.Some, q.Page, q.PerPage, q.Count = 0, 0, true, 1, nearestCases, nil
		a, err := s.search(c, p, q)
		if err != nil {
			return nil, err
		}
		if len(a.Hits) == 0 {
			q.Text, q.Expr, q.Sort = "", nil, indexer.SortNewest
			if a, err = s.search(c, p, q); err != nil {
				return nil, err
			}
		}
		if len(a.Hits) == 0 {
			continue
		}
		label := indexer.Label(f, values[0], v.w.Lang, v.tax)
		out := &nearest{Title: v.w.F("few.nearest", "Filter", v.w.T("facet."+string(f)), "Value", label)}
		for _, h := range a.Hits {
			out.Cases = append(out.Cases, link{Label: h.Card.Title, URL: local(v.w.Lang, casePath(h.ID))})
		}
		return out, nil
	}
	return nil, nil
}
