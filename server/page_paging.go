package server

import (
	"net/url"
	"strconv"

	"copratica/indexer"
)

// empty says why there is nothing, and what to try.
func (v *resultsView) empty() (string, []link) {
	if v.a.Total > 0 {
		return v.w.T("empty.past"), []link{{Label: v.w.T("empty.first"), URL: v.with("page", "")}}
	}
	var links []link
	if len(v.q.Filters) > 0 || v.q.From > 0 || v.q.To > 0 {
		links = append(links, link{Label: v.w.T("filters.clear"), URL: v.unfiltered()})
	}
	links = append(links, link{Label: v.w.T("empty.everything"), URL: local(v.w.Lang, "/casi")})
	if v.q.Text == "" {
		return v.w.T("empty.filters"), links
	}
	return v.w.T("empty.words"), links
}

// paging fills in the links to other pages of the same search.
func (v *resultsView) paging(page *resultsPage) {
	per := v.q.PerPage
	last := (v.a.Total + v.a.Also + per - 1) / per
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
	to := local(v.w.Lang, "/casi")
	if len(values) > 0 {
		to += "?" + values.Encode()
	}
	return to
}
