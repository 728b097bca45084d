package server

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// mostExported is how many cases a search gives away as a sheet.
const mostExported = 1000

// An export is a search as a table: the facts of each case, unknown ones empty.
type export struct {
	w       *words
	query   indexer.Query
	total   int // of the search; rows may be fewer
	columns []column
	rows    [][]any // string, int or float64
	address string
}

// A column is a fact of a case.
type column struct {
	key   string // of its heading
	value func(caseView) any
}

// exported reads the cases of the search in the address, in its order. Only the
// counted tier is in it.
func (s *site) exported(c *gin.Context) (*export, error) {
	p, w := s.principal(c), s.wordsOf(c)
	q, notices, err := s.query(c, p)
	if err != nil {
		return nil, err
	}
	if err := indexer.Refuse(notices); err != nil {
		return nil, err
	}
	if q.Lang == langEN {
		w = s.words[langEN]
	}
	q.PerPage, q.Some = indexer.MaxPerPage, false
	x := &export{w: w, query: q, columns: s.columns(), address: s.BaseURL + address(local(w.Lang, "/casi"), searchValues(q))}
	for q.Page = 1; q.Page*q.PerPage <= mostExported; q.Page++ {
		a, err := s.Finder.Search(c.Request.Context(), p, q)
		if err != nil {
			return nil, err
		}
		if q.Page == 1 {
			x.total = a.Total
		}
		for _, h := range a.Hits {
			if h.Coverage != a.Coverage {
				return x, nil
			}
			if err := x.add(c.Request.Context(), s, p, h.ID); err != nil {
				return nil, err
			}
		}
		if q.Page*q.PerPage >= a.Total {
			break
		}
	}
	return x, nil
}

// searchValues are the parameters of a search from its first page.
func searchValues(q indexer.Query) map[string][]string {
	values := q.Values()
	for _, name := range []string{"page", "per_page", "lang"} {
		values.Del(name)
	}
	return values
}

func (x *export) add(ctx context.Context, s *site, p content.Principal, id string) error {
	e, err := s.Library.Read(ctx, p, id)
	if errors.Is(err, content.ErrNotFound) { // withdrawn since it was found
		x.total--
		return nil
	}
	if err != nil {
		return err
	}
	v := caseView{w: x.w, tax: s.Library.Taxonomy(), e: e, c: e.Case}
	row := make([]any, len(x.columns))
	for i, col := range x.columns {
		row[i] = col.value(v)
	}
	x.rows = append(x.rows, row)
	return nil
}

// headings are the names of the columns.
func (x *export) headings() []string {
	out := make([]string, len(x.columns))
	for i, col := range x.columns {
		out[i] = x.w.T(col.key)
	}
	return out
}

// cut says that there are more cases than rows; "" if there are not.
func (x *export) cut() string {
	if x.total <= len(x.rows) {
		return ""
	}
	return x.w.F("export.cut", "Rows", x.w.Int(len(x.rows)), "Total", x.w.Int(x.total))
}

// fileName is what the sheet is saved as.
func (x *export) fileName(ext string) string {
	return x.w.T("export.file") + "-" + time.Now().Format(time.DateOnly) + ext
}

// columns are the facts of the card, in its order.
func (s *site) columns() []column {
	text := func(key string, value func(caseView) string) column {
		return column{key, func(v caseView) any { return value(v) }}
	}
	number := func(key string, value func(*content.Case) *int) column {
		return column{key, func(v caseView) any {
			if n := value(v.c); n != nil {
				return *n
			}
			return ""
		}}
	}
	terms := func(key string, f indexer.Facet, values func(*content.Case) []string) column {
		return column{key, func(v caseView) any { return v.listed(f, values(v.c)) }}
	}
	return []column{
		text("export.id", func(v caseView) string { return v.c.ID }),
		text("export.address", func(v caseView) string { return s.BaseURL + local(v.w.Lang, casePath(v.c.ID)) }),
		text("export.title", func(v caseView) string { return v.c.Title }),
		text("export.summary", func(v caseView) string { return v.c.Summary }),
		terms("facet.region", indexer.FacetRegion, func(c *content.Case) []string { return c.Region }),
		terms("facet.province", indexer.FacetProvince, func(c *content.Case) []string { return some(c.Province) }),
		text("export.municipality", func(v caseView) string { return v.c.Municipality }),
		text("fact.ambito", func(v caseView) string { return v.c.Ambito }),
		text("fact.years", func(v caseView) string { return v.none(v.c.Years != nil, v.w.Years(v.c.Years)) }),
		terms("facet.sector", indexer.FacetSector, func(c *content.Case) []string { return c.Sectors }),
		terms("facet.target", indexer.FacetTarget, func(c *content.Case) []string { return c.TargetGroups }),
		text("fact.body", func(v caseView) string { return v.c.PublicBody.Name }),
		terms("export.bodytype", indexer.FacetBodyType, func(c *content.Case) []string { return some(c.PublicBody.Type) }),
		text("fact.partners", func(v caseView) string { return v.none(v.c.ETSPartners != nil, v.partnerNames()) }),
		terms("facet.instrument", indexer.FacetInstrument, func(c *content.Case) []string { return some(c.LegalInstrument) }),
		terms("facet.initiative", indexer.FacetInitiative, func(c *content.Case) []string { return some(c.Initiative) }),
		terms("facet.evidence", indexer.FacetEvidence, func(c *content.Case) []string { return some(c.EvidenceLevel) }),
		terms("facet.funding", indexer.FacetFunding, func(c *content.Case) []string { return c.FundingSources }),
		text("fact.amounts", func(v caseView) string { return v.none(v.c.AmountsEUR != nil, v.amountLines()) }),
		text("fact.cofunding", func(v caseView) string { return v.none(v.c.Cofunding != nil, strings.Join(v.cofunding(), "; ")) }),
		number("fact.proposals", func(c *content.Case) *int { return c.ProposalsReceived }),
		number("fact.selected", func(c *content.Case) *int { return c.PartnersSelected }),
		number("fact.meetings", func(c *content.Case) *int { return c.Meetings }),
		number("export.months", func(c *content.Case) *int { return c.DurationMonths }),
		terms("facet.difficulty", indexer.FacetDifficulty, func(c *content.Case) []string { return c.Difficulties }),
		{"case.acts", func(v caseView) any { return len(v.c.Attachments) }},
		text("export.published", func(v caseView) string { return string(v.e.Published) }),
		text("export.updated", func(v caseView) string { return string(v.e.Updated) }),
	}
}

// listed are the labels of some values: empty for not known, "none" for none.
func (v caseView) listed(f indexer.Facet, values []string) string {
	labels := make([]string, len(values))
	for i, value := range values {
		labels[i] = indexer.Label(f, value, v.w.Lang, v.tax)
	}
	return v.none(values != nil, strings.Join(labels, "; "))
}

// none tells what is known to be empty from what is not known.
func (v caseView) none(known bool, text string) string {
	if known && text == "" {
		return v.w.T("value.none")
	}
	return text
}

func (v caseView) partnerNames() string {
	var names []string
	for _, p := range v.c.ETSPartners {
		names = append(names, p.Name)
	}
	return strings.Join(names, "; ")
}

func (v caseView) amountLines() string {
	var lines []string
	for _, a := range v.amounts() {
		lines = append(lines, joined(": ", joined(" – ", a.What, a.Kind), a.Value))
	}
	return strings.Join(lines, "; ")
}
