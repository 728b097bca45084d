package server

import (
	"embed"
	"fmt"
	"html/template"

	"github.com/gin-gonic/gin"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed openapi.yaml
var spec string

// parsePages makes each page a template set of its own: the layout with the
// file of its name.
func parsePages() (map[string]*template.Template, error) {
	pages := map[string]*template.Template{}
	for _, name := range []string{"home", "results", "case", "acttext", "glossary", "text", "error"} {
		t, err := template.ParseFS(templateFiles, "templates/layout.html", "templates/acronyms.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
		pages[name] = t
	}
	return pages, nil
}

// render answers with a page. It writes nothing when the page fails.
func (s *site) render(c *gin.Context, status int, name string, page any) error {
	return s.renderPart(c, status, name, "layout", page)
}

// renderPart answers with one of the templates of a page.
func (s *site) renderPart(c *gin.Context, status int, name, part string, page any) error {
	b := s.buffer()
	defer s.buffers.Put(b)
	if err := s.pages[name].ExecuteTemplate(b, part, page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	s.answerBytes(c, status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// A link is an address with its words. Lang is set where it leads to another language.
type link struct {
	Label string
	URL   string
	Lang  string
}

// addresses fills in the absolute addresses of a page that has one for good.
func (s *site) addresses(f *frame, path string) {
	if s.BaseURL == "" {
		return
	}
	f.Canonical = s.BaseURL + local(f.Lang, path)
	for _, lang := range []string{langIT, langEN} {
		f.Alternates = append(f.Alternates, link{Lang: lang, URL: s.BaseURL + local(lang, path)})
	}
}

// local is the address of a page, given by its Italian path, in a language.
func local(lang, path string) string {
	if lang != langEN {
		return path
	}
	if path == "/" {
		return "/en"
	}
	return "/en" + path
}

// An errorPage says what went wrong and where to go on.
type errorPage struct {
	frame
	Problem problem
}
