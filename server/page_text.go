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
	Name     string
	Case     link
	Detail   string
	Signers  string
	State    string // why there is no text, or not all of it; "" if all is well
	Words    string
	Page     int
	Last     int
	Label    string // "Pagina 3 di 12"
	Text     []indexer.Span
	Found    string // how often the words stand here and elsewhere
	Places   []pageLink
	Numbers  []option
	Open     string // the document, at this page where that can be
	OpenText string
	Cite     string
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
	id, file := param(c, "id"), param(c, "file")
	act, text, err := s.Library.ActText(c.Request.Context(), s.principal(c), id, file)
	if err != nil {
		return err
	}
	number, err := pageNumber(values, max(len(text.Pages), 1))
	if err != nil {
		return err
	}
	of := actCard{
		caseID: id, body: act.Entry.Case.PublicBody.Name, file: file, title: act.Title, kind: act.Kind, number: act.Number,
		issuer: act.Issuer, date: act.Date,
	}
	tax := s.Library.Taxonomy()
	page := &actTextPage{
		frame: s.frame(c, w, w.F("text.title", "Name", of.name())), Name: of.name(), Detail: of.detail(w, tax),
		Case:    link{Label: act.Entry.Case.Title, URL: local(w.Lang, casePath(id))},
		Signers: signedBy(w, text), State: textState(w, text), Words: strings.TrimSpace(values.Get("q")),
		Page: number, Last: len(text.Pages), Cite: s.citeAct(w, tax, of, "", number),
		Open: filePath(id, file), OpenText: w.T("text.open"),
	}
	if at := atPage(id, file, number); at != "" && len(text.Pages) > 0 {
		page.Open, page.OpenText = at, w.F("text.open.page", "Page", w.Int(number))
	}
	if len(text.Pages) > 0 {
		s.showPage(page, w, text.Pages, func(n int) string { return textAddress(w.Lang, id, file, n, page.Words) })
	}
	c.Header("X-Robots-Tag", "noindex")
	return s.render(c, http.StatusOK, "acttext", page)
}

// showPage fills in the text of the page, and where else the words stand.
func (s *site) showPage(page *actTextPage, w *words, pages []string, to func(int) string) {
	page.Label = w.F("text.page", "Page", w.Int(page.Page), "Pages", w.Int(len(pages)))
	marker := indexer.NewMarker(indexer.ParseExpr(page.Words, s.Library.Taxonomy()))
	here, elsewhere := 0, 0
	page.Text, here = marker.Spans(indexer.FieldBody, pages[page.Page-1])
	if !marker.Empty() {
		for n, text := range pages[:min(len(pages), marksOver)] {
			if !marker.May(text) {
				continue
			}
			if _, found := marker.Spans(indexer.FieldBody, text); found > 0 {
				page.Places = append(page.Places, pageLink{Label: w.Int(n + 1), URL: to(n + 1), Current: n+1 == page.Page})
				elsewhere += found
			}
		}
		if elsewhere -= here; elsewhere == 0 {
			page.Places = nil
		}
		page.Found = w.N("text.found", here)
		if elsewhere > 0 {
			page.Found += ", " + w.N("text.elsewhere", elsewhere)
		}
	}
	if page.Page > 1 {
		page.Prev = to(page.Page - 1)
	}
	if page.Page < len(pages) {
		page.Next = to(page.Page + 1)
	}
	for n := range pages {
		page.Numbers = append(page.Numbers, option{Value: strconv.Itoa(n + 1), Label: w.Int(n + 1), Selected: n+1 == page.Page})
	}
}

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
