package server

import (
	"net/url"
	"strconv"

	"copratica/indexer"
)

// paging fills in the links to other pages of the same search.
func (v *resultsView) paging(page *resultsPage) {
	per := v.q.PerPage
	last := (v.a.Total + v.a.Also + v.a.Fill + per - 1) / per
	// Nobody counts the cases with some of the words: a full page may have a next.
	if v.q.Some && v.q.Sort == indexer.SortRelevance && v.a.Coverage != indexer.CoverSome && len(v.a.Hits) == per {
		last = max(last, v.q.Page+1)
	}
	last = min(last, indexer.MaxHits/per)
	if last < 2 || v.q.Page > last {
		return
	}
	to := func(n int) string {
		if n < 1 || n > last {
			return ""
		}
		if n == 1 {
			return v.with("page", "")
		}
		return v.with("page", strconv.Itoa(n))
	}
	page.Prev, page.Next = to(v.q.Page-1), to(v.q.Page+1)
	gap := false
	for n := 1; n <= last; n++ {
		if n != 1 && n != last && (n < v.q.Page-2 || n > v.q.Page+2) {
			if !gap {
				page.Pages = append(page.Pages, pageLink{})
			}
			gap = true
			continue
		}
		gap = false
		page.Pages = append(page.Pages, pageLink{Label: v.w.Int(n), URL: to(n), Current: n == v.q.Page})
	}
}

// url is the address of the results for some parameters.
func (v *resultsView) url(values url.Values) string {
	values.Del("lang") // the path says it
	return address(local(v.w.Lang, v.path), values)
}

// address is a path with parameters, if there are any.
func address(path string, values url.Values) string {
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return path
}
