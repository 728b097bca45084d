package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What one Markdown text may cost. goldmark has inputs whose time or memory
// grows with the square of their length ("[a](" or "|" over and over); no text
// that somebody wrote to be read comes near these numbers.
const (
	maxMarkdown   = 256 << 10 // bytes of text
	maxHTML       = 4 << 20   // bytes of HTML made of it
	maxLines      = 20_000    // goldmark keeps a record for each line and open block
	maxNesting    = 50        // open blocks: a list item in a list counts two
	maxMarks      = 1_000     // brackets, and runs of emphasis marks, in one paragraph or cell
	maxNotes      = 2_000     // footnote definitions
	maxTableCells = 100_000   // goldmark fills every row up to the width of the header
	maxTarget     = 2_000     // bytes of a link's address; longer ones lead nowhere
	maxEndless    = 20        // links whose address does not end before that
	maxQuotes     = 64        // quotation marks in a row
)

// errTooComplex is why a text that goes past those limits is not rendered.
var errTooComplex = errors.New("too complex")

// markdownAbort carries an error out of goldmark, which can neither be
// cancelled nor return one while it parses.
type markdownAbort struct{ err error }

// catchAbort turns the panic of a guard, or a bug of goldmark's, into an error.
func catchAbort(err *error) {
	switch p := recover().(type) {
	case nil:
	case markdownAbort:
		*err = p.err
	default:
		*err = fmt.Errorf("goldmark panicked: %v", p)
	}
}

// markdownGuard counts the cost of one text while goldmark parses it. It hooks
// into goldmark as a parser of blocks, of paragraphs and of inlines that never
// recognises anything and aborts when a limit is passed or the context is done.
type markdownGuard struct {
	ctx        context.Context
	marks      int // in the current paragraph or cell
	endless    int
	notes      int
	tableCells int
}

var markdownGuardKey = parser.NewContextKey()

func guardOf(pc parser.Context) *markdownGuard {
	return pc.Get(markdownGuardKey).(*markdownGuard)
}

// check aborts when counted is above limit, or when the context is done.
func (g *markdownGuard) check(what string, counted, limit int) {
	if counted > limit {
		panic(markdownAbort{fmt.Errorf("%w: more than %d %s", errTooComplex, limit, what)})
	}
	if err := g.ctx.Err(); err != nil {
		panic(markdownAbort{err})
	}
}

// checkText refuses what need not be parsed to be known as too much.
func checkText(markdown string) error {
	if len(markdown) > maxMarkdown {
		return fmt.Errorf("%w: %d bytes, limit %d", ErrTooLarge, len(markdown), maxMarkdown)
	}
	if bytes.Count([]byte(markdown), []byte{'\n'}) > maxLines {
		return fmt.Errorf("%w: more than %d lines", errTooComplex, maxLines)
	}
	return nil
}

// guards is the goldmark extension that installs the three hooks, each before
// the parsers it watches.
type guards struct{}

func (guards) Extend(m goldmark.Markdown) {
	const first = -1000
	m.Parser().AddOptions(
		parser.WithBlockParsers(util.Prioritized(guardBlocks{}, first)),
		parser.WithParagraphTransformers(util.Prioritized(guardParagraphs{}, first)),
		parser.WithInlineParsers(util.Prioritized(guardInlines{}, first)),
	)
}

// guardBlocks limits nesting. It is asked wherever a block that holds others
// may begin.
type guardBlocks struct{}

func (guardBlocks) Trigger() []byte { return []byte(">-*+0123456789[:") }

func (guardBlocks) Open(_ ast.Node, _ text.Reader, pc parser.Context) (ast.Node, parser.State) {
	guardOf(pc).check("nested blocks", len(pc.OpenedBlocks()), maxNesting)
	return nil, parser.NoChildren
}

func (guardBlocks) Continue(ast.Node, text.Reader, parser.Context) parser.State { return parser.Close }
func (guardBlocks) Close(ast.Node, text.Reader, parser.Context)                 {}
func (guardBlocks) CanInterruptParagraph() bool                                 { return true }
func (guardBlocks) CanAcceptIndentedLine() bool                                 { return true }

// guardParagraphs limits tables, which are paragraphs until they are closed.
type guardParagraphs struct{}

func (guardParagraphs) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	g := guardOf(pc)
	lines := node.Lines()
	most := 0
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		if columns := delimiterColumns(line.Value(reader.Source())); columns > 0 {
			most = max(most, columns*(lines.Len()-i))
		}
	}
	g.tableCells += most
	g.check("table cells", g.tableCells, maxTableCells)
}

// delimiterColumns is how many columns a line like "|:--|--:|" announces, 0 if
// the line is nothing like it.
func delimiterColumns(line []byte) int {
	if len(bytes.Trim(line, "-:| \t\r\n\v\f")) > 0 {
		return 0
	}
	return bytes.Count(line, []byte{'|'}) + 1
}

// guardInlines limits the marks for which goldmark looks back or ahead through
// the whole paragraph. Being called at every mark and word, it is also where a
// deadline takes effect.
type guardInlines struct{}

func (guardInlines) Trigger() []byte { return []byte("[]!*_~`<'\" ") }

func (guardInlines) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	g := guardOf(pc)
	line, _ := block.PeekLine()
	switch line[0] {
	case '[', '*', '_', '~':
		g.marks++
	case '!':
		if bytes.HasPrefix(line, []byte("![")) {
			g.marks++
		}
	case ']':
		if bytes.HasPrefix(line, []byte("](")) && endless(line) {
			g.endless++
		}
	case '\'', '"':
		head := line[:min(len(line), maxQuotes+1)]
		g.check("quotation marks in a row", len(head)-len(bytes.TrimLeft(head, string(head[0]))), maxQuotes)
	}
	g.check("marks in one paragraph", g.marks, maxMarks)
	g.check("endless link addresses", g.endless, maxEndless)
	return nil
}

// endless reports whether the address that begins line goes on too far.
func endless(line []byte) bool {
	end := " \t\n)"
	if bytes.HasPrefix(line, []byte("](<")) {
		end = ">"
	}
	return len(line) > maxTarget && !bytes.ContainsAny(line[:maxTarget], end)
}

// CloseBlock ends a paragraph; goldmark calls it for each.
func (guardInlines) CloseBlock(_ ast.Node, _ text.Reader, pc parser.Context) {
	guardOf(pc).marks = 0
}

// A guardedBuffer keeps the HTML of one text and aborts when it grows too much
// or the context is done.
type guardedBuffer struct {
	bytes.Buffer
	guard *markdownGuard
}

func (b *guardedBuffer) Write(p []byte) (int, error) {
	b.guard.check("bytes of HTML", b.Len()+len(p), maxHTML)
	return b.Buffer.Write(p)
}
