package content

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, markdown string
		want           []string
	}{
		{"nothing", " \n\n", nil},
		{"paragraphs", "uno\ndue  \ntre\n\nquattro", []string{"uno due tre", "quattro"}},
		{"markup", "## L'*esito* **del** ~~bando~~ `x < y`\n", []string{"L'esito del bando x < y"}},
		{"as typed", `l'ente "dice" -- così --- forse... <<ecco>> “qui”`, []string{`l'ente "dice" -- così --- forse... <<ecco>> “qui”`}},
		{"entities and escapes", `a &amp; b &eacute; &#233; \&amp; \* 1\. &nosuch;`, []string{"a & b é é &amp; * 1. &nosuch;"}},
		{"entities in code", "`&amp; \\*`", []string{`&amp; \*`}},
		{"links and images", "[testo](https://example.org 'titolo') ![figura *uno*](x.png) https://example.org/y", []string{"testo figura uno https://example.org/y"}},
		{"lists", "- uno\n- due\n  1. tre\n\n     quattro\n- [x] cinque", []string{"uno", "due", "tre", "quattro", "cinque"}},
		{"table", "| a | b |\n|---|--:|\n| uno \\| mezzo | **due** |\n| | tre |\n", []string{"a; b", "uno | mezzo; due", "tre"}},
		{"terms", "Termine\n: significato\n: altro\n", []string{"Termine", "significato", "altro"}},
		{"code", "```go\na  :=\n  b\n```\n\n    c\n", []string{"a := b", "c"}},
		{"quotation", "> uno\n> > due\n", []string{"uno", "due"}},
		{"HTML", "a <b class=\"x\">b</b> <!-- c -->\n\n<div>d</div>\n\n<!-- e -->\n", []string{"a b"}},
		{"footnotes", "a[^1] b\n\n[^1]: nota\n\n    ancora\n[^2]: mai\n", []string{"a b", "nota", "ancora"}},
		{"definitions", "[a]: https://example.org 'x'\n\n[a]\n", []string{"a"}},
		{"bad bytes", "a\x00b \xff c\r\nd", []string{"a\uFFFDb \uFFFD c d"}},
		{"what cannot be rendered", "## Uno\ndue\n\n" + strings.Repeat(">", 100) + " tre", []string{"## Uno due", strings.Repeat(">", 100) + " tre"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, Plain(tt.markdown)); diff != "" {
				t.Errorf("pieces differ (-want +got):\n%s", diff)
			}
		})
	}
}

// The words of a page are those of its pieces, in the same order.
func TestPlainIsThePage(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"headings", "links", "blocks", "raw"} {
		text, err := os.ReadFile("testdata/markdown/" + file + ".md")
		if err != nil {
			t.Fatal(err)
		}
		page, err := NewRenderer().HTML(t.Context(), string(text))
		if err != nil {
			t.Fatal(err)
		}
		words := func(s string) []string {
			return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		}
		if diff := cmp.Diff(words(pageText(page)), words(strings.Join(Plain(string(text)), "\n"))); diff != "" {
			t.Errorf("%s: words differ (-page +plain):\n%s", file, diff)
		}
	}
}

// pageText is the text of a page without the numbers of footnotes.
func pageText(page string) string {
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(page))
	note := false
	for tokens.Next() != html.ErrorToken {
		switch token := tokens.Token(); {
		case token.Data == "sup":
			note = token.Type == html.StartTagToken
		case token.Type == html.TextToken && !note:
			b.WriteString(token.Data)
		}
	}
	return b.String()
}
