package server

import (
	"encoding/xml"
	"time"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// feedEntries is how many cases a feed tells of.
const feedEntries = 50

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	URL  string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Summary    string         `xml:"summary,omitempty"`
	Categories []atomCategory `xml:"category"`
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// feed answers GET /feed.atom: the cases of any search, the latest changed
// first. Order and page of the search do not matter here. Without a base URL
// ids are names (tag:) and links are relative.
func (s *site) feed(c *gin.Context) error {
	p, w := s.principal(c), s.wordsOf(c)
	q, notices, err := s.query(c, p)
	if err != nil {
		return err
	}
	if err := indexer.Refuse(notices); err != nil {
		return err
	}
	if q.Lang == langEN {
		w = s.words[langEN]
	}
	q.Sort, q.Page, q.PerPage, q.Some = indexer.SortUpdated, 1, feedEntries, false
	a, err := s.search(c, p, q)
	if err != nil {
		return err
	}
	return s.writeXML(c, "application/atom+xml; charset=utf-8", s.atom(w, a))
}

func (s *site) atom(w *words, a indexer.Answer) atomFeed {
	values := searchValues(a.Query)
	delete(values, "sort")
	title := w.T("feed.title")
	if a.Query.Text != "" {
		title = w.F("feed.title.query", "Query", a.Query.Text)
	}
	self := map[string][]string{}
	for k, v := range values {
		self[k] = v
	}
	if w.Lang == langEN {
		self["lang"] = []string{langEN}
	}
	f := atomFeed{
		Lang: w.Lang, ID: s.name(address("/feed.atom", self)), Title: title, Subtitle: w.T("site.claim"),
		Updated: timestamp(""), Author: atomPerson{w.T("site.name")},
		Links: []atomLink{
			{"self", "application/atom+xml", s.BaseURL + address("/feed.atom", self)},
			{"alternate", "text/html", s.BaseURL + address(local(w.Lang, "/casi"), values)},
		},
	}
	if s.Owner != "" {
		f.Author.Name = s.Owner
	}
	tax := s.Library.Taxonomy()
	for i, h := range a.Hits {
		e := atomEntry{
			ID: s.name(casePath(h.ID)), Title: h.Card.Title, Updated: timestamp(content.Date(h.Card.Updated)),
			Links:   []atomLink{{"alternate", "text/html", s.BaseURL + local(w.Lang, casePath(h.ID))}},
			Summary: h.Card.Summary,
		}
		for _, slug := range h.Card.Sectors {
			e.Categories = append(e.Categories, atomCategory{slug, indexer.Label(indexer.FacetSector, slug, w.Lang, tax)})
		}
		if i == 0 {
			f.Updated = e.Updated
		}
		f.Entries = append(f.Entries, e)
	}
	return f
}

// name is the permanent id of a path.
func (s *site) name(path string) string {
	if s.BaseURL != "" {
		return s.BaseURL + path
	}
	return "tag:copratica.invalid,2026:" + path
}

// timestamp is a day as Atom writes times; the epoch for no day.
func timestamp(d content.Date) string {
	t := d.Time()
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format(time.RFC3339)
}
