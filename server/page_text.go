package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// actTextPage is the text of an act, a page at a time, with the words marked.
type actTextPage struct {
	frame
	Name    string
	Case    link
	Detail  string
	Signers string
	State   string // why there is no text, or not all of it; "" if all is well
	Reason  string // the same for staff
	Pending bool   // nobody has read it yet
	Words   string
	// NoSynonyms says that their other names are not marked.
	NoSynonyms bool
	Corrected  []string // sentences
	Page       int
	Last       int
	Label      string // "Pagina 3 di 12"; "" for a text in one piece
	Unit       string // what its pages are
	Text       []textSpan
	Found      string // how often the words stand here and elsewhere
	Partial    string // that not all pages were looked through
	Before     string // the last place of the words on the pages before; "" if there is none
	After      string // the first on the pages that follow
	Here       int    // places on this page
	Places     []pageLink
	Open       string // the document, at this page where that can be
	OpenText   string
	Cite       string
}

// A textSpan is a run of the page's text; one that was found has a name to go to.
type textSpan struct {
	indexer.Span
	ID string
}

// marksOver is how many pages are searched for the words beside the one shown.
const marksOver = 400

// actText answers GET /casi/{id}/allegati/{file}/testo.
func (s *site) actText(c *gin.Context) error {
	w := s.wordsOf(c)
	values, err := s.parameters(c)
	if err != nil {
		return err
	}
	id, file, p := param(c, "id"), param(c, "file"), s.principal(c)
	act, text, err := s.Library.ActText(c.Request.Context(), p, id, file)
	if err != nil {
		return err
	}
	of := actCard{
		caseID: id, body: act.Entry.Case.PublicBody.Name, file: file, title: act.Title, kind: act.Kind, number: act.Number,
		issuer: act.Issuer, date: act.Date,
	}
	words := strings.TrimSpace(values.Get("q"))
	q, _, err := indexer.ParseQuery(url.Values{"q": {words}, "synonyms": values["synonyms"]}, p.Sight(), s.Library.Taxonomy()) // for its limits
	if err != nil {
		return err
	}
	marker := s.marker(c, p, q)
	found := findIn(text.Pages, marker)
	number, err := pageNumber(values, max(len(text.Pages), 1))
	if err != nil {
		return err
	}
	if values.Get("pagina") == "" && len(found.pages) > 0 {
		number = found.most
	}
	tax := s.Library.Taxonomy()
	page := &actTextPage{
		frame: s.frame(c, w, w.F("text.title", "Name", of.name())), Name: of.name(), Detail: of.detail(w, tax),
		Case:    link{Label: act.Entry.Case.Title, URL: local(w.Lang, casePath(id))},
		Signers: signedBy(w, text), State: textState(w, text), Pending: text.Pending(), Words: words, NoSynonyms: q.NoSynonyms, Corrected: w.corrected(marker.Corrected),
		Page: number, Last: len(text.Pages), Cite: s.citeAct(w, tax, of, "", number),
		Open: filePath(id, file), OpenText: w.T("text.open"),
	}
	if p.Sight() >= content.SightStaff {
		page.Reason = text.Reason
	}
	if at := atPage(id, file, number); at != "" && len(text.Pages) > 0 {
		page.Open, page.OpenText = at, w.F("text.open.page", "Page", w.Int(number))
	}
	if len(text.Pages) > 0 {
		page.show(w, file, text.Pages, found, func(n int) string { return textAddress(w.Lang, id, file, n, q) })
	}
	c.Header("X-Robots-Tag", "noindex")
	return s.render(c, http.StatusOK, "acttext", page)
}

// foundIn is where words stand in a text.
type foundIn struct {
	marker *indexer.Marker
	pages  []int // from 1, ascending
	count  map[int]int
	most   int // the page that has most
	all    int // on all pages
}

// findIn looks for words in the first pages of a text.
func findIn(pages []string, words *indexer.Marker) foundIn {
	f := foundIn{marker: words, count: map[int]int{}}
	if f.marker.Empty() {
		return f
	}
	for i, text := range pages[:min(len(pages), marksOver)] {
		if !f.marker.May(text) {
			continue
		}
		if _, n := f.marker.Spans(indexer.FieldBody, text); n > 0 {
			f.pages = append(f.pages, i+1)
			f.all += n
			if f.count[i+1] = n; n > f.count[f.most] {
				f.most = i + 1
			}
		}
	}
	return f
}

