package content

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// A definition is a footnote or the target of a reference link, as written.
type definition struct {
	lines lineRange
	top   bool // not within a list, a quotation or another footnote
	seen  bool // used in sight
	used  bool // used anywhere
	label string
}

// dropDefinitions decides which lines of definitions go although they stand in
// sight, and which come along although they do not.
func (v *view) dropDefinitions() {
	defs := v.definitions()
	visibleLabel := map[string]bool{}
	for _, d := range defs {
		visible := !v.out[v.sectionOf(v.starts[d.lines.first])]
		// Dropping a definition that nothing uses costs no reader anything; but
		// within a list it may be a line that only looks like one.
		if !d.seen && (d.used || d.top) {
			for i := d.lines.first; i < d.lines.end; i++ {
				v.dropped[i] = true
			}
		}
		if d.seen && visible {
			visibleLabel[d.label] = true
		}
	}
	for _, d := range defs {
		visible := !v.out[v.sectionOf(v.starts[d.lines.first])]
		if d.seen && d.top && !visible && !visibleLabel[d.label] {
			v.carried = append(v.carried, d.lines)
			visibleLabel[d.label] = true
		}
	}
}

func (v *view) definitions() []definition {
	var defs []definition
	links := func(root ast.Node) {
		eachNode(root, func(n ast.Node) bool {
			if def, ok := n.(*ast.LinkReferenceDefinition); ok && def.Lines().Len() > 0 {
				defs = append(defs, v.linkDefinition(def))
			}
			return n.Type() != ast.TypeInline
		})
	}
	links(v.doc.root)
	for _, note := range v.doc.notes {
		if note.node.Index < 0 { // no longer in the tree
			links(note.node)
		}
		defs = append(defs, definition{
			lines: v.noteLines(note),
			top:   note.top,
			seen:  v.seen.notes[note.node.Index],
			used:  note.node.Index > 0,
			label: "^" + string(note.node.Ref),
		})
	}
	return defs
}

func (v *view) linkDefinition(def *ast.LinkReferenceDefinition) definition {
	segments := def.Lines()
	label := util.ToLinkReference(def.Label)
	return definition{
		lines: lineRange{v.lineOf(segments.At(0).Start), v.lineAfter(segments.At(segments.Len() - 1).Stop)},
		top:   def.Parent().Kind() == ast.KindDocument,
		seen:  v.seen.labels[label],
		used:  v.any.labels[label],
		label: label,
	}
}

// lineAfter is the line after the one whose last byte, or an earlier one, is
// before stop.
func (v *view) lineAfter(stop int) int { return v.lineOf(max(stop-1, 0)) + 1 }

// noteLines is where a footnote is written: from its label to the last line of
// what is in it and, at the top of the text, the blank and the indented lines
// that follow, which goldmark takes as part of it.
func (v *view) noteLines(note noteDefinition) lineRange {
	r := lineRange{first: v.lineOf(note.node.Pos())}
	r.end = r.first + 1
	eachNode(note.node, func(n ast.Node) bool {
		if n.Type() == ast.TypeInline {
			return false
		}
		if pos := n.Pos(); pos >= 0 {
			r.end = max(r.end, v.lineOf(pos)+1)
		}
		if lines := n.Lines(); lines != nil && lines.Len() > 0 {
			r.end = max(r.end, v.lineAfter(lines.At(lines.Len()-1).Stop))
		}
		if block, ok := n.(*ast.HTMLBlock); ok && block.HasClosure() {
			r.end = max(r.end, v.lineAfter(block.ClosureLine.Stop))
		}
		return true
	})
	for note.top && r.end < len(v.lines) && belongsToNote(v.lines[r.end]) {
		r.end++
	}
	return r
}

func belongsToNote(line string) bool {
	if strings.TrimSpace(line) == "" {
		return true
	}
	width, _ := util.IndentWidth([]byte(line), 0)
	return width >= 4
}
