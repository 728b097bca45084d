package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

// What begins a page in each kind of OpenDocument.
const (
	turnText  tag = "text:soft-page-break"
	turnTable tag = "table:table"
	turnSlide tag = "draw:page"
)

// odt reads an OpenDocument text by its pages, as the program that wrote it
// noted them, then its headers and footers.
func (r *reading) odt(data []byte) error { return r.odf(data, turnText, true) }

// ods reads an OpenDocument spreadsheet, each table as a page.
func (r *reading) ods(data []byte) error { return r.odf(data, turnTable, false) }

// odp reads an OpenDocument presentation, each slide with its notes as a page.
func (r *reading) odp(data []byte) error { return r.odf(data, turnSlide, false) }

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
	o := odfText{page: r.page, turn: turn, breaks: map[string]bool{}}
	err = p.walk("content.xml", o.markup())
	if err == nil && headers {
		styles := odfText{only: "office:master-styles", breaks: map[string]bool{}}
		err = p.walk("styles.xml", styles.markup())
		o.sheet.WriteString("\n" + styles.sheet.take())
	}
	if o.sheet.blank() && o.turn == turnText && r.summary.Pages > 0 {
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
	tables int                // open tables
	begun  bool               // a sheet or slide

	style  string          // the one that is being described
	breaks map[string]bool // the styles whose paragraphs begin a page
}

func (o *odfText) markup() markup {
	return markup{open: o.opened, close: o.closed, text: o.text, skip: func(t tag) bool {
		switch t {
		case "text:tracked-changes", "office:scripts", "svg:title", "text:note-citation", "dc:creator", "dc:date", "meta:creator-initials":
			return true // deleted, run, or about the text beside it
		}
		return false
	}}
}

func (o *odfText) opened(t tag, e xml.StartElement) error {
	if t == o.only {
		o.inside++
	}
	if err := o.turns(t, e); err != nil {
		return err
	}
	switch t {
	case "style:style":
		o.style = attribute(e, "name")
		if attribute(e, "master-page-name") != "" { // another kind of page
			o.breaks[o.style] = true
		}
	case "style:paragraph-properties":
		if attribute(e, "break-before") == "page" {
			o.breaks[o.style] = true
		}
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
		o.tables++
		if name := attribute(e, "name"); o.turn == turnTable && o.tables == 1 && name != "" {
			o.sheet.WriteString(name + "\n")
		}
	}
	return nil
}

// turns ends a page where another begins. Sheets and slides count though they
// be empty, so that the others keep their numbers.
func (o *odfText) turns(t tag, e xml.StartElement) error {
	if o.page == nil {
		return nil
	}
	switch {
	case t == turnText && o.turn == turnText:
	case (t == "text:p" || t == "text:h") && o.turn == turnText && o.run+o.tables == 0 && o.breaks[attribute(e, "style-name")]:
	case t == o.turn && o.tables == 0:
		if !o.begun {
			o.begun = true
			return nil
		}
		return o.page(o.sheet.take())
	default:
		return nil
	}
	if o.sheet.blank() {
		return nil
	}
	return o.page(o.sheet.take())
}

func (o *odfText) closed(t tag) error {
	switch t {
	case o.only:
		o.inside--
	case "text:p", "text:h":
		o.run = max(o.run-1, 0)
		o.sheet.paragraph()
	case "table:table":
		o.tables = max(o.tables-1, 0)
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
