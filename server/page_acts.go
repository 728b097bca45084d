package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// A tab is one of the two ways to look at a search.
type tab struct {
	Label, URL string
	Current    bool
}

// An actHit is an act found, in the words of the page.
type actHit struct {
	ID      string // for anchors
	Line    string // above it, where the degree changes
	Title   string
	URL     string // its text, at the first place found
	Preview string // a picture of the first page; "" if there may be none
	Alt     string
	Case    link
	Detail  string
	Meta    meta
	Places  []actPlace
	Alike   string
	Twins   []actTwin
	Beyond  string // how many more there are than Twins
	Why     string // by what it was found
	Cite    string
}

// An actTwin is an act with nearly the same text as a hit.
type actTwin struct{ Title, Case, Where, URL string }

// An actPlace is a piece of an act and where it stands.
type actPlace struct {
	Heading []indexer.Span
	Where   string // the words of the link to URL
	URL     string // the text at that page
	Open    string // the document at that page; "" where it cannot be opened at one
	Spans   []indexer.Span
}

// acts answers GET /atti.
func (s *site) acts(c *gin.Context) error {
	if to := turnedYears(c.Request.URL); to != "" {
		c.Redirect(http.StatusSeeOther, to)
		return nil
	}
	p, w := s.principal(c), s.wordsOf(c)
	q, notices, err := s.actQuery(c, p)
	if err != nil {
		return err
	}
	q.Lang = w.Lang
	q.Count = indexer.ActFacets()
	a, err := s.searchActsTyped(c, p, q)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	count := s.countsOfActs(ctx, p)
	v := resultsView{w: w, tax: s.Library.Taxonomy(), q: a.Query, path: "/atti", facets: indexer.ActFacets(), nouns: actNouns}
	if a.Suggestion, err = v.helpful(a.Suggestion, count); err != nil {
		return err
	}
	v.a = indexer.Answer{Query: a.Query, Total: a.Listed, Also: a.Also, Coverage: a.Coverage, Relaxed: a.Relaxed, Facets: a.Facets, Reading: a.Reading}
	title := w.T("acts.title")
	if q.Text != "" {
		title = w.F("acts.title.query", "Query", q.Text)
	}
	v.f = s.frame(c, w, title)
	page := v.blank("acts.title", "acts.search", v.actsHeading(a))
	page.Acronyms = s.glossary.meanings(q)
	if page.Acts, err = s.actHits(ctx, v, a.Hits); err != nil {
		return err
	}
	if page.Tabs, err = s.tabs(c, p, v, a.Total); err != nil {
		return err
	}
	if v.named, err = s.Finder.Propose(ctx, p, v.q); err != nil {
		return err
	}
	if page.Proposals, err = v.proposals(count); err != nil {
		return err
	}
	if len(page.Acts) == 0 {
		if page.EmptyText, page.WaysOut, err = s.noActs(ctx, p, &v); err != nil {
			return err
		}
	}
	for _, n := range notices {
		if n.Parameter != "lang" {
			page.Notices = append(page.Notices, v.notice(n))
		}
	}
	v.paging(page)
	c.Writer.Header().Add("Vary", fragmentHeader+", "+askedHeader)
	if c.GetHeader(fragmentHeader) == "results" {
		return s.renderPart(c, http.StatusOK, "results", "results-fragment", page)
	}
	return s.render(c, http.StatusOK, "results", page)
}

// actHits are the acts found, with pictures of those that have one.
func (s *site) actHits(ctx context.Context, v resultsView, found []indexer.ActAnswerHit) ([]actHit, error) {
	pictures, err := s.Library.Previews(ctx, digests(found))
	if err != nil {
		return nil, err
	}
	var out []actHit
	for i, h := range found {
		hit := s.actHit(v, h, i)
		if above := found[max(i-1, 0)].Coverage; h.Coverage != above {
			hit.Line = v.actsLine(h.Coverage)
		}
		if pictures[h.Act.Digest] {
			hit.Preview = previewPath(h.CaseID, h.Act.File)
		}
		out = append(out, hit)
	}
	return out, nil
}

func digests(hits []indexer.ActAnswerHit) []content.Digest {
	out := make([]content.Digest, len(hits))
	for i, h := range hits {
		out[i] = h.Act.Digest
	}
	return out
}

// actQuery reads the address of a search of acts.
func (s *site) actQuery(c *gin.Context, p content.Principal) (indexer.Query, []indexer.Notice, error) {
	values, err := s.parameters(c)
	if err != nil {
		return indexer.Query{}, nil, err
	}
	q, notices, err := indexer.ParseActQuery(values, p.Sight(), s.Library.Taxonomy())
	if err != nil {
		return q, notices, err
	}
	return s.knownPlaces(c, p, q, notices)
}

// searchActs asks the finder for acts, and no longer than people wait.
func (s *site) searchActs(ctx context.Context, p content.Principal, q indexer.Query) (indexer.ActAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	return s.Finder.Acts(ctx, p, q)
}

// actsLine says how much of the query the acts below it meet.
func (v *resultsView) actsLine(c indexer.Coverage) string {
	if c == indexer.CoverMost {
		return v.w.T(v.orPair("acts.also.most", "acts.also.most.pair"))
	}
	return v.w.T("acts.also.some")
}

func (v *resultsView) actsHeading(a indexer.ActAnswer) string {
	switch {
	case a.Total == 0:
		return v.w.T("acts.none")
	case v.nearAmount(a.Reading):
		return v.w.N("acts.near", a.Total)
	case a.Relaxed:
		return v.w.N("acts.relaxed", a.Total)
	case v.words() > 1:
		return v.w.N("acts.all", a.Total)
	default:
		return v.w.N("acts.count", a.Total)
	}
}

