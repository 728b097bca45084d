package server

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// mostSitemap is how many cases a site map names: with both languages they stay
// below the 50,000 addresses that one may have.
const mostSitemap = indexer.MaxHits

type sitemap struct {
	XMLName xml.Name       `xml:"urlset"`
	Space   string         `xml:"xmlns,attr"`
	XHTML   string         `xml:"xmlns:xhtml,attr"`
	URLs    []sitemapEntry `xml:"url"`
}

type sitemapEntry struct {
	Location  string        `xml:"loc"`
	Changed   string        `xml:"lastmod,omitempty"`
	Languages []sitemapTwin `xml:"xhtml:link"`
}

type sitemapTwin struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	URL  string `xml:"href,attr"`
}

// sitemap answers GET /sitemap.xml: the pages that visitors can read, the
// latest changed of the cases first. Without a base URL there is none.
func (s *site) sitemap(c *gin.Context) error {
	if s.BaseURL == "" {
		return fmt.Errorf("make site map without a base URL: %w", content.ErrNotFound)
	}
	m := sitemap{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml"}
	for _, path := range []string{"/", "/casi", "/atti", "/glossario", "/aiuto", "/privacy", "/accessibilita", "/crediti"} {
		m.add(s.BaseURL, path, "")
	}
	q, _, err := indexer.ParseQuery(url.Values{"sort": {string(indexer.SortUpdated)}}, content.SightVisitor, s.Library.Taxonomy())
	if err != nil {
		return err
	}
	q.PerPage = indexer.MaxPerPage
	for q.Page = 1; q.Page*q.PerPage <= mostSitemap; q.Page++ {
		a, err := s.Finder.Search(c.Request.Context(), content.Principal{Role: content.RoleVisitor}, q)
		if err != nil {
			return err
		}
		for _, h := range a.Hits {
			m.add(s.BaseURL, casePath(h.ID), h.Card.Updated)
		}
		if q.Page*q.PerPage >= a.Total {
			break
		}
	}
	return s.writeXML(c, "application/xml; charset=utf-8", m)
}

func (m *sitemap) add(base, path, changed string) {
	e := sitemapEntry{Location: base + path, Changed: changed}
	for _, lang := range []string{langIT, langEN} {
		e.Languages = append(e.Languages, sitemapTwin{"alternate", lang, base + local(lang, path)})
	}
	m.URLs = append(m.URLs, e)
}

// writeXML answers with a whole document, or not at all.
func (s *site) writeXML(c *gin.Context, contentType string, v any) error {
	b := s.buffer()
	defer s.buffers.Put(b)
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(b).Encode(v); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	s.answerBytes(c, http.StatusOK, contentType, b.Bytes())
	return nil
}

// robots answers GET /robots.txt: read the pages, but not every combination of
// filters, nor the same searches in other forms.
func (s *site) robots(c *gin.Context) error {
	text := "User-agent: *\nDisallow: /casi?\nDisallow: /en/casi?\nDisallow: /atti?\nDisallow: /en/atti?\nDisallow: /casi/*?\nDisallow: /en/casi/*?\n" +
		"Disallow: /casi.csv\nDisallow: /casi.xlsx\nDisallow: /feed.atom\nDisallow: /api/\n"
	if s.BaseURL != "" {
		text += "\nSitemap: " + s.BaseURL + "/sitemap.xml\n"
	}
	s.answerBytes(c, http.StatusOK, "text/plain; charset=utf-8", []byte(text))
	return nil
}
