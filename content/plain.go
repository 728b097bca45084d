package content

import (
	"bufio"
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	gmhtml "github.com/yuin/goldmark/renderer/html"
)

// Plain is a text as words only, in the order of the page: a piece for each
// heading, paragraph, list item, term, code block and row of a table, whose
// cells are parted by "; ". Pieces have no markup and no line breaks, entities
// are decoded, quotation marks are as typed. What HTML does not show, such as
// comments, addresses of links and footnotes without a reference, is not there.
//
// Of a text that Renderer.HTML cannot render, the pieces are its paragraphs as
// written.
func Plain(markdown string) []string {
	doc, err := parseInTime(markdown)
	if err != nil {
		return rawParagraphs(markdown)
	}
	var pieces []string
	eachNode(doc.root, func(n ast.Node) bool {
		switch n.Kind() {
		case extast.KindTableHeader, extast.KindTableRow:
			pieces = appendPiece(pieces, rowText(n, doc.source))
			return false
		case ast.KindCodeBlock, ast.KindFencedCodeBlock:
			pieces = appendPiece(pieces, string(n.Lines().Value(doc.source)))
			return false
		case ast.KindHTMLBlock, ast.KindLinkReferenceDefinition:
			return false
		}
		if c := n.FirstChild(); c != nil && c.Type() == ast.TypeInline {
			pieces = appendPiece(pieces, plainText(n, doc.source))
			return false
		}
		return true
	})
	return pieces
}

func appendPiece(pieces []string, text string) []string {
	if text = oneLine(text); text != "" {
		pieces = append(pieces, text)
	}
	return pieces
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
}

func rowText(row ast.Node, source []byte) string {
	var cells []string
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		cells = appendPiece(cells, plainText(c, source))
	}
	return strings.Join(cells, "; ")
}

// plainText is the inline text in n, without markup, on one line.
func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	eachNode(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Text:
			b.WriteString(shownText(n, source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.WriteString(typed(string(n.Value)))
		case *ast.AutoLink:
			b.Write(n.Label(source))
		case *ast.RawHTML, *extast.FootnoteLink, *extast.FootnoteBacklink:
			return false
		}
		return true
	})
	return oneLine(b.String())
}

// shownText resolves escapes and entities by the very code that writes the HTML.
func shownText(n *ast.Text, source []byte) string {
	value := n.Segment.Value(source)
	if n.IsRaw() || !bytes.ContainsAny(value, "\\&\x00") {
		return string(value)
	}
	var buf bytes.Buffer
	w := bufio.NewWriterSize(&buf, 2*len(value))
	gmhtml.DefaultWriter.Write(w, value)
	_ = w.Flush() // a bytes.Buffer takes everything
	return html.UnescapeString(buf.String())
}

// typed is what the author typed where the typographer wrote s.
func typed(s string) string {
	switch s {
	case "‘", "’":
		return "'"
	case "“", "”":
		return `"`
	case "–":
		return "--"
	case "—":
		return "---"
	case "…":
		return "..."
	case "«":
		return "<<"
	case "»":
		return ">>"
	}
	return s
}

// rawParagraphs cuts at blank lines, without reading any markup.
func rawParagraphs(markdown string) []string {
	var pieces []string
	var lines []string
	for line := range strings.Lines(markdown) {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
			continue
		}
		pieces = appendPiece(pieces, strings.Join(lines, " "))
		lines = lines[:0]
	}
	return appendPiece(pieces, strings.Join(lines, " "))
}
