package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// answerJSON is what a search answers. Its names are relied on outside.
type answerJSON struct {
	Query    string           `json:"query"`
	Total    int              `json:"total"`
	Coverage indexer.Coverage `json:"coverage"`
	Also     int              `json:"also"`
	Relaxed  bool             `json:"relaxed"`
	Page     int              `json:"page"`
	PerPage  int              `json:"per_page"`
	wordsJSON
	Filters []filterJSON                       `json:"filters"`
	Hits    []hitJSON                          `json:"hits"`
	Facets  map[indexer.Facet][]facetValueJSON `json:"facets"`
}

type filterJSON struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Label     string `json:"label"`
	Word      string `json:"word"`
}

type hitJSON struct {
	ID           string             `json:"id"`
	URL          string             `json:"url"`
	Title        string             `json:"title"`
	Summary      string             `json:"summary"`
	Region       []string           `json:"region"`
	Province     string             `json:"province"`
	Municipality string             `json:"municipality"`
	Sectors      []string           `json:"sectors"`
	Instrument   string             `json:"instrument"`
	Years        []int              `json:"years"`
	PublicBody   string             `json:"public_body"`
	Evidence     string             `json:"evidence"`
	Status       string             `json:"status"`
	Updated      string             `json:"updated"`
	Attachments  int                `json:"attachments"`
	Score        float64            `json:"score"`
	Coverage     indexer.Coverage   `json:"coverage"`
	Fragments    []indexer.Fragment `json:"fragments"`
	Met          []metJSON          `json:"met"`
	Missing      []string           `json:"missing"`
	ScoreParts   []scorePartJSON    `json:"score_parts,omitzero"`
}

type facetValueJSON struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
}

// apiCases answers GET /api/v1/cases.
func (s *site) apiCases(c *gin.Context) error {
	p := s.principal(c)
	q, notices, err := s.query(c, p)
	if err != nil {
		return err
	}
	if err := indexer.Refuse(notices); err != nil {
		return err
	}
	q.Count = countable(p.Sight(), q)
	a, err := s.search(c, p, q)
	if err != nil {
		return err
	}
	named, err := s.Finder.Propose(c.Request.Context(), p, a.Query)
	if err != nil {
		return err
	}
	return s.writeJSON(c, http.StatusOK, s.answer(a, named))
}

// query reads the address. One whose parameters cannot all be read is refused:
// without some of them it would ask for more.
func (s *site) query(c *gin.Context, p content.Principal) (indexer.Query, []indexer.Notice, error) {
	values, err := s.parameters(c)
	if err != nil {
		return indexer.Query{}, nil, err
	}
	q, notices, err := indexer.ParseQuery(values, p.Sight(), s.Library.Taxonomy())
	if err != nil {
		return q, notices, err
	}
	return s.knownPlaces(c, p, q, notices)
}

// knownPlaces takes the names of places in a query for those that cases give.
func (s *site) knownPlaces(c *gin.Context, p content.Principal, q indexer.Query, notices []indexer.Notice) (indexer.Query, []indexer.Notice, error) {
	q, unknown, err := s.Finder.KnownPlaces(c.Request.Context(), p, q)
	return q, append(notices, unknown...), err
}

// parameters are those of the address.
func (s *site) parameters(c *gin.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, &content.InvalidError{Problems: []content.Problem{{
			Code: content.CodeSyntax, Detail: "the address has parameters that cannot be read: " + err.Error(),
		}}}
	}
	return values, nil
}

// search asks the finder, and no longer than people wait.
func (s *site) search(c *gin.Context, p content.Principal, q indexer.Query) (indexer.Answer, error) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), searchTimeout)
	defer cancel()
	return s.Finder.Search(ctx, p, q)
}

// countable lists the facets that somebody may count by: those of names where
// one is chosen.
func countable(sight content.Sight, q indexer.Query) []indexer.Facet {
	return slices.DeleteFunc(indexer.Facets(), func(f indexer.Facet) bool {
		return f == indexer.FacetStatus && sight < content.SightStaff || slices.Contains(indexer.NameFacets(), f) && len(q.Filters[f]) == 0
	})
}

func (s *site) answer(a indexer.Answer, named []indexer.Proposal) answerJSON {
	q := a.Query
	out := answerJSON{
		Query: q.Text, Total: a.Total, Coverage: a.Coverage, Also: a.Also, Relaxed: a.Relaxed,
		Page: q.Page, PerPage: q.PerPage, wordsJSON: wordsAnswer(a.Reading),
		Filters: s.proposed(named, q.Lang),
		Hits:    make([]hitJSON, len(a.Hits)),
		Facets:  make(map[indexer.Facet][]facetValueJSON, len(q.Count)),
	}
	for i, h := range a.Hits {
		out.Hits[i] = hitAnswer(q, h)
	}
	tax := s.Library.Taxonomy()
	for _, f := range q.Count {
		out.Facets[f] = facetValues(f, a.Facets[f], q.Lang, tax)
	}
	return out
}

func facetValues(f indexer.Facet, counts []indexer.FacetCount, lang string, tax *content.Taxonomy) []facetValueJSON {
	values := make([]facetValueJSON, len(counts))
	for i, v := range counts {
		values[i] = facetValueJSON{v.Value, indexer.Label(f, v.Value, lang, tax), v.Count, v.Selected}
	}
	return values
}

// proposed are the filters that the query's words name.
func (s *site) proposed(named []indexer.Proposal, lang string) []filterJSON {
	out := []filterJSON{}
	for _, n := range named {
		label := s.words[lang].filter(n.Facet, n.Value, s.Library.Taxonomy())
		out = append(out, filterJSON{Parameter: string(n.Facet), Value: n.Value, Label: label, Word: n.Word})
	}
	return out
}

func hitAnswer(q indexer.Query, h indexer.AnswerHit) hitJSON {
	card := h.Card
	out := hitJSON{
		ID: h.ID, URL: casePath(h.ID), Title: card.Title, Summary: card.Summary,
		Region: list(card.Region), Province: card.Province, Municipality: card.Municipality,
		Sectors: list(card.Sectors), Instrument: card.Instrument, Years: list(card.Years),
		PublicBody: card.PublicBody, Evidence: card.Evidence, Status: card.Status, Updated: card.Updated,
		Attachments: h.Attachments, Score: h.Score, Coverage: h.Coverage,
		Fragments: list(h.Fragments),
		Met:       metAnswer(h.Met), Missing: missingAnswer(q, h.Missing), ScoreParts: scoreAnswer(h.ScoreParts),
	}
	for i := range out.Fragments {
		out.Fragments[i].Spans = list(out.Fragments[i].Spans)
	}
	return out
}

// casePath is the Italian address of a case; local makes the English one.
func casePath(id string) string { return "/casi/" + url.PathEscape(id) }

// filePath is the address of an act's bytes, the same in both languages.
func filePath(id, file string) string { return casePath(id) + "/allegati/" + url.PathEscape(file) }
