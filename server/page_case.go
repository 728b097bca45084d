package server

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// casePage is a case to read.
type casePage struct {
	frame
	Back        string   // the search that the reader comes from; "" for none
	Words       string   // of that search
	Corrected   []string // sentences
	Found       int      // how often they stand on the page
	InActs      int      // and in titles of acts
	First       string   // the anchor of the first; "" if none is in the text
	Unmarked    string   // the page without marks
	Heading     []indexer.Span
	Notes       []string // where the record comes from, how old it is, who may read it
	Summary     []indexer.Span
	Sectors     []link
	MoreSectors []link
	Report      string // where to write about errors; "" if nobody is named
	Facts       []fact
	Unknown     string // names of facts that the case does not give
	Outline     []content.Heading
	Body        template.HTML
	Phases      []phase
	Undated     bool // no phase has a date
	Amounts     []amount
	Partners    []partner
	Criteria    []criterion
	Points      string // of all criteria together; "" if some are not known
	Acts        []act
	MoreActs    []act
	Reading     string // how many acts are not read yet; "" if all are
	Related     []related
	Similar     []similar
	Sources     []source
	Dates       []string
	Cite        citation
	CitePath    string
	LinkedData  map[string]any
}

// What shows at once of lists that can be long.
const (
	firstSectors = 8
	firstActs    = 20
)

type phase struct {
	Label, Outcome string
	Note, Response []indexer.Span
	Date           string
	DateTime       content.Date
	Acts           []link
}

type amount struct{ What, Kind, Value string }

type partner struct {
	Name   []indexer.Span
	Detail string
}

type criterion struct {
	What   []indexer.Span
	Points string
}

// The words that stand before or for what an act shows.

type related struct{ Relation, Title, URL string }

type source struct{ Title, URL, Read string }

// casePage answers GET /casi/{id}.
func (s *site) casePage(c *gin.Context) error {
	ctx, p, w := c.Request.Context(), s.principal(c), s.wordsOf(c)
	e, err := s.Library.Read(ctx, p, param(c, "id"))
	if err != nil {
		return err
	}
	text, err := s.bodyHTML(c, e)
	if err != nil {
		return err
	}
	from := s.cameFrom(c, p)
	states, err := s.Library.ActStates(ctx, e)
	if err != nil {
		return err
	}
	marker := s.marker(c, p, from)
	found, err := s.foundInActs(ctx, e, states, marker)
	if err != nil {
		return err
	}
	v := caseView{
		sight: p.Sight(), states: states, found: found, from: from, w: w, tax: s.Library.Taxonomy(), e: e, c: e.Case,
		h: &highlighter{marker: marker},
	}
	page := &casePage{frame: s.frame(c, w, e.Case.Title)}
	if text, err = v.h.dress(text, w.T("case.table")); err != nil {
		return err
	}
	page.Body = template.HTML(text) // sanitised by the renderer; what is added are marks and boxes
	v.fill(page)
	if page.Related, err = s.related(ctx, p, v); err != nil {
		return err
	}
	if page.Similar, err = s.similar(ctx, p, w, e); err != nil {
		return err
	}
	page.Outline = v.outline(page)
	page.Description, page.OGType = e.Case.Summary, "article"
	page.Cite, page.CitePath = s.cite(w, e), casePath(e.Case.ID)+"/cita"
	page.LinkedData = s.linkedData(v, page.Cite)
	page.Report = s.report(w, page.Cite)
	s.addresses(&page.frame, casePath(e.Case.ID))
	v.cameFrom(page, from)
	return s.render(c, http.StatusOK, "case", page)
}

// cameFrom is the search in the address; one that cannot be read is none.
func (s *site) cameFrom(c *gin.Context, p content.Principal) indexer.Query {
	q, _, err := s.query(c, p)
	if err != nil {
		return indexer.Query{}
	}
	return q
}

// cameFrom leads back to the search, and tells what was found of it here.
func (v caseView) cameFrom(page *casePage, q indexer.Query) {
	values := q.Values()
	values.Del("lang")
	if len(values) == 0 || q.PerPage == 0 {
		return
	}
	page.Back = address(page.Cases, values)
	page.Words, page.Unmarked = q.Text, local(v.w.Lang, casePath(v.c.ID))
	page.Found, page.InActs = v.h.found, v.h.acts
	page.Corrected = v.w.corrected(v.h.marker.Corrected)
	if v.h.first {
		page.First = firstMark
	}
}

