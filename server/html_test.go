package server

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// node is an element of a parsed page.
type node struct{ *html.Node }

// parsePage reads an answer as HTML and checks what holds for every page.
func parsePage(t *testing.T, w *httptest.ResponseRecorder) node {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Fatalf("content type %q, want HTML:\n%.300s", got, w.Body)
	}
	root, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	page := node{root}
	for _, tag := range []string{"style", "iframe", "object", "embed"} {
		if n := len(page.all(tag)); n > 0 {
			t.Errorf("page has %d <%s>", n, tag)
		}
	}
	for _, n := range page.all("script") {
		if data := n.attr("type") == "application/ld+json"; !data && !strings.HasPrefix(n.attr("src"), assetRoot) {
			t.Errorf("page has a script that is neither ours nor data: %v", n.Attr)
		}
	}
	ids := map[string]bool{}
	for n := range page.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
			if a.Key == "id" {
				if ids[a.Val] {
					t.Errorf("id %q twice", a.Val)
				}
				ids[a.Val] = true
			}
		}
	}
	for _, n := range page.all("*") {
		for _, key := range []string{"aria-labelledby", "aria-describedby", "for"} {
			if v := n.attr(key); v != "" && !ids[v] {
				t.Errorf("<%s %s=%q> points to no id", n.Data, key, v)
			}
		}
		if v := n.attr("href"); strings.HasPrefix(v, "#") && !ids[v[1:]] {
			t.Errorf("link to %q points to no id", v)
		}
	}
	if n := len(page.all("h1")); n != 1 {
		t.Errorf("page has %d h1, want 1", n)
	}
	return page
}

// all finds elements by tag, or tag.class; "*" is every element.
func (n node) all(selector string) []node {
	tag, class, _ := strings.Cut(selector, ".")
	var found []node
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || tag != "*" && tag != "" && d.Data != tag {
			continue
		}
		if class == "" || slices.Contains(strings.Fields(node{d}.attr("class")), class) {
			found = append(found, node{d})
		}
	}
	return found
}

// one is the only element that selector finds.
func (n node) one(t *testing.T, selector string) node {
	t.Helper()
	found := n.all(selector)
	if len(found) != 1 {
		t.Fatalf("%d elements %q, want 1", len(found), selector)
	}
	return found[0]
}

// with finds the elements whose attribute has this value.
func (n node) with(selector, key, value string) []node {
	return slices.DeleteFunc(n.all(selector), func(e node) bool { return e.attr(key) != value })
}

func (n node) attr(key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (n node) has(key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// text is what a reader sees, white space folded.
func (n node) text() string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func texts(nodes []node) []string {
	var out []string
	for _, n := range nodes {
		out = append(out, n.text())
	}
	return out
}
