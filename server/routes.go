package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

const (
	routeFile = "/casi/:id/allegati/:file"
	apiPrefix = "/api/"
	apiRoot   = "/api/v1"
)

// A handler answers a request, or says why it could not and has written nothing.
type handler func(*gin.Context) error

// routes lists every address of the site.
func (s *site) routes(e *gin.Engine) {
	for _, prefix := range []string{"", "/en"} {
		home := prefix
		if home == "" {
			home = "/"
		}
		s.get(e, home, s.home)
		s.get(e, prefix+"/casi", s.results)
		s.get(e, prefix+"/atti", s.acts)
		s.get(e, prefix+routeFile+"/testo", s.actText)
		s.get(e, prefix+"/casi/:id", s.casePage)
		s.get(e, prefix+"/casi/", s.withoutSlash)
		s.get(e, prefix+"/glossario", s.glossaryPage)
		for _, text := range textNames {
			s.get(e, prefix+"/"+text.name, s.text(text.name, text.title))
		}
	}
	s.get(e, "/en/", s.withoutSlash)
	s.get(e, routeFile, s.file)
	s.get(e, routeFile+"/anteprima", s.preview)
	s.get(e, "/casi/:id/cita.bib", s.citeFile("bib", "application/x-bibtex; charset=utf-8", bibtex))
	s.get(e, "/casi/:id/cita.ris", s.citeFile("ris", "application/x-research-info-systems; charset=utf-8", ris))
	s.get(e, assetRoot+":name", s.asset)

	s.get(e, "/feed.atom", s.feed)
	s.get(e, "/casi.csv", s.exportCSV)
	s.get(e, "/casi.xlsx", s.exportXLSX)
	s.get(e, "/sitemap.xml", s.sitemap)
	s.get(e, "/robots.txt", s.robots)

	s.get(e, apiRoot+"/cases", s.apiCases)
	s.get(e, apiRoot+"/cases/:id", s.apiCase)
	s.get(e, apiRoot+"/cases/:id/similar", s.apiSimilar)
	e.POST(apiRoot+"/cases", s.handle(s.apiCreate))
	e.PUT(apiRoot+"/cases/:id", s.handle(s.apiReplace))
	e.DELETE(apiRoot+"/cases/:id", s.handle(s.apiWithdraw))
	s.get(e, apiRoot+"/passages", s.apiPassages)
	s.get(e, apiRoot+"/searches/missed", s.apiMissed)
	s.get(e, apiRoot+"/suggest", s.apiSuggest)
	s.get(e, apiRoot+"/taxonomy", s.apiTaxonomy)
	s.get(e, apiRoot+"/openapi.yaml", s.apiSpec)

	s.get(e, "/healthz", s.healthz)
	s.get(e, "/readyz", s.readyz)

	e.NoRoute(s.handle(func(*gin.Context) error { return errNoPage }))
	e.NoMethod(s.handle(func(*gin.Context) error { return errMethod }))
}

// get registers h for GET and for HEAD, which net/http answers without the body.
func (s *site) get(e *gin.Engine, path string, h handler) {
	e.GET(path, s.handle(h))
	e.HEAD(path, s.handle(h))
}

// handle makes a gin handler of h; its errors are answered in one place.
func (s *site) handle(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	}
}

// param is a path parameter, unescaped once: gin hands it on as it stands in
// the escaped path when there is one, else already plain.
func param(c *gin.Context, name string) string {
	v := c.Param(name)
	if c.Request.URL.RawPath == "" {
		return v
	}
	if plain, err := url.PathUnescape(v); err == nil {
		return plain
	}
	return v
}

// withoutSlash sends to the same address without its final slash.
func (s *site) withoutSlash(c *gin.Context) error {
	to := url.URL{Path: strings.TrimSuffix(c.FullPath(), "/"), RawQuery: c.Request.URL.RawQuery}
	c.Redirect(http.StatusMovedPermanently, to.String())
	return nil
}

// isAPI reports whether the request wants JSON whatever happens.
func isAPI(c *gin.Context) bool { return strings.HasPrefix(c.Request.URL.Path, apiPrefix) }
