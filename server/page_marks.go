package server

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copratica/content"
	"copratica/indexer"
)

// firstMark is the anchor of the first word found in the text of a case.
const firstMark = "trovata"

// A highlighter marks the words of a search on the page of a case, and counts.
type highlighter struct {
	marker *indexer.Marker
	found  int  // in what the page says of the case
	acts   int  // in the titles and texts of acts
	first  bool // the text has a mark to go to
}

// marker finds the words of a search in what is read. A page is read without
// the index, too: then they are taken as typed.
func (s *site) marker(c *gin.Context, p content.Principal, q indexer.Query) *indexer.Marker {
	m, err := s.Finder.Marker(c.Request.Context(), p, q)
	if err != nil && c.Request.Context().Err() == nil {
		s.Logger.WarnContext(c.Request.Context(), "spell words to mark", "error", err)
	}
	return m
}

// in marks a line of the page.
func (h *highlighter) in(f indexer.Field, text string) []indexer.Span {
	spans, n := h.marker.Spans(f, text)
	h.found += n
	return spans
}

// act marks the title of an act.
func (h *highlighter) act(title string) []indexer.Span {
	spans, n := h.marker.Spans(indexer.FieldBody, title)
	h.acts += n
	return spans
}

// dress marks the words in the rendered text of a case, and puts tables into
// boxes of their own, which scroll where they are wider than the page. table
// names such a box for who cannot see it.
func (h *highlighter) dress(body, table string) (string, error) {
	if h.marker.Empty() && !strings.Contains(body, "<table") {
		return body, nil
	}
	around := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(body), around)
	if err != nil {
		return "", fmt.Errorf("dress text: %w", err)
	}
	for _, n := range nodes {
		around.AppendChild(n)
	}
	h.walk(around)
	n := 0
	for _, t := range tables(around) {
		n++
		box := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div, Attr: []html.Attribute{
			{Key: "class", Val: "scroll"}, {Key: "tabindex", Val: "0"}, {Key: "role", Val: "region"},
			{Key: "aria-label", Val: fmt.Sprintf("%s %d", table, n)},
		}}
		t.Parent.InsertBefore(box, t)
		t.Parent.RemoveChild(t)
		box.AppendChild(t)
	}
	var b strings.Builder
	for n := range around.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			return "", fmt.Errorf("dress text: %w", err)
		}
	}
	return b.String(), nil
}

func tables(root *html.Node) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.DataAtom == atom.Table {
			found = append(found, n)
		}
	}
	return found
}

// walk marks all text below a node.
func (h *highlighter) walk(parent *html.Node) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		if n.Type == html.TextNode {
			h.split(parent, n)
		} else {
			h.walk(n)
		}
		n = next
	}
}

// split replaces a text node by its spans.
func (h *highlighter) split(parent, n *html.Node) {
	spans, found := h.marker.Spans(indexer.FieldBody, n.Data)
	if found == 0 {
		return
	}
	h.found += found
	for _, s := range spans {
		text := &html.Node{Type: html.TextNode, Data: s.Text}
		if !s.Match {
			parent.InsertBefore(text, n)
			continue
		}
		m := &html.Node{Type: html.ElementNode, Data: "mark", DataAtom: atom.Mark}
		if !h.first {
			m.Attr = []html.Attribute{{Key: "id", Val: firstMark}}
			h.first = true
		}
		m.AppendChild(text)
		parent.InsertBefore(m, n)
	}
	parent.RemoveChild(n)
}
