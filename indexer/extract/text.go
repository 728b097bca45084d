package extract

import (
	"encoding/xml"
	"regexp"
	"strings"
	"unicode/utf8"
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

// xml reads the text between the tags, an element a line. Of signatures in it
// (XAdES) only what they sign counts: certificates tell more of who signed than
// anybody should find.
func (r *reading) xml(data []byte) error {
	var out sheet
	err := r.walk(strings.NewReader(xmlText(data)), markup{
		open:  func(tag, xml.StartElement) error { out.WriteByte('\n'); return nil },
		close: func(tag) error { out.WriteByte('\n'); return nil },
		text:  func(s string) { out.WriteString(flowing(s)) },
		skip:  xmlSkips,
	})
	var lines []string
	for line := range strings.Lines(out.take()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 || err == nil {
		if added := r.page(strings.Join(lines, "\n")); err == nil {
			err = added
		}
	}
	return err
}

// declaration is the first thing in most XML, with the charset it claims.
var declaration = regexp.MustCompile(`^\s*<\?xml\b[^>]*?(?:encoding\s*=\s*["']([\w.:-]+)["'][^>]*)?\?>`)

// xmlText is XML as text, without the declaration, which would be wrong now.
// Its charset is believed only where the bytes do not tell.
func xmlText(data []byte) string {
	head := declaration.FindSubmatch(data[:min(len(data), 512)])
	text := textOf(data)
	if head != nil && head[1] != nil && !utf8.Valid(data) {
		text = textIn(string(head[1]), data)
	}
	return declaration.ReplaceAllString(text, "")
}

// xmlSkips are the parts of XML that are no text, by their names without prefix.
func xmlSkips(t tag) bool {
	name := string(t)
	if _, local, ok := strings.Cut(name, ":"); ok {
		name = local
	}
	switch name {
	case "script", "style", "SignedInfo", "SignatureValue", "KeyInfo", "QualifyingProperties":
		return true
	}
	return false
}
