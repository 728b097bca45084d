//go:build ignore

package main

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	htmlrender "github.com/yuin/goldmark/renderer/html"
)

const style = `
@page { size: 21cm 29.7cm; margin: 2.4cm }
body, p, li, td, th { font-family: "Liberation Serif"; font-size: 12pt; line-height: 140% }
p, li { text-align: justify; margin-bottom: 0.25cm }
h1, h2 { font-family: "Liberation Sans" }
h1 { font-size: 17pt; text-align: center }
h2 { font-size: 12.5pt; margin-top: 0.5cm }
td, th { padding: 0.1cm; text-align: left; vertical-align: top }
p.small { font-size: 8.5pt; text-align: center }
p.index { font-size: 10.5pt; line-height: 100%; text-align: left; margin: 0 }
`

// writePages writes each text as a page for LibreOffice, which makes a header
// and a footer of the divisions with these titles. Known pages fill the index.
func writePages(work string, texts []act, pages map[string][]string) error {
	for _, a := range texts {
		source, err := read(a)
		if err != nil {
			return err
		}
		head, body, _ := strings.Cut(source, "\n\n")
		about := keys(head)
		if about["hyphens"] == "yes" {
			body = hyphenate(body)
		}
		body = strings.ReplaceAll(body, "[pagina]", `<p style="page-break-before: always"></p>`)
		body = strings.ReplaceAll(body, "[indice]", index(body, pages[a.file]))
		var out bytes.Buffer
		md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithRendererOptions(htmlrender.WithUnsafe()))
		if err := md.Convert([]byte(body), &out); err != nil {
			return err
		}
		page := `<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><style>` + style + `</style></head><body>` +
			`<div title="header"><p class="small">` + html.EscapeString(about["header"]) + `</p></div>` +
			strings.ReplaceAll(out.String(), "<table>", `<table border="1" cellpadding="4" cellspacing="0" width="100%">`) +
			`<div title="footer"><p class="small">` + html.EscapeString(about["footer"]) +
			` - Pagina <sdfield type="page" subtype="random" format="arabic">1</sdfield>` +
			` di <sdfield type="docstat" subtype="page" format="arabic">1</sdfield></p></div></body></html>`
		if err := os.WriteFile(stem(work, a)+".html", []byte(page), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// read is an act's source with its values in place.
func read(a act) (string, error) {
	source, err := os.ReadFile(filepath.Join(sources, a.source))
	if err != nil || a.values == "" {
		return string(source), err
	}
	values, err := os.ReadFile(filepath.Join(sources, a.values))
	if err != nil {
		return "", err
	}
	text := string(source)
	for name, value := range keys(string(values)) {
		text = strings.ReplaceAll(text, "{{"+name+"}}", value)
	}
	if at := strings.Index(text, "{{"); at >= 0 {
		return "", fmt.Errorf("%s has no value for %.20s", a.values, text[at:])
	}
	return text, nil
}

// keys reads lines of "name: value".
func keys(text string) map[string]string {
	out := make(map[string]string)
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			out[name] = strings.TrimSpace(value)
		}
	}
	return out
}

var article = regexp.MustCompile(`(?m)^## (Art\. \d+ - .+)$`)

// index lists the articles with dots and pages, as acts have it.
func index(body string, pages []string) string {
	var out strings.Builder
	for _, m := range article.FindAllStringSubmatch(body, -1) {
		number := 0
		for i := range pages {
			if headed(pages[i], m[1]) {
				number = i + 1
				break
			}
		}
		fmt.Fprintf(&out, "<p class=\"index\">%s %s %d</p>\n", html.EscapeString(m[1]), strings.Repeat(".", max(4, 78-len([]rune(m[1])))), number)
	}
	return out.String()
}

// headed tells whether a page has the article itself. A long heading is broken
// into lines, so its start is enough; the index has dots on the line.
func headed(page, heading string) bool {
	start := heading[:strings.Index(heading, " - ")+3]
	for line := range strings.Lines(page) {
		if strings.HasPrefix(strings.TrimSpace(line), start) && !strings.Contains(line, "....") {
			return true
		}
	}
	return false
}

var (
	long    = regexp.MustCompile(`\p{L}{9,}`)
	between = regexp.MustCompile(`(\p{L}[aeiou])([bcdfglmnprstvz][aeiou]\p{L})`)
)

// hyphenate marks where long words may be parted: before a single consonant
// between vowels, which is always right in Italian, never leaving one letter alone.
func hyphenate(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "|") {
			line = long.ReplaceAllStringFunc(line, func(word string) string {
				return between.ReplaceAllString(word, "$1\u00ad$2")
			})
		}
		out.WriteString(line)
	}
	return out.String()
}