// tabs are this search among cases and among acts, with how much each finds.
func (s *site) tabs(c *gin.Context, p content.Principal, v resultsView, here int) ([]tab, error) {
	cases, acts := here, here
	var err error
	if v.path == "/casi" {
		acts, _, err = s.countActs(c.Request.Context(), p, v.shared())
	} else {
		cases, err = s.counts(c.Request.Context(), p)(v.shared())
	}
	if err != nil {
		return nil, err
	}
	// The tab that is open leads to what it counts: with filters of its own.
	inCases, inActs := address(local(v.w.Lang, "/casi"), v.shared()), address(local(v.w.Lang, "/atti"), v.shared())
	if v.path == "/casi" {
		inCases = v.with("page", "")
	} else {
		inActs = v.with("page", "")
	}
	return []tab{
		{v.w.F("tab.cases", "N", v.w.Int(cases)), inCases, v.path == "/casi"},
		{v.w.F("tab.acts", "N", v.w.Int(acts)), inActs, v.path == "/atti"},
	}, nil
}

// countActs says how many acts a search finds, and whether they lack a part of it.
func (s *site) countActs(ctx context.Context, p content.Principal, values url.Values) (n int, relaxed bool, err error) {
	q, _, err := indexer.ParseActQuery(values, p.Sight(), s.Library.Taxonomy())
	if err != nil {
		return 0, false, err
	}
	q.PerPage = 1
	a, err := s.searchActs(ctx, p, q)
	return a.Total, a.Relaxed, err
}

// countsOfActs is a counter of acts.
func (s *site) countsOfActs(ctx context.Context, p content.Principal) counter {
	return func(values url.Values) (int, error) {
		n, _, err := s.countActs(ctx, p, values)
		return n, err
	}
}

// shared are the parameters that cases and acts both understand alike.
func (v *resultsView) shared() url.Values {
	values := v.q.Values()
	for _, name := range []string{"page", "per_page", "lang", "sort", "match", string(indexer.FacetKind), string(indexer.FacetPhase)} {
		values.Del(name)
	}
	return values
}

// textURL is the text of an act at a page, with the words that found it.
func (v *resultsView) textURL(id, file string, page int) string {
	if file == "" {
		return ""
	}
	return textAddress(v.w.Lang, id, file, page, v.q)
}

// textAddress is the address of an act's text at a page, with the words that
// are to be marked there; 0 is no page.
func textAddress(lang, id, file string, page int, q indexer.Query) string {
	values := url.Values{}
	if page > 0 {
		values.Set("pagina", strconv.Itoa(page))
	}
	if q.Text != "" {
		values.Set("q", q.Text)
	}
	if q.Text != "" && q.NoSynonyms {
		values.Set("synonyms", "off")
	}
	return address(local(lang, filePath(id, file))+"/testo", values)
}

func (s *site) actHit(v resultsView, h indexer.ActAnswerHit, n int) actHit {
	a := h.Act
	of := actCard{
		caseID: h.CaseID, body: h.Card.PublicBody, file: a.File, title: a.Title, kind: a.Kind, number: a.Number, issuer: a.Issuer,
		date: content.Date(a.Date),
	}
	out := actHit{
		ID:     "atto-" + strconv.Itoa(n+1),
		Title:  of.name(),
		Case:   link{Label: h.Card.Title, URL: v.caseURL(h.CaseID)},
		Detail: of.detail(v.w, v.tax),
		Meta:   v.f.meta(v.tax, h.Card),
		Cite:   s.citeAct(v.w, v.tax, of, h.Places[0].Heading, h.Places[0].Page),
		Alt:    pageAlt(v.w, of.name()),
	}
	for _, p := range h.Places {
		place := actPlace{
			Where: v.where(a.File, p.Page),
			URL:   v.textURL(h.CaseID, a.File, p.Page), Open: atPage(h.CaseID, a.File, p.Page),
		}
		place.Heading, place.Spans = headed(p.Spans, p.Heading)
		out.Places = append(out.Places, place)
	}
	out.URL = out.Places[0].URL
	out.Why = v.why(h.Met, h.Missing, a)
	if h.Alike > 0 {
		out.Alike = v.w.N("acts.alike", h.Alike)
	}
	for _, t := range h.Twins {
		of := actCard{file: t.Act.File, title: t.Act.Title}
		out.Twins = append(out.Twins, actTwin{
			of.name(), t.Card.Title, pageOf(v.w, t.Act.File, t.Page), v.textURL(t.CaseID, t.Act.File, t.Page),
		})
	}
	if more := h.Alike - len(h.Twins); more > 0 && len(h.Twins) > 0 {
		out.Beyond = v.w.N("acts.alike.more", more)
	}
	return out
}

// headed parts the heading, which a piece may begin with, from the text.
func headed(spans []indexer.Span, heading string) (head, rest []indexer.Span) {
	if heading == "" {
		return nil, spans
	}
	left := heading
	for i, s := range spans {
		n := min(len(left), len(s.Text))
		if s.Text[:n] != left[:n] {
			break
		}
		head = append(head, indexer.Span{Text: s.Text[:n], Match: s.Match})
		if left = left[n:]; left != "" {
			continue
		}
		rest = slices.Clone(spans[i:])
		rest[0].Text = rest[0].Text[n:]
		for len(rest) > 0 {
			if rest[0].Text = strings.TrimLeft(rest[0].Text, "\n "); rest[0].Text != "" {
				break
			}
			rest = rest[1:]
		}
		return head, rest
	}
	return []indexer.Span{{Text: heading}}, spans
}

// where is the words of a link to a place in the text of an act.
func (v *resultsView) where(file string, page int) string {
	if at := pageOf(v.w, file, page); at != "" {
		return at
	}
	return v.w.T("act.text")
}
