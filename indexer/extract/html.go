package extract

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// html reads what a page shows.
func (r *reading) html(data []byte) error {
	text, err := visible(data)
	if err != nil {
		return corrupt(err)
	}
	return r.page(text)
}

// visible is the text that a browser would show, with blocks on lines of their own.
func visible(data []byte) (string, error) {
	e, _, _ := charset.DetermineEncoding(data[:min(len(data), 1024)], "")
	z := html.NewTokenizer(bytes.NewReader([]byte(decoded(e, data))))
	var out sheet
	var hidden []atom.Atom // open elements whose text is not shown
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if errors.Is(z.Err(), io.EOF) {
				return out.take(), nil
			}
			return out.take(), z.Err()
		}
		token := z.Token()
		switch {
		case kind == html.StartTagToken && unseen(token.DataAtom):
			hidden = append(hidden, token.DataAtom)
		case kind == html.EndTagToken && len(hidden) > 0 && hidden[len(hidden)-1] == token.DataAtom:
			hidden = hidden[:len(hidden)-1]
		case len(hidden) > 0:
		case kind == html.TextToken:
			out.WriteString(flowing(token.Data))
		case token.DataAtom == atom.Img:
			for _, a := range token.Attr {
				if a.Key == "alt" {
					out.WriteString(" " + flowing(a.Val) + " ")
				}
			}
		case token.DataAtom == atom.Td || token.DataAtom == atom.Th:
			if kind == html.EndTagToken {
				out.WriteByte('\t')
			}
		case !inline(token.DataAtom):
			out.WriteByte('\n')
		}
	}
}

// flowing is text with its breaks of line as blanks.
func flowing(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '\n' || c == '\t' || c == '\r' {
			return ' '
		}
		return c
	}, s)
}

// unseen are the elements whose text is not shown.
func unseen(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Svg, atom.Select:
		return true
	}
	return false
}

// inline are the elements that do not end a line.
func inline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Cite, atom.Code, atom.Del, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd,
		atom.Label, atom.Mark, atom.Q, atom.S, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Var, atom.Wbr:
		return true
	}
	return false
}
