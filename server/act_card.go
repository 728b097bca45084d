package server

import (
	"path"
	"strconv"
	"strings"

	"copratica/content"
	"copratica/indexer"
)

// An actCard is what pages say of an act, wherever it is shown.
type actCard struct {
	caseID, body         string
	file, title          string
	kind, number, issuer string
	date                 content.Date
}

// name is what an act is called: its title, or the name of its file.
func (a actCard) name() string {
	if a.title != "" {
		return a.title
	}
	return a.file
}

// detail is what is known of an act in one line.
func (a actCard) detail(w *words, tax *content.Taxonomy) string {
	kind, number := a.named(w, tax)
	if kind == a.name() {
		kind = "" // said once is enough
	}
	date := w.Date(a.date)
	if number != "" && date != "" {
		date = w.F("acts.dated", "Date", date)
	}
	return joined(" · ", kind, joined(" ", number, date), a.issuer)
}

func (a actCard) named(w *words, tax *content.Taxonomy) (kind, number string) {
	if a.kind != "" {
		kind = indexer.Label(indexer.FacetKind, a.kind, w.Lang, tax)
	}
	if a.number != "" {
		number = w.F("act.number", "Number", a.number)
	}
	return kind, number
}

// citeAct refers to a place of an act as one writes it in a paper: body, act,
// number, date, article, page, address.
func (s *site) citeAct(w *words, tax *content.Taxonomy, a actCard, heading string, page int) string {
	kind, number := a.named(w, tax)
	if kind == a.name() {
		kind = ""
	}
	dated := ""
	if a.date != "" {
		dated = w.F("acts.dated", "Date", w.Date(a.date))
	}
	where := pageOf(w, a.file, page)
	if heading != "" {
		heading = "«" + heading + "»"
	}
	issuer := a.issuer
	if issuer == "" {
		issuer = a.body
	}
	return joined(", ", issuer, a.name(), kind, joined(" ", number, dated), heading, where,
		s.BaseURL+textAddress(langIT, a.caseID, a.file, page, indexer.Query{}))
}

// previewPath is the address of the picture of an act's first page.
func previewPath(id, file string) string { return filePath(id, file) + "/anteprima" }

// pageAlt is what a picture of an act shows, for who cannot see it.
func pageAlt(w *words, name string) string { return w.F("act.preview", "Name", name) }

// pagesOf says how many pages of an act there are; "" if that says nothing.
func pagesOf(w *words, file string, n int) string {
	unit := indexer.PageUnit(file)
	if n == 0 || unit == "" {
		return ""
	}
	return w.N("act."+unit+"s", n)
}

// pageOf names a page of an act; "" if there is but one piece.
func pageOf(w *words, file string, n int) string {
	unit := indexer.PageUnit(file)
	switch {
	case n == 0, unit == "" && n == 1:
		return ""
	case unit == "":
		unit = "page" // of a text with page breaks
	}
	return w.F("acts."+unit, "Page", w.Int(n))
}

// atPage is the address of a document opened at a page; "" for one that
// browsers do not show by pages.
func atPage(id, file string, page int) string {
	if strings.ToLower(path.Ext(file)) != ".pdf" || page == 0 {
		return ""
	}
	return filePath(id, file) + "#page=" + strconv.Itoa(page)
}
