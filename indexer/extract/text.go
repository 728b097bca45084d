package extract

import (
	"encoding/xml"
	"strings"
)

// plain reads mere text, tables in it included. Form feeds end pages.
func (r *reading) plain(data []byte) error {
	for text := range strings.SplitSeq(strings.TrimRight(textOf(data), "\f\n\r \x1a"), "\f") {
		if err := r.page(text); err != nil {
			return err
		}
	}
	return nil
}

// xml reads the text between the tags, an element a line.
func (r *reading) xml(data []byte) error {
	var out sheet
	err := r.walk(strings.NewReader(textOf(data)), markup{
		open:  func(tag, xml.StartElement) error { out.WriteByte('\n'); return nil },
		close: func(tag) error { out.WriteByte('\n'); return nil },
		text:  func(s string) { out.WriteString(strings.TrimSpace(s)) },
		skip:  func(t tag) bool { return t == "script" || t == "style" || t == "svg:script" },
	})
	if text := strings.Join(strings.FieldsFunc(out.take(), func(c rune) bool { return c == '\n' }), "\n"); text != "" || err == nil {
		if added := r.page(text); err == nil {
			err = added
		}
	}
	return err
}
