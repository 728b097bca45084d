package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"copratica/indexer/italian"
)

// glossaryPage explains words, acronyms and institutes.
type glossaryPage struct {
	frame
	Columns  []entryLink
	Rows     []glossRow
	Acronyms []acronym
	Letters  []string
	Terms    []glossEntry
}

type glossRow struct {
	Label string
	Cells []string
}

// An entryLink names an entry of the glossary and a search for it.
type entryLink struct{ ID, Label, URL string }

// A glossEntry is a term in the language of the page; Letter is set on the
// first of its initial.
type glossEntry struct {
	ID, Label, Text, URL, Count, Source, Letter string
	Check                                       bool
	See                                         []entryLink
}

// glossaryPage answers GET /glossario.
func (s *site) glossaryPage(c *gin.Context) error {
	w := s.wordsOf(c)
	page := &glossaryPage{frame: s.frame(c, w, w.T("glossary.title")), Acronyms: s.glossary.Acronyms}
	page.Description = w.T("glossary.lead")
	s.addresses(&page.frame, "/glossario")
	page.institutes(s.glossary.Institutes)
	if err := page.terms(s.glossary.Terms, func(search string) (int, error) { return s.tally(c.Request.Context(), s.principal(c), search) }); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "glossary", page)
}

func (p *glossaryPage) institutes(in institutes) {
	for i, c := range in.Columns {
		p.Columns = append(p.Columns, entryLink{c.ID, c.In(p.Lang), p.Cases + "?" + in.Search[i]})
	}
	for _, r := range in.Rows {
		row := glossRow{Label: r.In(p.Lang)}
		for _, cell := range r.Cells {
			row.Cells = append(row.Cells, cell.In(p.Lang))
		}
		p.Rows = append(p.Rows, row)
	}
}

// terms sorts by the language of the page. A search that finds nothing is not offered.
func (p *glossaryPage) terms(all []glossTerm, tally func(string) (int, error)) error {
	names := map[string]string{institutesID: p.T("glossary.institutes")}
	for _, t := range all {
		names[t.ID] = t.In(p.Lang)
	}
	order := collate.New(language.Make(p.Lang), collate.IgnoreCase)
	all = slices.SortedFunc(slices.Values(all), func(a, b glossTerm) int { return order.CompareString(a.In(p.Lang), b.In(p.Lang)) })
	for _, t := range all {
		e := glossEntry{ID: t.ID, Label: t.In(p.Lang), Text: said{t.TextIT, t.TextEN}.In(p.Lang), Source: t.Source, Check: t.Check}
		if t.Search != "" {
			n, err := tally(t.Search)
			if err != nil {
				return err
			}
			if n > 0 {
				e.URL, e.Count = p.Cases+"?"+t.Search, p.N("results.cases", n)
			}
		}
		for _, id := range t.See {
			e.See = append(e.See, entryLink{ID: id, Label: names[id]})
		}
		letter := strings.ToUpper(italian.Fold(e.Label)[:1])
		if len(p.Letters) == 0 || p.Letters[len(p.Letters)-1] != letter {
			p.Letters = append(p.Letters, letter)
			e.Letter = letter
		}
		p.Terms = append(p.Terms, e)
	}
	return nil
}

// FullForm is a search for a meaning written out.
func (f frame) FullForm(meaning said) string {
	text, _, _ := strings.Cut(meaning.IT, " (")
	return f.Cases + "?" + url.Values{"q": {`"` + text + `"`}}.Encode()
}
