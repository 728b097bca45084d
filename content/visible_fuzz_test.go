package content

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FuzzVisible plants a word of its own for each § of a text. What a reader of
// the rendered page would say belongs to "Lezioni" only, Visible must hide.
func FuzzVisible(f *testing.F) {
	for _, seed := range []string{
		"§\n\n## Lezioni\n\n§\n\n## Esiti\n\n§\n",
		"a[^1] §\n\n## Lezioni\n\n§ b[^2]\n\n[^1]: §\n    §\n\n[^2]: §\n\n    - §\n\n    [^3]: §\n",
		"- §\n  [^1]: §\n\n> [^2]: §\n> §\n\nLezioni\n---\n[^1][^2]\n\nEsiti\n===\n§\n",
		"[a]: /§ '§'\n[b]: /§\n\n§ [a]\n## Lezioni\n[b] ![c] §\n\n[c]: §.png\n",
		"## Lezioni\n<!--\n§ -->\n§\n\n<div>\n## Esiti\n§\n</div>\n\n```\n## A\n§\n```\n# B\n§\n",
		"§\n: §\n\n[^1]: §\n\n: §\n\n## Lezioni\n[^1]\n§\n| § |\n|---|\n| § |\n---\n§\n",
		"# A\n§\n## Lezioni\n§\n### §\n§\n## Lezioni\n§\n#### Lezioni\n§\n",
	} {
		f.Add(seed)
	}
	renderer := NewRenderer()
	f.Fuzz(func(t *testing.T, text string) { checkPlanted(t, renderer, text) })
}

// TestVisibleMixtures plants words in mixtures of whatever makes sections,
// footnotes and links hard to tell apart.
func TestVisibleMixtures(t *testing.T) {
	t.Parallel()
	pieces := []string{
		"§ ", "§[^1] ", "§[^2] ", "[^1]: § ", "[^2]: §[^1] ", "[a]: /§ ", "[b]: </§> '§", "[a] ", "[x][B] ", "![§][a] ",
		"## Lezioni", "## Lezioni", "# Lezioni ##", "Lezioni", "Esiti", "## Esiti", "# Fine", "### §", "---", "===",
		"```", "~~~", "`", "<!--", "-->", "<div>", "</div>", "- ", "1. ", "> ", ": ", "    ", "  ", "|", "|a|b|", "|-|-|", "*", "\\",
	}
	renderer := NewRenderer()
	random := rand.New(rand.NewPCG(55, 117))
	for range 5000 {
		var text strings.Builder
		for range 4 + random.IntN(24) {
			text.WriteString(pieces[random.IntN(len(pieces))])
			text.WriteString([]string{"", "\n", "\n", "\n\n", "\n    "}[random.IntN(5)])
		}
		checkPlanted(t, renderer, text.String())
	}
}

// checkPlanted replaces each § by a word of its own and checks where they go.
func checkPlanted(t *testing.T, renderer *Renderer, text string) {
	words := 0
	text = regexp.MustCompile("§").ReplaceAllStringFunc(text, func(string) string {
		words++
		return fmt.Sprintf("zq%dqz", words)
	})
	page, err := renderer.HTML(context.Background(), text)
	if err != nil {
		return
	}
	visible, _ := Visible(text, map[string]Access{"lezioni": AccessMembers}, SightVisitor)
	seen, err := renderer.HTML(context.Background(), visible)
	if err != nil {
		t.Errorf("what is visible of a good text: %v", err)
	}
	shown, anyHidden := shownToVisitors(t, page)
	if !anyHidden {
		return
	}
	for i := range words {
		word := fmt.Sprintf("zq%dqz", i+1)
		if strings.Count(text, word) != 1 || !strings.Contains(page, word) || strings.Contains(shown, word) {
			continue
		}
		if strings.Contains(visible, word) || strings.Contains(seen, word) {
			t.Errorf("%s is hidden on the page\n%s\nbut visible in\n%s\nof\n%s", word, page, visible, text)
		}
	}
}

// shownToVisitors is all text and addresses of a page outside "Lezioni", with
// the footnotes referred to from there.
func shownToVisitors(t *testing.T, page string) (text string, anyHidden bool) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(page), body)
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	notes := map[string]string{}
	hidden := false
	for _, n := range nodes {
		if n.Data == "h2" {
			hidden = Slug(wordsOf(n)) == "lezioni"
			anyHidden = anyHidden || hidden
		}
		if n.Data == "div" {
			maps.Insert(notes, footnotesOf(n))
		} else if !hidden {
			shown.WriteString(everythingOf(n) + "\n")
		}
	}
	for again := true; again; {
		again = false
		for id, note := range notes {
			if strings.Contains(shown.String(), "#"+id+"\n") {
				shown.WriteString(note)
				delete(notes, id)
				again = true
			}
		}
	}
	return shown.String(), anyHidden
}

// footnotesOf gives id and content of each footnote in the list.
func footnotesOf(list *html.Node) func(yield func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for n := range list.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "id" && strings.HasPrefix(a.Val, "fn:") && !yield(a.Val, everythingOf(n)) {
					return
				}
			}
		}
	}
}

func wordsOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
		for _, a := range d.Attr {
			if a.Key == "alt" {
				b.WriteString(a.Val)
			}
		}
	}
	return b.String()
}

func everythingOf(n *html.Node) string {
	var b strings.Builder
	add := func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + "\n")
		}
		for _, a := range n.Attr {
			b.WriteString(a.Val + "\n")
		}
	}
	add(n)
	for d := range n.Descendants() {
		add(d)
	}
	return b.String()
}
