package extract

import (
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

// A page with fewer letters than fewLetters, and a picture over at least half
// of it, is a scan: what was written on it is no more than a stamp.
const fewLetters = 100

// pdfPage reads one page: by its letters, or by OCR when that is asked for.
func (r *reading) pdfPage(f *pdfFile, n int) error {
	if !r.wanted() {
		return r.page("")
	}
	text, pictured, err := f.text(n)
	switch {
	case err != nil:
		return err
	case r.opts.Scan != nil:
		return r.pdfScan(f, n, text)
	case pictured:
		return r.scan(text)
	}
	return r.page(text)
}

// text is the text of a page, from 0, and whether the page is a picture.
func (f *pdfFile) text(n int) (text string, pictured bool, err error) {
	page, err := f.load(n)
	if err != nil {
		return "", false, err
	}
	written, err := f.written(page)
	if err == nil && written {
		page, err = f.flattened(n, page)
	}
	if err == nil {
		text, err = f.letters(page)
	}
	if err == nil {
		pictured, err = f.pictured(n, page, text)
	}
	if err != nil {
		return "", false, err
	}
	return hyphens.Replace(text), pictured, f.unload(page)
}

func (f *pdfFile) load(n int) (requests.Page, error) {
	loaded, err := f.engine.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: f.doc, Index: n})
	if err != nil {
		return requests.Page{}, pdfFault(err)
	}
	return requests.Page{ByReference: &loaded.Page}, nil
}

func (f *pdfFile) unload(page requests.Page) error {
	if _, err := f.engine.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: *page.ByReference}); err != nil {
		return pdfFault(err)
	}
	return nil
}

// letters are the letters of a page, in the order of reading.
func (f *pdfFile) letters(page requests.Page) (string, error) {
	loaded, err := f.engine.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return "", pdfFault(err)
	}
	count, err := f.engine.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: loaded.TextPage})
	if err != nil {
		return "", pdfFault(err)
	}
	text := ""
	if count.Count > 0 { // all at once: a call for each letter takes longer than to read the page
		got, err := f.engine.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: loaded.TextPage, Count: count.Count})
		if err != nil {
			return "", pdfFault(err)
		}
		text = got.Text
	}
	if _, err := f.engine.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage}); err != nil {
		return "", pdfFault(err)
	}
	return text, nil
}

// written reports that something was written over the page: fields of a form
// filled in, a number stamped on it.
func (f *pdfFile) written(page requests.Page) (bool, error) {
	count, err := f.engine.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil {
		return false, pdfFault(err)
	}
	for i := range count.Count {
		got, err := f.engine.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue // a note that is broken shows nothing
		}
		kind, err := f.engine.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: got.Annotation})
		if err != nil {
			return false, pdfFault(err)
		}
		if _, err := f.engine.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: got.Annotation}); err != nil {
			return false, pdfFault(err)
		}
		switch kind.Subtype {
		case enums.FPDF_ANNOT_SUBTYPE_WIDGET, enums.FPDF_ANNOT_SUBTYPE_FREETEXT, enums.FPDF_ANNOT_SUBTYPE_STAMP:
			return true, nil
		}
	}
	return false, nil
}

// flattened makes what was written over a page part of it, and loads it anew.
func (f *pdfFile) flattened(n int, page requests.Page) (requests.Page, error) {
	if _, err := f.engine.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: page}); err != nil {
		return page, pdfFault(err)
	}
	if err := f.unload(page); err != nil {
		return page, err
	}
	return f.load(n)
}

// pictured reports that a page shows what its letters do not tell: it has none
// and is not blank, or a picture takes up most of it.
func (f *pdfFile) pictured(n int, page requests.Page, text string) (bool, error) {
	letters := 0
	for _, c := range text {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			letters++
		}
	}
	if letters >= fewLetters {
		return false, nil
	}
	objects, err := f.engine.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return false, pdfFault(err)
	}
	if letters == 0 {
		return objects.Count > 0, nil
	}
	size, err := f.engine.GetPageSize(&requests.GetPageSize{Page: f.at(n)})
	if err != nil {
		return false, pdfFault(err)
	}
	for i := range objects.Count {
		covered, err := f.covered(page, i)
		if err != nil {
			return false, err
		}
		if covered >= size.Width*size.Height/2 {
			return true, nil
		}
	}
	return false, nil
}

// covered is the area of a page that one of its objects takes up as a picture.
func (f *pdfFile) covered(page requests.Page, i int) (float64, error) {
	object, err := f.engine.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
	if err != nil {
		return 0, pdfFault(err)
	}
	kind, err := f.engine.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
	if err != nil {
		return 0, pdfFault(err)
	}
	if kind.Type != enums.FPDF_PAGEOBJ_IMAGE && kind.Type != enums.FPDF_PAGEOBJ_FORM {
		return 0, nil
	}
	box, err := f.engine.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
	if err != nil {
		return 0, nil //nolint:nilerr // it shows nothing
	}
	return float64(box.Right-box.Left) * float64(box.Top-box.Bottom), nil
}

// hyphens removes the marks that PDFium writes for a hyphen at the end of a
// line, which it has joined to the next one already.
var hyphens = strings.NewReplacer("\x02", "", "\ufffe", "")
