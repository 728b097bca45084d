package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// ErrNotRendered says that a text was too complex, or took too long, to be
// made into HTML. It is for the log: the page still has something to show.
var ErrNotRendered = errors.New("markdown not rendered")

// A Renderer makes HTML of the Markdown in cases. It is safe for concurrent use.
type Renderer struct {
	policy *bluemonday.Policy
}

// NewRenderer builds a Renderer; one is enough for a program.
func NewRenderer() *Renderer {
	return &Renderer{policy: htmlPolicy()}
}

// HTML renders a body: GitHub's Markdown with footnotes, definition lists and
// typographic quotation marks. The result is safe to put into a page:
//
//   - HTML in the text has no effect;
//   - headings are h2 to h6, with the ids that Outline and Sections name;
//   - links go to http, https, mailto or relative addresses, those to other
//     sites with rel="nofollow noopener"; of other links the text remains;
//   - images come from relative addresses; of other images the description
//     remains;
//   - there are no styles, scripts or form controls, so the page's own policy
//     need not allow any.
//
// The string may be shown whatever the error is. When goldmark cannot cope
// within its limits or 2 seconds, it is the text as written, escaped, in <pre>,
// and the error is ErrNotRendered. A text of more than 256 kB is ErrTooLarge
// and the string is empty.
func (r *Renderer) HTML(ctx context.Context, markdown string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, markdownTime)
	defer cancel()
	out, err := r.render(ctx, markdown)
	switch {
	case err == nil:
		return out, nil
	case errors.Is(err, ErrTooLarge):
		return "", fmt.Errorf("render markdown: %w", err)
	}
	return unrendered(markdown), fmt.Errorf("%w: %w", ErrNotRendered, err)
}

func (r *Renderer) render(ctx context.Context, markdown string) (out string, err error) {
	doc, err := parseMarkdown(ctx, markdown)
	if err != nil {
		return "", err
	}
	doc.dress()
	defer catchAbort(&err)
	buf := guardedBuffer{guard: &markdownGuard{ctx: ctx}}
	if err := markdownEngine().Renderer().Render(&buf, doc.source, doc.root); err != nil {
		return "", err
	}
	return string(r.policy.SanitizeBytes(buf.Bytes())), nil
}

func unrendered(markdown string) string {
	return `<pre class="unrendered">` + html.EscapeString(strings.ToValidUTF8(markdown, "\uFFFD")) + "</pre>\n"
}

// dress makes the tree into what a page shows.
func (d *markdownDoc) dress() {
	var unwrap []ast.Node
	eachNode(d.root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = shownLevel(n)
		case *ast.Image:
			n.Title = shortTitle(n.Title)
			if !localImage.Match(linkAddress(n.Destination)) {
				unwrap = append(unwrap, n)
			}
		case *ast.Link:
			n.Title = shortTitle(n.Title)
			switch targetOf(linkAddress(n.Destination)) {
			case targetSite:
				n.SetAttributeString("rel", outwards)
			case targetRefused:
				unwrap = append(unwrap, n)
			}
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkURL && targetOf(n.URL(d.source)) == targetSite {
				n.SetAttributeString("rel", outwards)
			}
		}
		return true
	})
	for _, n := range unwrap {
		parent := n.Parent()
		for n.FirstChild() != nil {
			parent.InsertBefore(parent, n, n.FirstChild())
		}
		parent.RemoveChild(parent, n)
	}
}

// linkAddress is a destination as it comes to stand in the HTML, "" if it is
// too long to be one: a text can name the same destination thousands of times.
func linkAddress(destination []byte) []byte {
	if len(destination) > maxTarget {
		return nil
	}
	return util.URLEscape(destination, true)
}

// shortTitle drops a title too long to be one, for the same reason.
func shortTitle(title []byte) []byte {
	if len(title) > maxTarget {
		return nil
	}
	return title
}

const outwards = "nofollow noopener"

// A linkTarget is where an address leads.
type linkTarget int

const (
	targetHere    linkTarget = iota // relative, or mailto
	targetSite                      // another site
	targetRefused                   // nowhere, or any other scheme
)

var addressScheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]{0,30}):`)

func targetOf(address []byte) linkTarget {
	if m := addressScheme.FindSubmatch(address); m != nil {
		switch strings.ToLower(string(m[1])) {
		case "http", "https":
			return targetSite
		case "mailto":
			return targetHere
		}
		return targetRefused
	}
	switch {
	case len(address) == 0:
		return targetRefused
	case bytes.HasPrefix(address, []byte("//")):
		return targetSite
	}
	return targetHere
}

// localImage is an address that can only lead to our own site: no scheme, no
// "//host", and nothing that a browser would drop or turn into a slash.
var localImage = regexp.MustCompile(`^/?[^/\\:\x00-\x20][^\\:\x00-\x20]*$`)

// htmlPolicy lets through what goldmark makes of a text, and nothing else.
func htmlPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "blockquote",
		"pre", "code", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "sup", "div")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[a-z0-9-]+$`)).OnElements("h2", "h3", "h4", "h5", "h6")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|center|right)$`)).OnElements("th", "td")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]+$`)).OnElements("ol")

	p.AllowAttrs("href", "title").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile("^" + outwards + "$")).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("src").Matching(localImage).OnElements("img")
	p.AllowAttrs("alt", "title").OnElements("img")

	p.AllowAttrs("id").Matching(regexp.MustCompile(`^fnref[0-9]*:[0-9]+$`)).OnElements("sup")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^fn:[0-9]+$`)).OnElements("li")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^footnote-(ref|backref)$`)).OnElements("a")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^doc-(noteref|backlink)$`)).OnElements("a")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^footnotes$`)).OnElements("div")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^doc-endnotes$`)).OnElements("div")
	return p
}
