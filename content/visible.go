package content

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// Visible is the part of a text that sight reaches, by the access of its
// sections; hidden reports whether something was left out that members could
// read. A text of which nothing is left out comes back byte for byte.
//
// Access is by slug. A slug stands for every section whose heading reads so,
// unless a numbered one ("difficolta-2") has its own entry. A section that is
// not named is visible. What is out of sight goes to the next heading of the
// same level or a higher one, with the sections in it.
//
// A footnote, or the definition of a link, belongs where it is used, wherever
// it is written: used in sight it is kept, used only out of sight it is left
// out, and so is one that nothing uses, unless it stands in a list or a
// quotation in sight.
//
// Of a text that HTML cannot render nobody can say where a section ends: all of
// it is left out if sight does not reach every access that is named.
func Visible(markdown string, access map[string]Access, sight Sight) (visible string, hidden bool) {
	if len(access) == 0 {
		return markdown, false // as nearly always; parsing is dear
	}
	needs := sightsNeeded(access)
	doc, err := parseInTime(markdown)
	if err != nil {
		return allOrNothing(markdown, needs, sight)
	}
	v := newView(doc, needs, sight)
	if !slices.Contains(v.out, true) {
		return markdown, false
	}
	v.followUses()
	v.dropDefinitions()
	return v.text(), v.forMembers
}

func allOrNothing(markdown string, needs map[string]Sight, sight Sight) (visible string, hidden bool) {
	visible = markdown
	for _, need := range needs {
		if sight < need {
			visible = ""
			hidden = hidden || need == SightMember
		}
	}
	return visible, hidden
}

// sightsNeeded is, by slug, the narrowest sight that reaches an access. A key
// that is not a slug counts as the slug of it, and the stricter of two wins.
func sightsNeeded(access map[string]Access) map[string]Sight {
	needs := make(map[string]Sight, len(access))
	for key, a := range access {
		need := SightStaff
		for _, s := range []Sight{SightMember, SightVisitor} {
			if s.Sees(a) {
				need = s
			}
		}
		slug := Slug(key)
		needs[slug] = max(needs[slug], need)
	}
	return needs
}

// A view is a text seen by one sight, line by line.
type view struct {
	doc        *markdownDoc
	lines      []string
	starts     []int // offset of each line
	cuts       []sectionCut
	out        []bool // by section
	forMembers bool   // members could read something that is out
	headingAt  map[int]bool

	uses  []definitionUses       // by section
	notes map[int]definitionUses // in each footnote, by its index
	seen  definitionUses         // all that is used in sight
	any   definitionUses         // all that is used anywhere

	dropped []bool // by line
	carried []lineRange
}

// definitionUses are the footnotes (by goldmark's index) and the link labels
// that some part of a text refers to.
type definitionUses struct {
	notes  map[int]bool
	labels map[string]bool
}

func newUses() definitionUses {
	return definitionUses{notes: map[int]bool{}, labels: map[string]bool{}}
}

// A lineRange is the lines from first up to, not including, end.
type lineRange struct{ first, end int }

func newView(doc *markdownDoc, needs map[string]Sight, sight Sight) *view {
	v := &view{doc: doc, cuts: doc.cuts(), headingAt: map[int]bool{}, notes: map[int]definitionUses{}, any: newUses()}
	offset := 0
	for line := range strings.Lines(string(doc.source)) {
		v.lines = append(v.lines, line)
		v.starts = append(v.starts, offset)
		offset += len(line)
	}
	v.dropped = make([]bool, len(v.lines))

	// within[l] is what the section of level l that we are in needs.
	var within [3]Sight
	for _, c := range v.cuts {
		need := SightVisitor
		if c.heading != nil {
			v.headingAt[v.lineOf(c.start)] = true
			level := c.heading.Level
			within[level] = max(within[level-1], sectionNeed(c.heading, doc.source, needs))
			for l := level + 1; l < len(within); l++ {
				within[l] = within[level]
			}
			need = within[level]
		}
		v.out = append(v.out, sight < need)
		v.forMembers = v.forMembers || sight < need && need == SightMember
	}
	return v
}

