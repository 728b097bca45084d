package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// homePage says what this is and offers ways in.
type homePage struct {
	frame
	Total  int
	Newest []hit
	Doors  []door
}

// A door is a facet with its fullest values, each a search.
type door struct {
	Name  string
	Label string
	Links []doorLink
}

type doorLink struct{ Label, URL, Count string }

const (
	homeNewest = 6
	doorLinks  = 8
)

// home answers GET /.
func (s *site) home(c *gin.Context) error {
	p := s.principal(c)
	w := s.wordsOf(c)
	tax := s.Library.Taxonomy()
	q, _, err := indexer.ParseQuery(url.Values{"sort": {string(indexer.SortNewest)}}, p.Sight(), tax)
	if err != nil {
		return err
	}
	q.Lang, q.PerPage = w.Lang, homeNewest
	q.Count = []indexer.Facet{indexer.FacetSector, indexer.FacetRegion, indexer.FacetInstrument}
	a, err := s.search(c, p, q)
	if err != nil {
		return err
	}
	page := &homePage{frame: s.frame(c, w, w.T("home.title")), Total: a.Total}
	page.Description = w.T("home.lead")
	s.addresses(&page.frame, "/")
	for _, h := range a.Hits {
		page.Newest = append(page.Newest, hit{
			Title: []indexer.Span{{Text: h.Card.Title}},
			URL:   local(w.Lang, casePath(h.ID)),
			Meta:  page.meta(tax, h.Card),
		})
	}
	for _, f := range q.Count {
		if d := newDoor(w, tax, f, a.Facets[f]); len(d.Links) > 0 {
			page.Doors = append(page.Doors, d)
		}
	}
	return s.render(c, http.StatusOK, "home", page)
}

func newDoor(w *words, tax *content.Taxonomy, f indexer.Facet, counts []indexer.FacetCount) door {
	d := door{Name: string(f), Label: w.T("facet." + string(f))}
	for _, n := range counts {
		if n.Value == indexer.Unknown || len(d.Links) == doorLinks {
			continue
		}
		d.Links = append(d.Links, doorLink{
			Label: indexer.Label(f, n.Value, w.Lang, tax),
			URL:   facetURL(w, f, n.Value),
			Count: w.Int(n.Count),
		})
	}
	return d
}

// facetURL is the address of all cases with one value.
func facetURL(w *words, f indexer.Facet, value string) string {
	return local(w.Lang, "/casi") + "?" + url.Values{string(f): {value}}.Encode()
}
