// Package extracttest makes documents for tests and measurements.
package extracttest

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// A PDF is what Bytes writes as a file.
type PDF struct {
	Pages    []Page
	Script   string // to run when the file is opened
	Embedded string // a file inside
	Padding  int    // bytes that mean nothing
}

// A Page is one of A4 in a PDF.
type Page struct {
	Text    string // lines, in letters of Western Europe
	Picture []byte // JPEG over the whole page, 1240 by 1754 points unless they are told
	Size    [2]int // of the picture, in points
	Stamp   string // written over the page
	Field   string // typed into a form on it
	Missing bool   // listed and not there
}

// pdfWriter numbers the objects of a file.
type pdfWriter struct {
	objects  []string
	pictures map[string]int
}

// add writes an object and returns a reference to it.
func (w *pdfWriter) add(body string) string {
	w.objects = append(w.objects, body)
	return fmt.Sprintf("%d 0 R", len(w.objects))
}

// stream writes a dictionary with what belongs to it.
func (w *pdfWriter) stream(dictionary, body string) string {
	return w.add(fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dictionary, len(body), body))
}

// Bytes is the file.
func (p PDF) Bytes() []byte {
	w := &pdfWriter{pictures: map[string]int{}}
	root := w.add("") // written last
	tree := w.add("")
	font := w.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	var kids, fields []string
	for _, page := range p.Pages {
		kid, field := w.page(page, tree, font)
		kids = append(kids, kid)
		fields = append(fields, field...)
	}
	more := ""
	if p.Script != "" {
		more += "/OpenAction " + w.add("<</S/JavaScript/JS("+escaped(p.Script)+")>>") +
			"/Names<</JavaScript<</Names[(x)" + w.add("<</S/JavaScript/JS("+escaped(p.Script)+")>>") + "]>>"
	} else {
		more += "/Names<<"
	}
	if p.Embedded != "" {
		file := w.stream("/Type/EmbeddedFile", p.Embedded)
		more += "/EmbeddedFiles<</Names[(dentro.txt)" + w.add("<</Type/Filespec/F(dentro.txt)/EF<</F "+file+">>>>") + "]>>"
	}
	more += ">>"
	if fields != nil {
		more += "/AcroForm<</Fields[" + strings.Join(fields, " ") + "]/DR<</Font<</F " + font + ">>>>>>"
	}
	if p.Padding > 0 {
		w.stream("", strings.Repeat("x", p.Padding))
	}
	w.objects[0] = "<</Type/Catalog/Pages " + tree + more + ">>"
	w.objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids))
	return w.file(root)
}

// page writes one page and returns it and the fields on it.
func (w *pdfWriter) page(p Page, tree, font string) (kid string, fields []string) {
	if p.Missing {
		return w.add("null"), nil
	}
	body, pictures := "", ""
	if p.Picture != nil {
		body, pictures = "q 595 0 0 842 0 0 cm/I Do Q\n", "/XObject<</I "+w.picture(p)+">>"
	}
	contents := w.stream("", body+shown(p.Text, 800))
	var notes []string
	over := func(kind, text string, y int) string {
		looks := w.stream("/Type/XObject/Subtype/Form/BBox[0 0 400 20]/Resources<</Font<</F "+font+">>>>", shown(text, 5))
		note := w.add(fmt.Sprintf("<</Type/Annot/Subtype/%s/Rect[60 %d 460 %d]/F 4/DA(/F 11 Tf)/AP<</N %s>>>>", kind, y, y+20, looks))
		notes = append(notes, note)
		return note
	}
	if p.Stamp != "" {
		over("FreeText", p.Stamp, 815)
	}
	if p.Field != "" {
		fields = append(fields, over("Widget/FT/Tx/T(campo)/V("+escaped(p.Field)+")", p.Field, 40))
	}
	return w.add(fmt.Sprintf("<</Type/Page/Parent %s/MediaBox[0 0 595 842]/Contents %s/Annots[%s]/Resources<</Font<</F %s>>%s>>>>",
		tree, contents, strings.Join(notes, " "), font, pictures)), fields
}

// picture writes a JPEG, the same one once.
func (w *pdfWriter) picture(p Page) string {
	if n := w.pictures[string(p.Picture)]; n > 0 {
		return fmt.Sprintf("%d 0 R", n)
	}
	if p.Size == [2]int{} {
		p.Size = [2]int{1240, 1754}
	}
	ref := w.stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode",
		p.Size[0], p.Size[1]), string(p.Picture))
	w.pictures[string(p.Picture)] = len(w.objects)
	return ref
}

// shown are the operators that write lines from a height downwards.
func shown(text string, y int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "BT/F 11 Tf 14 TL 60 %d Td\n", y)
	for line := range strings.Lines(text) {
		fmt.Fprintf(&b, "(%s)Tj T*\n", escaped(strings.TrimRight(line, "\n")))
	}
	b.WriteString("ET")
	return b.String()
}

// escaped is text as a string of a PDF holds it.
func escaped(text string) string {
	out, err := encoding.ReplaceUnsupported(charmap.Windows1252.NewEncoder()).String(text)
	if err != nil {
		panic(err) // what cannot be written was replaced
	}
	return strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(out)
}

// file puts the objects together, with a table of where they are.
func (w *pdfWriter) file(root string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var table strings.Builder
	for i, o := range w.objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root %s>>\nstartxref\n%d\n%%%%EOF\n",
		len(w.objects)+1, table.String(), len(w.objects)+1, root, at)
	return b.Bytes()
}
