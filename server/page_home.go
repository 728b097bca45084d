package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// homePage says what this is and offers ways in.
type homePage struct {
	frame
	Total    int
	Size     string // how many cases, from how many regions
	Examples []link
	Doors    []doorCard
	Lists    []caseList
	Topics   []topic
}

// A doorCard is a step with the questions that find something here.
type doorCard struct {
	ID, Label, Lead string
	Questions       []doorLink
}

// A caseList is a few cases under a heading, and the way to all of them.
type caseList struct {
	ID, Label, URL string
	Hits           []hit
}

// A topic is a facet with its fullest values, each a search.
type topic struct {
	Name, Label string
	Links       []doorLink
}

type doorLink struct{ Label, URL, Count string }

const (
	homeTold    = 4
	homeNewest  = 6
	homeUpdated = 4
	topicLinks  = 12
)

// home answers GET /.
func (s *site) home(c *gin.Context) error {
	p, w := s.principal(c), s.wordsOf(c)
	page := &homePage{frame: s.frame(c, w, w.T("home.title"))}
	page.Description = w.T("home.lead")
	page.Feed = "/feed.atom"
	if w.Lang == langEN {
		page.Feed += "?lang=en"
	}
	s.addresses(&page.frame, "/")
	a, err := s.homeList(c, p, page, "home.newest", "sort=newest", homeNewest, indexer.FacetSector, indexer.FacetRegion)
	if err != nil {
		return err
	}
	page.Total = a.Total
	if page.Total == 0 {
		return s.render(c, http.StatusOK, "home", page)
	}
	if _, err := s.homeList(c, p, page, "home.told", "has=outcomes&has=lessons&sort=updated", homeTold); err != nil {
		return err
	}
	if _, err := s.homeList(c, p, page, "home.updated", "sort=updated", homeUpdated); err != nil {
		return err
	}
	for _, f := range []indexer.Facet{indexer.FacetSector, indexer.FacetRegion} {
		page.Topics = append(page.Topics, newTopic(w, s.Library.Taxonomy(), f, a.Facets[f]))
	}
	page.Size = w.F("home.size", "Cases", w.N("results.cases", a.Total), "Regions", w.N("home.regions", named(a.Facets[indexer.FacetRegion])))
	for _, q := range []string{"emporio solidale", `"dopo di noi"`, "senza dimora"} {
		page.Examples = append(page.Examples, link{Label: q, URL: page.Cases + "?" + url.Values{"q": {q}}.Encode()})
	}
	if page.Doors, err = s.doorCards(c, p, page.frame); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "home", page)
}

// homeList adds the first cases of a search to the page, if it has any.
func (s *site) homeList(c *gin.Context, p content.Principal, page *homePage, heading, search string, n int, count ...indexer.Facet) (indexer.Answer, error) {
	tax := s.Library.Taxonomy()
	values, err := url.ParseQuery(search)
	if err != nil {
		return indexer.Answer{}, err
	}
	q, _, err := indexer.ParseQuery(values, p.Sight(), tax)
	if err != nil {
		return indexer.Answer{}, err
	}
	q.Lang, q.PerPage, q.Count = page.Lang, n, count
	a, err := s.search(c, p, q)
	if err != nil {
		return a, err
	}
	list := caseList{ID: strings.TrimPrefix(heading, "home."), Label: page.T(heading), URL: page.Cases + "?" + search}
	for _, h := range a.Hits {
		list.Hits = append(list.Hits, hit{
			Title:    []indexer.Span{{Text: h.Card.Title}},
			URL:      local(page.Lang, casePath(h.ID)),
			Meta:     page.meta(tax, h.Card),
			Extracts: []extract{{Spans: []indexer.Span{{Text: h.Card.Summary}}}},
			Tags:     tags(page.words, tax, h.Card),
		})
	}
	if len(list.Hits) > 0 {
		page.Lists = append(page.Lists, list)
	}
	return a, nil
}

// doorCards are the doors with the questions that find something.
func (s *site) doorCards(c *gin.Context, p content.Principal, f frame) ([]doorCard, error) {
	var cards []doorCard
	for _, d := range s.doors {
		card := doorCard{ID: d.ID, Label: d.In(f.Lang), Lead: said{d.LeadIT, d.LeadEN}.In(f.Lang)}
		for _, q := range d.Questions {
			n, err := s.tally(c.Request.Context(), p, q.Search)
			if err != nil {
				return nil, err
			}
			if n > 0 {
				card.Questions = append(card.Questions, doorLink{q.In(f.Lang), f.Cases + "?" + q.Search, f.N("results.cases", n)})
			}
		}
		if len(card.Questions) > 0 {
			cards = append(cards, card)
		}
	}
	return cards, nil
}

func newTopic(w *words, tax *content.Taxonomy, f indexer.Facet, counts []indexer.FacetCount) topic {
	t := topic{Name: string(f), Label: w.T("facet." + string(f))}
	for _, n := range counts {
		if n.Value == indexer.Unknown || len(t.Links) == topicLinks {
			continue
		}
		t.Links = append(t.Links, doorLink{
			Label: indexer.Label(f, n.Value, w.Lang, tax),
			URL:   facetURL(w, f, n.Value),
			Count: w.Int(n.Count),
		})
	}
	return t
}

// named is how many values of a facet have cases, not knowing aside.
func named(counts []indexer.FacetCount) int {
	n := 0
	for _, v := range counts {
		if v.Value != indexer.Unknown && v.Count > 0 {
			n++
		}
	}
	return n
}

// facetURL is the address of all cases with one value.
func facetURL(w *words, f indexer.Facet, value string) string {
	return local(w.Lang, "/casi") + "?" + url.Values{string(f): {value}}.Encode()
}