// report is a letter to the editors about a case.
func (s *site) report(w *words, c citation) string {
	if s.Contact == "" {
		return ""
	}
	subject := w.F("case.report.subject", "Title", c.Title)
	body := w.F("case.report.body", "Address", c.Address)
	// Mail programs take "+" for itself.
	query := strings.ReplaceAll(url.Values{"subject": {subject}, "body": {body}}.Encode(), "+", "%20")
	return (&url.URL{Scheme: "mailto", Opaque: s.Contact, RawQuery: query}).String()
}

// fill puts into the page what comes from the record alone. The order is the
// reader's: marks are counted on the way.
func (v caseView) fill(page *casePage) {
	page.Heading = v.h.in(indexer.FieldTitle, v.c.Title)
	page.Summary = v.h.in(indexer.FieldSummary, v.c.Summary)
	page.Notes = v.notes()
	page.Sectors = v.links(indexer.FacetSector, v.c.Sectors)
	if n := len(page.Sectors); n > firstSectors {
		page.Sectors, page.MoreSectors = page.Sectors[:firstSectors], page.Sectors[firstSectors:]
	}
	page.Facts, page.Unknown = v.facts()
	page.Phases = v.phases()
	page.Undated = !slices.ContainsFunc(page.Phases, func(p phase) bool { return p.Date != "" })
	page.Amounts = v.amounts()
	page.Partners = v.partners()
	page.Criteria, page.Points = v.criteria()
	page.Acts, page.Reading = v.acts()
	if n := len(page.Acts); n > firstActs {
		page.Acts, page.MoreActs = page.Acts[:firstActs], page.Acts[firstActs:]
	}
	page.Sources = v.sources()
	page.Dates = v.dates()
}

// bodyHTML is the text of a case as HTML. A text that cannot be rendered is
// shown as written, and the log says so.
func (s *site) bodyHTML(c *gin.Context, e *content.Entry) (string, error) {
	html, err := s.Renderer.HTML(c.Request.Context(), e.Body)
	if errors.Is(err, content.ErrNotRendered) && c.Request.Context().Err() == nil {
		s.Logger.WarnContext(c.Request.Context(), "render body", "case", e.Case.ID, "error", err)
		err = nil
	}
	return html, err
}

// related names the other cases that p may read; the others do not exist.
func (s *site) related(ctx context.Context, p content.Principal, v caseView) ([]related, error) {
	var out []related
	for _, r := range v.c.Related {
		other, err := s.Library.Read(ctx, p, r.ID)
		if errors.Is(err, content.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, related{
			Relation: v.term(content.VocabRelations, r.Relation),
			Title:    other.Case.Title,
			URL:      local(v.w.Lang, casePath(r.ID)),
		})
	}
	return out, nil
}

// caseView turns an entry into the parts of a page.
type caseView struct {
	w   *words
	tax *content.Taxonomy
	e   *content.Entry
	c   *content.Case
	h   *highlighter

	sight  content.Sight
	states []content.TextHead // of the acts
	found  []int              // how often the words stand in the texts of the acts
	from   indexer.Query      // the search that the reader comes from
}

// term is the label of a slug; "" stays so.
func (v caseView) term(voc content.Vocabulary, slug string) string {
	if slug == "" {
		return ""
	}
	t, ok := v.tax.Term(voc, slug)
	if !ok {
		return slug
	}
	return t.Label(v.w.Lang)
}

func (v caseView) links(f indexer.Facet, values []string) []link {
	var out []link
	for _, value := range values {
		out = append(out, link{Label: indexer.Label(f, value, v.w.Lang, v.tax), URL: facetURL(v.w, f, value)})
	}
	return out
}

