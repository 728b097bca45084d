package content

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdownTime is how long one text may take. The limits of the guard stop
// every known bad text far sooner; this is for the unknown ones.
const markdownTime = 2 * time.Second

// markdownEngine is goldmark as every function here uses it: what one sees as
// a heading, a footnote or a link is what all see.
var markdownEngine = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			guards{},
			extension.Linkify,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.Strikethrough,
			extension.TaskList,
			extension.DefinitionList,
			extension.NewTypographer(extension.WithTypographicSubstitutions(typography())),
			footnotes{},
		),
		goldmark.WithParserOptions(parser.WithASTTransformers(
			util.Prioritized(headingOrder{}, 2000),
			util.Prioritized(headingIDs{}, 2001),
		)),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(
			util.Prioritized(taskRenderer{}, 100),
		)),
	)
})

// A markdownDoc is a parsed text.
type markdownDoc struct {
	source []byte
	root   ast.Node
	notes  []noteDefinition
}

// A noteDefinition is a footnote where it was written; goldmark moves those in
// use to the end of the tree and drops the others.
type noteDefinition struct {
	node *extast.Footnote
	top  bool // not within a list, a quotation or another footnote
}

// parseInTime gives the tree of a text, or an error when the text is too
// large, too complex or takes too long.
func parseInTime(markdown string) (*markdownDoc, error) {
	ctx, cancel := context.WithTimeout(context.Background(), markdownTime)
	defer cancel()
	return parseMarkdown(ctx, markdown)
}

// parseMarkdown takes as long as ctx allows.
func parseMarkdown(ctx context.Context, markdown string) (doc *markdownDoc, err error) {
	if err := checkText(markdown); err != nil {
		return nil, err
	}
	defer catchAbort(&err)

	pc := parser.NewContext()
	pc.Set(markdownGuardKey, &markdownGuard{ctx: ctx})
	doc = &markdownDoc{source: []byte(markdown)}
	pc.Set(markdownDocKey, doc)
	doc.root = markdownEngine().Parser().Parse(text.NewReader(doc.source), parser.WithContext(pc))
	return doc, nil
}

var markdownDocKey = parser.NewContextKey()

// headingOrder puts a heading before the table that its own lines hold. goldmark
// takes "Title", a table and "---" in one paragraph for a table followed by the
// heading, though the heading is written first; a section has to be one
// stretch of the text.
type headingOrder struct{}

func (headingOrder) Transform(root *ast.Document, _ text.Reader, _ parser.Context) {
	for n := root.FirstChild(); n != nil; {
		next := n.NextSibling()
		table := n.PreviousSibling()
		if n.Kind() == ast.KindHeading && table != nil && table.Kind() == extast.KindTable &&
			table.FirstChild().Pos() > n.Pos() {
			root.InsertBefore(root, table, n)
		}
		n = next
	}
}

// headingIDs gives every heading its id, in the order of the page.
type headingIDs struct{}

var headingIDName = []byte("id")

func (headingIDs) Transform(root *ast.Document, reader text.Reader, _ parser.Context) {
	taken := map[string]bool{}
	copies := map[string]int{}
	eachNode(root, func(n ast.Node) bool {
		if n.Kind() != ast.KindHeading {
			return n.Type() != ast.TypeInline
		}
		base := headingSlug(n, reader.Source())
		id := base
		for taken[id] {
			copies[base]++
			id = fmt.Sprintf("%s-%d", base, copies[base]+1)
		}
		taken[id] = true
		n.SetAttribute(headingIDName, []byte(id))
		return false
	})
}

// headingSlug is the slug of a heading before duplicates are numbered.
func headingSlug(n ast.Node, source []byte) string {
	if slug := Slug(plainText(n, source)); slug != "" {
		return slug
	}
	return "sezione"
}

func headingID(n ast.Node) string {
	id, _ := n.Attribute(headingIDName)
	b, _ := id.([]byte)
	return string(b)
}

// eachNode visits n and, where visit says so, what is in it, in order.
func eachNode(n ast.Node, visit func(ast.Node) (enter bool)) {
	if !visit(n) {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		eachNode(c, visit)
	}
}

// footnotes is goldmark's extension, remembering where each definition stood.
type footnotes struct{}

func (footnotes) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithBlockParsers(util.Prioritized(noteBlocks{extension.NewFootnoteBlockParser()}, 999)),
		parser.WithInlineParsers(util.Prioritized(extension.NewFootnoteParser(), 101)),
		parser.WithASTTransformers(util.Prioritized(extension.NewFootnoteASTTransformer(), 999)),
	)
	m.Renderer().AddOptions(renderer.WithNodeRenderers(
		util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
	))
}

type noteBlocks struct{ parser.BlockParser }

func (b noteBlocks) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	g := guardOf(pc)
	g.notes++
	g.check("footnotes", g.notes, maxNotes)
	doc := pc.Get(markdownDocKey).(*markdownDoc)
	doc.notes = append(doc.notes, noteDefinition{
		node: node.(*extast.Footnote),
		top:  node.Parent().Kind() == ast.KindDocument,
	})
	b.BlockParser.Close(node, reader, pc)
}

// typography is what the typographer writes, as letters and not as entities so
// that plain text can be read back from the tree.
func typography() extension.TypographicSubstitutions {
	return extension.TypographicSubstitutions{
		extension.LeftSingleQuote:  []byte("‘"),
		extension.RightSingleQuote: []byte("’"),
		extension.LeftDoubleQuote:  []byte("“"),
		extension.RightDoubleQuote: []byte("”"),
		extension.EnDash:           []byte("–"),
		extension.EmDash:           []byte("—"),
		extension.Ellipsis:         []byte("…"),
		extension.LeftAngleQuote:   []byte("«"),
		extension.RightAngleQuote:  []byte("»"),
		extension.Apostrophe:       []byte("’"),
	}
}

// taskRenderer shows the boxes of a task list as characters: a form control
// without a label says nothing to who cannot see it.
type taskRenderer struct{}

func (taskRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(extast.KindTaskCheckBox, func(
		w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		box := "☐ "
		if n.(*extast.TaskCheckBox).IsChecked {
			box = "☑ "
		}
		if entering {
			_, _ = w.WriteString(box)
		}
		return ast.WalkContinue, nil
	})
}

// A Heading of a text, as HTML shows it.
type Heading struct {
	Level int    // 2 to 6
	Text  string // without markup
	ID    string // the id in the HTML, and the slug of a section
}

// Outline lists the headings of a text in the order of the page, with the very
// ids of Renderer.HTML. It is empty for a text that HTML cannot render.
func Outline(markdown string) []Heading {
	doc, err := parseInTime(markdown)
	if err != nil {
		return nil
	}
	var outline []Heading
	eachNode(doc.root, func(n ast.Node) bool {
		if h, ok := n.(*ast.Heading); ok {
			outline = append(outline, Heading{Level: shownLevel(h), Text: plainText(h, doc.source), ID: headingID(h)})
		}
		return n.Type() != ast.TypeInline
	})
	return outline
}

// shownLevel keeps level 1 for the title of the page.
func shownLevel(h *ast.Heading) int { return max(2, h.Level) }
