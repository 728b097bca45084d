package content

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
)

// A Section is a stretch of a text that begins with a heading of level 1 or 2.
type Section struct {
	Heading  string // without markup; "" before the first heading
	Slug     string // the id of the heading in the HTML; "" before the first
	Markdown string // as written, heading included
	Level    int    // 1 or 2; 0 before the first heading
}

// Sections cuts a text at its headings of level 1 and 2: those that HTML shows
// as headings of the page, not what merely looks like one within code, a
// comment, a list or a quotation. The text before the first heading, if any,
// is a section without one. The Markdown of all sections, one after the other,
// is the text, byte for byte.
//
// A text that HTML cannot render is one section without a heading. Who may
// read which section is for Visible to say: it also knows about sections
// within others, footnotes and links.
func Sections(markdown string) []Section {
	doc, err := parseInTime(markdown)
	if err != nil {
		return []Section{{Markdown: markdown}}
	}
	cuts := doc.cuts()
	sections := make([]Section, 0, len(cuts))
	for i, c := range cuts {
		end := len(markdown)
		if i+1 < len(cuts) {
			end = cuts[i+1].start
		}
		section := Section{Markdown: markdown[c.start:end]}
		if c.heading != nil {
			section.Heading = plainText(c.heading, doc.source)
			section.Slug = headingID(c.heading)
			section.Level = c.heading.Level
		}
		sections = append(sections, section)
	}
	return sections
}

// A sectionCut is where a section begins.
type sectionCut struct {
	start   int          // of the heading's first line
	heading *ast.Heading // nil for the text before the first one
}

// cuts gives the sections in order. The first starts at 0, each ends where the
// next starts, and none is empty.
func (d *markdownDoc) cuts() []sectionCut {
	var cuts []sectionCut
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok || h.Level > 2 {
			continue
		}
		start := bytes.LastIndexByte(d.source[:h.Pos()], '\n') + 1
		if len(cuts) == 0 && start > 0 {
			cuts = append(cuts, sectionCut{})
		}
		cuts = append(cuts, sectionCut{start: start, heading: h})
	}
	if len(cuts) == 0 && len(d.source) > 0 {
		cuts = append(cuts, sectionCut{})
	}
	return cuts
}
