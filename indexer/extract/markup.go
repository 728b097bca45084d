package extract

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A tag is an element's name as it is written, with its usual prefix: "w:p".
// Office programs always write the usual prefixes.
type tag string

func tagOf(n xml.Name) tag {
	if n.Space == "" {
		return tag(n.Local)
	}
	return tag(n.Space + ":" + n.Local)
}

// attribute is the value of an element's attribute, whatever its prefix.
func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// A markup hears what stands in a piece of XML, in order.
type markup struct {
	open  func(tag, xml.StartElement) error
	close func(tag) error
	text  func(string)
	skip  func(tag) bool // what stands inside such an element is not heard
}

// walk reads XML for m. Elements may be nested no deeper than the limits say;
// entities that a document declares itself are never followed.
func (r *reading) walk(from io.Reader, m markup) error {
	d := xml.NewDecoder(r.bounded(from))
	d.Strict = false
	d.CharsetReader = charsetReader
	depth, skipped := 0, 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, errTooLarge) {
			return err
		}
		if err != nil {
			return corrupt(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > r.opts.Limits.Depth {
				return tooLarge(fmt.Sprintf("elements nested deeper than %d", r.opts.Limits.Depth))
			}
			name := tagOf(t.Name)
			if skipped > 0 || m.skip != nil && m.skip(name) {
				skipped++
				continue
			}
			if m.open != nil {
				if err := m.open(name, t); err != nil {
					return err
				}
			}
		case xml.EndElement:
			depth--
			if skipped > 0 {
				skipped--
				continue
			}
			if m.close != nil {
				if err := m.close(tagOf(t.Name)); err != nil {
					return err
				}
			}
		case xml.CharData:
			if skipped == 0 && m.text != nil {
				m.text(string(t))
			}
		}
	}
}

// A sheet gathers the text of a page. It knows where a table's cell is open,
// since paragraphs there do not end a line.
type sheet struct {
	strings.Builder
	cells int
}

// paragraph ends one.
func (s *sheet) paragraph() {
	if s.cells > 0 {
		s.WriteByte(' ')
	} else {
		s.WriteByte('\n')
	}
}

// cell ends one, row a row.
func (s *sheet) cell() {
	s.cells = max(s.cells-1, 0)
	s.WriteByte('\t')
}

func (s *sheet) row() { s.WriteByte('\n') }

// blank reports that nothing is on the page yet.
func (s *sheet) blank() bool { return strings.TrimSpace(s.String()) == "" }

// take returns the text and starts the next page.
func (s *sheet) take() string {
	text := s.String()
	s.Reset()
	return text
}