func (v caseView) notes() []string {
	var notes []string
	if v.c.Checked != nil && v.c.Checked.By == "fonte" {
		notes = append(notes, v.w.T("case.fromsources"))
	}
	if v.c.Status != content.StatusPublished {
		notes = append(notes, v.w.T("case.status."+string(v.c.Status)))
	}
	if v.e.Restricted {
		notes = append(notes, v.w.T("case.restricted"))
	}
	return notes
}

// outline is the text's own, then the sections that the page adds.
func (v caseView) outline(page *casePage) []content.Heading {
	out := content.Outline(v.e.Body)
	for _, s := range []struct {
		id, key string
		there   bool
	}{
		{"scheda-fasi", "case.phases", len(page.Phases) > 0},
		{"scheda-importi", "case.amounts", len(page.Amounts) > 0},
		{"scheda-partner", "case.partners", len(page.Partners) > 0},
		{"scheda-criteri", "case.criteria", len(page.Criteria) > 0},
		{"scheda-atti", "case.acts", len(page.Acts) > 0},
		{"scheda-collegati", "case.related", len(page.Related) > 0},
		{"scheda-simili", "similar.title", len(page.Similar) > 0},
		{"scheda-fonti", "case.sources", len(page.Sources) > 0},
		{"cita", "cite.title", true},
	} {
		if s.there {
			out = append(out, content.Heading{Level: 2, ID: s.id, Text: v.w.T(s.key)})
		}
	}
	return out
}

func (v caseView) phases() []phase {
	var out []phase
	for _, p := range v.c.Phases {
		ph := phase{
			Label:    v.term(content.VocabProcedurePhases, p.Phase),
			Outcome:  v.term(content.VocabPhaseOutcomes, p.Outcome),
			Note:     v.h.in(indexer.FieldBody, p.Note),
			Response: v.h.in(indexer.FieldBody, p.Response),
			Date:     v.w.Date(p.Date),
			DateTime: p.Date,
		}
		for _, name := range p.Documents {
			// What is not among the acts in sight is not to be named either.
			for _, a := range v.c.Attachments {
				if a.File == name {
					ph.Acts = append(ph.Acts, link{Label: actTitle(a), URL: filePath(v.c.ID, name)})
				}
			}
		}
		out = append(out, ph)
	}
	return out
}

func (v caseView) amounts() []amount {
	var out []amount
	for _, a := range v.c.AmountsEUR {
		out = append(out, amount{a.Label, v.term(content.VocabAmountKinds, a.Kind), v.w.Euro(a.Value)})
	}
	return out
}

func (v caseView) partners() []partner {
	var out []partner
	for _, p := range v.c.ETSPartners {
		out = append(out, partner{v.h.in(indexer.FieldBody, p.Name), joined(", ",
			v.term(content.VocabETSTypes, p.Type), v.term(content.VocabPartnerRoles, p.Role))})
	}
	return out
}

// criteria also gives the sum of the points, if all are known.
func (v caseView) criteria() (out []criterion, sum string) {
	total, all := 0.0, len(v.c.SelectionCriteria) > 1
	for _, k := range v.c.SelectionCriteria {
		points := ""
		if k.Points != nil {
			points = v.w.Decimal(*k.Points)
			total += *k.Points
		} else {
			all = false
		}
		out = append(out, criterion{v.h.in(indexer.FieldBody, k.Criterion), points})
	}
	if all {
		sum = v.w.Decimal(total)
	}
	return out, sum
}

func (v caseView) sources() []source {
	var out []source
	for _, s := range v.c.Sources {
		title := s.Title
		if title == "" {
			title = shortAddress(s.URL)
		}
		read := ""
		if s.Read != "" {
			read = v.w.F("source.read", "Date", v.w.Date(s.Read))
		}
		out = append(out, source{title, s.URL, read})
	}
	return out
}

func (v caseView) dates() []string {
	var out []string
	say := func(key string, d content.Date) {
		if d != "" {
			out = append(out, v.w.F(key, "Date", v.w.Date(d)))
		}
	}
	say("case.published", v.e.Published)
	say("case.updated", v.e.Updated)
	if v.c.Checked != nil {
		say("case.checked."+v.c.Checked.By, v.c.Checked.Date)
	}
	return out
}

// joined puts a separator between the parts that are not empty.
func joined(separator string, parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, separator)
}