// sectionNeed looks up the very id of a heading, then the slug it shares with
// others that read the same.
func sectionNeed(h *ast.Heading, source []byte, needs map[string]Sight) Sight {
	if need, ok := needs[headingID(h)]; ok {
		return need
	}
	return needs[headingSlug(h, source)]
}

// lineOf is the line that holds a byte of the text.
func (v *view) lineOf(offset int) int {
	i, found := slices.BinarySearch(v.starts, offset)
	if !found {
		i--
	}
	return max(i, 0)
}

// sectionOf is the section that holds a byte of the text.
func (v *view) sectionOf(offset int) int {
	i, found := slices.BinarySearchFunc(v.cuts, offset, func(c sectionCut, o int) int { return c.start - o })
	if !found {
		i--
	}
	return max(i, 0)
}

// followUses finds out what is used in sight: by the sections in sight and, in
// turn, by the footnotes that they use.
func (v *view) followUses() {
	for range v.cuts {
		v.uses = append(v.uses, newUses())
	}
	section := 0
	for n := v.doc.root.FirstChild(); n != nil; n = n.NextSibling() {
		if next := section + 1; next < len(v.cuts) && n == ast.Node(v.cuts[next].heading) {
			section = next
		}
		if n.Kind() != extast.KindFootnoteList {
			v.collect(n, v.uses[section])
		}
	}
	for _, def := range v.doc.notes {
		uses := newUses()
		v.collect(def.node, uses)
		if def.node.Index > 0 {
			v.notes[def.node.Index] = uses
		}
	}

	v.seen = newUses()
	for i, uses := range v.uses {
		if !v.out[i] {
			v.see(uses)
		}
	}
}

// collect notes what n and all within refers to.
func (v *view) collect(n ast.Node, uses definitionUses) {
	label := func(r *ast.ReferenceLink) {
		if r != nil {
			uses.labels[util.ToLinkReference(r.Value)] = true
			v.any.labels[util.ToLinkReference(r.Value)] = true
		}
	}
	eachNode(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *extast.FootnoteLink:
			uses.notes[n.Index] = true
			v.any.notes[n.Index] = true
		case *ast.Link:
			label(n.Reference)
		case *ast.Image:
			label(n.Reference)
		}
		return true
	})
}

func (v *view) see(uses definitionUses) {
	for label := range uses.labels {
		v.seen.labels[label] = true
	}
	for note := range uses.notes {
		if !v.seen.notes[note] {
			v.seen.notes[note] = true
			v.see(v.notes[note])
		}
	}
}

// text puts the lines in sight together, then the definitions that were written
// out of sight. Where something was left out a blank line keeps its neighbours
// apart.
func (v *view) text() string {
	var b strings.Builder
	apart := func() {
		if s := b.String(); s != "" && !strings.HasSuffix(s, "\n") {
			b.WriteString("\n\n")
		} else if s != "" && !strings.HasSuffix(s, "\n\n") && !strings.HasSuffix(s, "\n\r\n") {
			b.WriteString("\n")
		}
	}
	left := false
	for i, line := range v.lines {
		switch blank := strings.TrimSpace(line) == ""; {
		case v.dropped[i] || v.out[v.sectionOf(v.starts[i])]:
			left = true
			continue
		case left && blank:
			continue
		case left:
			apart()
			left = false
			if v.headingAt[i] {
				line = strings.TrimLeft(line, " ") // else it could fall into a list before the gap
			}
		}
		b.WriteString(line)
	}
	for _, r := range v.carried {
		apart()
		b.WriteString(strings.TrimSpace(v.linesOf(r)) + "\n")
	}
	return b.String()
}

func (v *view) linesOf(r lineRange) string {
	var b strings.Builder
	for i := r.first; i < r.end; i++ {
		if !v.dropped[i] {
			b.WriteString(v.lines[i])
		}
	}
	return b.String()
}
