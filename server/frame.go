package server

import (
	"html/template"
	"strings"

	"github.com/gin-gonic/gin"
)

// A frame is what stands around the content of every page.
type frame struct {
	*words
	Title       string
	Description string
	OGType      string // of Open Graph: "website", or "article" for a case
	Canonical   string // absolute; "" without a base URL
	Alternates  []link // the page in each language, absolute
	Other       link   // the same page in the other language
	Prev, Next  string // pages of a list; "" for none
	Feed        string // the page as a feed; "" for none
	Home        string
	Cases       string
	ActsPath    string
	Glossary    string
	Help        string
	Sought      string // the words in the search box of the header
	Search      string // what that box is for; "" where the page has its own
	Menu        []menuItem
	Footer      []link
	Rebuilding  bool
	assets      assets
}

// A menuItem is a part of the site; Current is as in aria-current.
type menuItem struct{ Label, URL, Current string }

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
	f := frame{
		words:      w,
		Title:      title,
		OGType:     "website",
		Home:       local(w.Lang, "/"),
		Cases:      local(w.Lang, "/casi"),
		ActsPath:   local(w.Lang, "/atti"),
		Glossary:   local(w.Lang, "/glossario"),
		Help:       local(w.Lang, "/aiuto"),
		Rebuilding: s.Finder.Status().Rebuilding,
		Other:      link{Label: other.T("site.language"), URL: local(other.Lang, here) + query, Lang: other.Lang},
		assets:     s.assets,
	}
	if here != "/" && here != "/casi" && here != "/atti" { // which have a larger one
		f.Search = w.T("search.label")
	}
	f.menu(here)
	return f
}

// menu fills in the menu and the foot of the page at a path.
func (f *frame) menu(here string) {
	for _, item := range []struct{ key, path string }{
		{"menu.cases", "/casi"},
		{"menu.acts", "/atti"},
		{"menu.glossary", "/glossario"},
		{"menu.help", "/aiuto"},
	} {
		m := menuItem{Label: f.T(item.key), URL: local(f.Lang, item.path)}
		switch {
		case here == item.path:
			m.Current = "page"
		case strings.HasPrefix(here, item.path+"/"):
			m.Current = "true"
		}
		f.Menu = append(f.Menu, m)
	}
	for _, item := range []struct{ key, path string }{
		{"menu.glossary", "/glossario"},
		{"menu.help", "/aiuto"},
		{"footer.privacy", "/privacy"},
		{"footer.accessibility", "/accessibilita"},
		{"footer.credits", "/crediti"},
	} {
		f.Footer = append(f.Footer, link{Label: f.T(item.key), URL: local(f.Lang, item.path)})
	}
}

// Style is the address of the style sheet.
func (f frame) Style() string { return f.assets.byName["style.css"] }

// Script is the address of the script.
func (f frame) Script() string { return f.assets.byName["script.js"] }

// Font is the address of the font that most of the text is set in.
func (f frame) Font() string { return f.assets.byName["titillium-regular.woff2"] }

// Favicon is the address of the site's sign.
func (f frame) Favicon() string { return f.assets.byName["favicon.svg"] }

// Map is the address of the shapes of the regions: ids r01 to r20 by ISTAT
// code, in a view box of 610 by 793.
func (f frame) Map() string { return f.assets.byName["italia.svg"] }

// Notice is the address of the licences of what pages load.
func (f frame) Notice() string { return f.assets.byName["NOTICE.txt"] }

// Icon is the drawing of a name, one that the build found in a template.
func (f frame) Icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="` + // both are ours
		template.HTMLEscapeString(f.assets.byName["icons.svg"]+"#it-"+name) + `"/></svg>`)
}
