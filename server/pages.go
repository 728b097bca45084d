package server

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed web/style.css
var webFiles embed.FS

//go:embed openapi.yaml
var spec string

// parsePages makes each page a template set of its own: the layout with the
// file of its name.
func parsePages() (map[string]*template.Template, error) {
	pages := map[string]*template.Template{}
	for _, name := range []string{"home", "results", "case", "error"} {
		t, err := template.ParseFS(templateFiles, "templates/layout.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
		pages[name] = t
	}
	return pages, nil
}

// render answers with a page. It writes nothing when the page fails.
func (s *site) render(c *gin.Context, status int, name string, page any) error {
	b := s.buffer()
	defer s.buffers.Put(b)
	if err := s.pages[name].ExecuteTemplate(b, "layout", page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// A link is an address with its words. Lang is set where it leads to another language.
type link struct {
	Label string
	URL   string
	Lang  string
}

// A frame is what stands around the content of every page.
type frame struct {
	*words
	Title       string
	Description string
	Canonical   string // absolute; "" without a base URL
	Alternates  []link // the page in each language, absolute
	Other       link   // the same page in the other language
	Prev, Next  string // pages of a list; "" for none
	Home        string
	Cases       string
	InCases     bool // the page belongs to the cases
	AtCases     bool // the page is the list of cases
	Style       string
	Rebuilding  bool
}

// frame makes the frame of the page that c asks for.
func (s *site) frame(c *gin.Context, w *words, title string) frame {
	here, query := "/", ""
	if known := c.FullPath(); known != "" && known != routeFile { // else there is no twin
		here = strings.TrimPrefix(c.Request.URL.EscapedPath(), local(w.Lang, "/"))
		here = "/" + strings.TrimPrefix(here, "/")
		if c.Request.URL.RawQuery != "" {
			query = "?" + c.Request.URL.RawQuery
		}
	}
	other := s.words[langEN]
	if w.Lang == langEN {
		other = s.words[langIT]
	}
	return frame{
		words:      w,
		Title:      title,
		Home:       local(w.Lang, "/"),
		Cases:      local(w.Lang, "/casi"),
		InCases:    here == "/casi" || strings.HasPrefix(here, "/casi/"),
		AtCases:    here == "/casi",
		Style:      s.style.path,
		Rebuilding: s.Finder.Status().Rebuilding,
		Other:      link{Label: other.T("site.language"), URL: local(other.Lang, here) + query, Lang: other.Lang},
	}
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

// An asset is an embedded file under a name that changes with its bytes.
type asset struct {
	path string
	kind string
	body []byte
}

func loadAsset(name string) (asset, error) {
	body, err := webFiles.ReadFile(name)
	if err != nil {
		return asset{}, fmt.Errorf("load asset: %w", err)
	}
	sum := sha256.Sum256(body)
	base, ext := strings.TrimSuffix(path.Base(name), path.Ext(name)), path.Ext(name)
	return asset{
		path: "/assets/" + base + "." + hex.EncodeToString(sum[:6]) + ext,
		kind: "text/css; charset=utf-8",
		body: body,
	}, nil
}

func (s *site) asset(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Data(http.StatusOK, s.style.kind, s.style.body)
	return nil
}
