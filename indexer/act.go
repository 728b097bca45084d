package indexer

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"copratica/content"
)

// An Act is an attachment as an index takes it: what is known of it, and its
// text cut into passages.
type Act struct {
	File   string
	Digest content.Digest
	Title  string
	Kind   string // slug of the kind of document, "" if not known
	Phase  string
	Number string
	Issuer string
	Date   string
	Sight  content.Sight // the least sight that reaches it
	// Context is what passages are found by beside their own words: the act's
	// title and kind, the case, the place, the body.
	Context  string
	Passages []Passage
}

// name is the act's title, or its file's, with its kind, number and issuer.
func (a Act) name(tax *content.Taxonomy) string {
	title := a.Title
	if title == "" {
		title = a.File
	}
	return strings.Join(strings.Fields(strings.Join([]string{title, labelOf(tax, content.VocabDocumentTypes, a.Kind), a.Number, a.Issuer}, " ")), " ")
}

// A Passage is a piece of an act's text that stands by itself: an article, a
// section, a sheet.
type Passage struct {
	Heading string // the article or section it belongs to, "" if it has none
	Text    string
	From    int // page, sheet or slide, from 1
	// Breaks are the places in Text, in bytes, where the pages after From begin.
	Breaks []int
	// Contents says that it is a table of contents, which is ranked last.
	Contents bool
	// Likeness is the same, or nearly so, for texts that are: see Alike.
	Likeness uint64
}

// To is the last page of the passage.
func (p Passage) To() int { return p.From + len(p.Breaks) }

// PageAt is the page that a place in the text stands on, in bytes.
func (p Passage) PageAt(at int) int {
	n, _ := slices.BinarySearch(p.Breaks, at+1)
	return p.From + n
}

// Texts are what a Builder asks for the texts of acts. content.Texts is one.
type Texts interface {
	Text(ctx context.Context, d content.Digest, page int) (content.Text, error)
}

// errTexts says that the texts of acts cannot be had now.
var errTexts = errors.New("read the text of an act")

// acts are the attachments of a case whose text is known.
func (b *Builder) acts(ctx context.Context, c *content.Case, entry *content.Entry) ([]Act, error) {
	if b.texts == nil {
		return nil, nil
	}
	var acts []Act
	for i, a := range entry.Case.Attachments {
		t, err := b.texts.Text(ctx, entry.Files[i].Digest, 0)
		if errors.Is(err, content.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errTexts, a.File, err)
		}
		passages := cutPassages(t.Pages, apart(a.File))
		if len(passages) == 0 {
			continue
		}
		acts = append(acts, Act{
			File: a.File, Digest: entry.Files[i].Digest, Title: a.Title, Kind: a.Kind, Phase: a.Phase, Number: a.Number, Issuer: a.Issuer, Date: string(a.Date),
			Sight: max(sightOf(a.Access), sightOf(c.Access)), Context: b.context(c, a), Passages: passages,
		})
	}
	return acts, nil
}

// context is what every passage of an act is found by.
func (b *Builder) context(c *content.Case, a content.Attachment) string {
	words := []string{b.act(a), c.Title, c.Municipality, c.PublicBody.Name}
	for _, slug := range c.Region {
		words = append(words, b.label(content.VocabRegions, slug))
	}
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), "\n")
}

// PageUnit is what the pages of a file are: "page", "sheet", "slide", "part";
// "" for formats without any, whose text is one piece.
func PageUnit(file string) string {
	ending := strings.ToLower(path.Ext(file))
	for ending == ".p7m" { // around a document
		file = file[:len(file)-len(ending)]
		ending = strings.ToLower(path.Ext(file))
	}
	switch ending {
	case ".pdf", ".tif", ".tiff":
		return "page"
	case ".xlsx", ".xlsm", ".xls", ".ods":
		return "sheet"
	case ".pptx", ".ppt", ".odp":
		return "slide"
	case ".zip", ".eml":
		return "part"
	}
	return ""
}

// apart reports a file whose pages are sheets, slides or documents, each a
// thing of its own.
func apart(file string) bool {
	switch PageUnit(file) {
	case "sheet", "slide", "part":
		return true
	}
	return false
}

// headingAt is the heading that a place in the text stands under, in bytes:
// short articles share a passage.
func (p Passage) headingAt(at int) string {
	heading := p.Heading
	for start := 0; start <= at; {
		end := strings.IndexByte(p.Text[start:], '\n')
		if end < 0 {
			break
		}
		if line := p.Text[start : start+end]; isJoint(line) && (!paragraphLine.MatchString(line) || !articleLine.MatchString(heading)) {
			heading = line
		}
		start += end + 1
	}
	return heading
}
