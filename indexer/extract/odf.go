package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

// odt reads an OpenDocument text by its pages, as the program that wrote it
// noted them, then its headers and footers.
func (r *reading) odt(data []byte) error { return r.odf(data, "text:soft-page-break", true) }

// ods reads an OpenDocument spreadsheet, each table as a page.
func (r *reading) ods(data []byte) error { return r.odf(data, "table:table", false) }

// odp reads an OpenDocument presentation, each slide with its notes as a page.
func (r *reading) odp(data []byte) error { return r.odf(data, "draw:page", false) }

// odf reads an OpenDocument; a new page begins at each element turn.
func (r *reading) odf(data []byte, turn tag, headers bool) error {
	p, err := r.parcel(data)
	if err != nil {
		return err
	}
	manifest, err := p.bytes("META-INF/manifest.xml")
	if err != nil {
		return err
	}
	if bytes.Contains(manifest, []byte("encryption-data")) {
		return errPassword
	}
	if p.parts["content.xml"] == nil {
		return corrupt(errors.New("there is no text part"))
	}
	o := odfText{page: r.page, turn: turn}
	err = p.walk("content.xml", o.markup())
	if err == nil && headers {
		styles := odfText{only: "office:master-styles"}
		err = p.walk("styles.xml", styles.markup())
		o.sheet.WriteString("\n" + styles.sheet.take())
	}
	if o.sheet.blank() && r.summary.Pages > 0 {
		return err
	}
	return errors.Join(err, r.page(o.sheet.take()))
}

// odfText gathers the text of a part of an OpenDocument.
type odfText struct {
	sheet  sheet
	page   func(string) error // takes a page that ends; nil where there are none
	turn   tag                // begins a page
	only   tag                // text counts inside this element only, if it is set
	inside int                // how many such elements are open
	run    int                // open paragraphs and headings
}

func (o *odfText) markup() markup {
	return markup{open: o.opened, close: o.closed, text: o.text, skip: func(t tag) bool {
		return t == "text:tracked-changes" || t == "office:scripts" || t == "svg:title"
	}}
}

func (o *odfText) opened(t tag, e xml.StartElement) error {
	if t == o.only {
		o.inside++
	}
	if t == o.turn && o.page != nil && !o.sheet.blank() {
		if err := o.page(o.sheet.take()); err != nil {
			return err
		}
	}
	switch t {
	case "text:p", "text:h":
		if o.run++; o.run > 1 {
			o.sheet.WriteByte('\n') // a note or box inside a paragraph
		}
	case "text:s":
		n, err := strconv.Atoi(attribute(e, "c"))
		if err != nil {
			n = 1
		}
		o.text(strings.Repeat(" ", min(max(n, 1), 100)))
	case "text:tab":
		o.text("\t")
	case "text:line-break":
		o.text("\n")
	case "table:table-cell":
		o.sheet.cells++
	case "table:table":
		if name := attribute(e, "name"); o.turn == "table:table" && name != "" {
			o.sheet.WriteString(name + "\n")
		}
	}
	return nil
}

func (o *odfText) closed(t tag) error {
	switch t {
	case o.only:
		o.inside--
	case "text:p", "text:h":
		o.run = max(o.run-1, 0)
		o.sheet.paragraph()
	case "table:table-cell":
		o.sheet.cell()
	case "table:table-row":
		o.sheet.row()
	}
	return nil
}

func (o *odfText) text(s string) {
	if o.run > 0 && (o.only == "" || o.inside > 0) {
		o.sheet.WriteString(s)
	}
}
