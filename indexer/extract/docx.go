package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// A parcel is an office document: a zip archive of XML parts.
type parcel struct {
	of    *reading
	parts map[string]*zip.File
}

func (r *reading) parcel(data []byte) (*parcel, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, corrupt(err)
	}
	if len(archive.File) > r.opts.Limits.Entries {
		return nil, tooLarge("too many parts")
	}
	p := &parcel{r, make(map[string]*zip.File, len(archive.File))}
	for _, f := range archive.File {
		p.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	return p, nil
}

// main is the part that holds the text: the one that the parcel says, which
// need not have the usual name.
func (p *parcel) main(usual string) (string, error) {
	roots, err := p.relations("")
	if err != nil {
		return "", err
	}
	for _, t := range roots {
		if t.kind == "officeDocument" && p.parts[t.part] != nil {
			return t.part, nil
		}
	}
	if p.parts[usual] == nil {
		return "", corrupt(errors.New("there is no text part"))
	}
	return usual, nil
}

// walk reads a part of a parcel; one that is not there is empty.
func (p *parcel) walk(name string, m markup) error {
	f := p.parts[name]
	if f == nil {
		return nil
	}
	from, err := f.Open()
	if err != nil {
		return corrupt(err)
	}
	defer from.Close() // read only
	return p.of.walk(from, m)
}

// named lists the parts whose names match a pattern, in order.
func (p *parcel) named(pattern string) []string {
	var names []string
	for name := range p.parts {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// docx reads a Word document: its text by page, where the program that wrote it
// noted the pages, then notes, comments, headers and footers.
func (r *reading) docx(data []byte) error {
	p, err := r.parcel(data)
	if err != nil {
		return err
	}
	main, err := p.main("word/document.xml")
	if err != nil {
		return err
	}
	w := word{page: r.page}
	err = p.walk(main, w.markup())
	seen := map[string]bool{}
	for _, pattern := range []string{
		"word/footnotes*.xml", "word/endnotes*.xml", "word/comments.xml", "word/diagrams/data*.xml", "word/charts/chart*.xml",
		"word/header*.xml", "word/footer*.xml",
	} {
		for _, name := range p.named(pattern) {
			if err != nil {
				break
			}
			var extra word
			err = p.walk(name, extra.markup())
			if text := strings.TrimSpace(extra.sheet.take()); text != "" && !seen[text] {
				seen[text] = true
				w.sheet.WriteString("\n" + text + "\n")
			}
		}
	}
	if w.sheet.blank() && r.summary.Pages > 0 {
		return err
	}
	return errors.Join(err, r.page(w.sheet.take()))
}

// word gathers the text of a part of a Word document.
type word struct {
	sheet sheet
	page  func(string) error // takes a page that ends; nil where there are none
	run   bool               // inside a text run
	turns int                // pages that end inside the table that is open
}

func (w *word) markup() markup {
	return markup{open: w.open, close: w.close, text: w.text, skip: wordSkips}
}

// wordSkips are what is no text of the document: what tracked changes deleted
// or moved away, codes of fields, and second copies for older programs.
func wordSkips(t tag) bool {
	switch t {
	case "w:del", "w:moveFrom", "w:delText", "w:instrText", "w:delInstrText", "mc:Fallback", "w:sectPr", "w:rPr", "w:pPr":
		return true
	}
	return false
}

func (w *word) open(t tag, e xml.StartElement) error {
	switch t {
	case "w:t", "a:t", "m:t":
		w.run = true
	case "w:tab", "w:ptab":
		w.sheet.WriteByte('\t')
	case "w:cr":
		w.sheet.WriteByte('\n')
	case "w:noBreakHyphen":
		w.sheet.WriteByte('-')
	case "w:br":
		if attribute(e, "type") == "page" {
			return w.turn()
		}
		w.sheet.WriteByte('\n')
	case "w:lastRenderedPageBreak":
		return w.turn()
	case "w:txbxContent":
		w.sheet.WriteByte('\n')
	case "w:tc":
		w.sheet.cells++
	}
	return nil
}

// turn ends a page, unless nothing is on it. One that ends in a table goes on
// to the end of the row.
func (w *word) turn() error {
	if w.sheet.cells > 0 {
		w.turns++
		return nil
	}
	if w.page == nil || w.sheet.blank() {
		return nil
	}
	return w.page(w.sheet.take())
}

// row ends one of a table, with the page that ended in it. Each cell across the
// end of a page tells of it anew.
func (w *word) row() error {
	w.sheet.row()
	if w.turns == 0 || w.sheet.cells > 0 {
		return nil
	}
	w.turns = 0
	return w.turn()
}

func (w *word) close(t tag) error {
	switch t {
	case "w:t", "a:t", "m:t":
		w.run = false
	case "w:p", "a:p":
		w.sheet.paragraph()
	case "w:tc":
		w.sheet.cell()
	case "w:tr":
		return w.row()
	}
	return nil
}

func (w *word) text(s string) {
	if w.run {
		w.sheet.WriteString(s)
	}
}

// bytes are a part that is read whole; none for one that is not there.
func (p *parcel) bytes(name string) ([]byte, error) {
	f := p.parts[name]
	if f == nil {
		return nil, nil
	}
	from, err := f.Open()
	if err != nil {
		return nil, corrupt(err)
	}
	defer from.Close() // read only
	return io.ReadAll(p.of.bounded(from))
}