// show fills in the text of the page, and where else the words stand; to is the
// address of another page.
func (page *actTextPage) show(w *words, file string, pages []string, found foundIn, to func(int) string) {
	page.Unit = indexer.PageUnit(file)
	if page.Unit == "" {
		page.Unit = "page"
	}
	if len(pages) > 1 {
		page.Label = w.F("text."+page.Unit, "Page", w.Int(page.Page), "Pages", w.Int(len(pages)))
	}
	if page.Page > 1 {
		page.Prev = to(page.Page - 1)
	}
	if page.Page < len(pages) {
		page.Next = to(page.Page + 1)
	}
	spans, _ := found.marker.Spans(indexer.FieldBody, pages[page.Page-1])
	for _, span := range spans {
		shown := textSpan{Span: span}
		if span.Match {
			page.Here++
			shown.ID = markID(page.Here)
		}
		page.Text = append(page.Text, shown)
	}
	if found.marker.Empty() {
		return
	}
	elsewhere := 0
	for _, n := range found.pages {
		page.Places = append(page.Places, pageLink{Label: w.Int(n), URL: to(n), Current: n == page.Page})
		switch {
		case n < page.Page:
			page.Before = to(n) + "#" + markID(found.count[n])
		case n > page.Page && page.After == "":
			page.After = to(n) + "#" + markID(1)
		}
		if n != page.Page {
			elsewhere += found.count[n]
		}
	}
	switch {
	case elsewhere == 0:
		page.Places = nil
		page.Found = w.N("text.found", page.Here)
	case page.Here == 0:
		page.Found = w.N("text.found.elsewhere", elsewhere)
	default:
		page.Found = w.N("text.found", page.Here) + ", " + w.N("text.elsewhere", elsewhere)
	}
	if page.Here+elsewhere == 0 {
		page.Found = w.T("text.found.none")
	}
	if len(pages) > marksOver {
		page.Partial = w.F("text.found.first", "N", w.Int(marksOver))
	}
}

// markID names the n-th place on a page, from 1.
func markID(n int) string { return "m" + strconv.Itoa(n) }

// pageNumber reads the page asked for, from 1 to last.
func pageNumber(values url.Values, last int) (int, error) {
	given := values.Get("pagina")
	if given == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil {
		return 0, &content.InvalidError{Problems: []content.Problem{{Field: "pagina", Code: content.CodeFormat, Value: given, Detail: "this is not a number"}}}
	}
	if n < 1 || n > last {
		return 0, errNoPage
	}
	return n, nil
}

// signedBy names who signed, as far as certificates tell.
func signedBy(w *words, t content.Text) string {
	if len(t.Signers) == 0 {
		return ""
	}
	return w.F("act.signed", "Names", strings.Join(t.Signers, ", "))
}

// textState says in words why an act has no text, or not all of it.
func textState(w *words, t content.Text) string {
	switch {
	case t.Pending():
		return w.T("act.state.pending")
	case t.State == content.TextOK:
		return ""
	case len(t.Scans) > 0 && t.Readable():
		return w.T("act.state.partial.scans")
	case len(t.Scans) > 0:
		return w.T("act.state.scans")
	}
	return stateText(w, t.State)
}

// stateText is what a state means to who wants to read.
func stateText(w *words, state content.TextState) string {
	switch state {
	case content.TextPartial:
		return w.T("act.state.partial")
	case content.TextNoTextLayer:
		return w.T("act.state.no_text_layer")
	case content.TextPasswordRequired:
		return w.T("act.state.password_required")
	case content.TextTooLarge:
		return w.T("act.state.too_large")
	case content.TextTimeout:
		return w.T("act.state.timeout")
	case content.TextUnsupported:
		return w.T("act.state.unsupported")
	case content.TextEmpty:
		return w.T("act.state.empty")
	default:
		return w.T("act.state.corrupt")
	}
}

// preview answers GET /casi/{id}/allegati/{file}/anteprima.
func (s *site) preview(c *gin.Context) error {
	r, kept, err := s.Library.OpenPreview(c.Request.Context(), s.principal(c), param(c, "id"), param(c, "file"))
	if err != nil {
		return err
	}
	defer r.Close() // read only
	h := c.Writer.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", filePolicy("image/jpeg"))
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+string(kept.Digest)+`"`)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, r)
	return nil
}
