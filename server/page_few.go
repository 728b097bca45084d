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
	try := func(label, name, value, text string) error {
		values := v.q.Values()
		values.Del("page")
		values.Set("q", text)
		n, err := s.countFull(ctx, p, values)
		if n > v.a.Total || n > 0 && v.a.Relaxed {
			ways = append(ways, wayOut{v.w.F(label, name, value), v.url(values), v.w.N("results.cases", n)})
		}
		return err
	}
	if maybe := v.a.Suggestion; maybe != nil {
		if err := try("few.corrected", "Query", maybe.Query, maybe.Query); err != nil {
			return nil, err
		}
	}
	rest, rarest, err := s.withoutRarest(ctx, p, v)
	if err != nil {
		return nil, err
	}
	if rest != "" {
		if err := try("few.without", "Word", rarest, rest); err != nil {
			return nil, err
		}
	}
	n, relaxed, err := s.countActs(ctx, p, v.shared())
	if err != nil || n == 0 {
		return ways, err
	}
	return append(ways, v.among(inActs, v.w.N("acts.count", n), relaxed)), nil
}

// elsewhere are the messages that lead to the same search at another path, by
// how much of it is met there.
type elsewhere struct{ path, all, some, near string }

var (
	inCases = elsewhere{"/casi", "few.cases", "few.cases.some", "few.cases.near"}
	inActs  = elsewhere{"/atti", "few.acts", "few.acts.some", "few.acts.near"}
)

// among is the same search at another path, which finds so much there.
func (v *resultsView) among(there elsewhere, count string, relaxed bool) wayOut {
	label := there.all
	switch {
	case relaxed && v.nearAmount(v.a.Reading):
		label = there.near
	case relaxed:
		label = there.some
	}
	return wayOut{v.w.T(label), address(local(v.w.Lang, there.path), v.shared()), count}
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
	n, relaxed, err := s.countCases(ctx, p, values)
	if err != nil || relaxed {
		return 0, err
	}
	return n, nil
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
