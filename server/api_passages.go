package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// passagesJSON is what a search of acts answers. Its names are relied on outside.
type passagesJSON struct {
	Query    string           `json:"query"`
	Total    int              `json:"total"`
	Listed   int              `json:"listed"`
	Coverage indexer.Coverage `json:"coverage"`
	Relaxed  bool             `json:"relaxed"`
	Page     int              `json:"page"`
	PerPage  int              `json:"per_page"`
	wordsJSON
	Hits   []passageJSON                      `json:"hits"`
	Facets map[indexer.Facet][]facetValueJSON `json:"facets"`
}

type passageJSON struct {
	Case       string           `json:"case"`
	CaseTitle  string           `json:"case_title"`
	Attachment string           `json:"attachment"`
	URL        string           `json:"url"`
	TextURL    string           `json:"text_url"`
	Title      string           `json:"title"`
	Kind       string           `json:"kind"`
	Phase      string           `json:"phase"`
	Issuer     string           `json:"issuer"`
	Number     string           `json:"number"`
	Date       string           `json:"date"`
	Coverage   indexer.Coverage `json:"coverage"`
	Score      float64          `json:"score"`
	placeJSON
	More      []placeJSON `json:"more"`
	Alike     int         `json:"alike"`
	AlikeActs []twinJSON  `json:"alike_acts"`
	Citation  string      `json:"citation"`
	Met       []metJSON   `json:"met"`
	Missing   []string    `json:"missing"`
}

// A twinJSON is an act with nearly the same text as a hit.
type twinJSON struct {
	Case       string `json:"case"`
	CaseTitle  string `json:"case_title"`
	Attachment string `json:"attachment"`
	Title      string `json:"title"`
	TextURL    string `json:"text_url"`
	Page       int    `json:"page"`
}

type placeJSON struct {
	Heading  string         `json:"heading"`
	PageFrom int            `json:"page_from"`
	PageTo   int            `json:"page_to"`
	Page     int            `json:"page"`
	Spans    []indexer.Span `json:"spans"`
}

// apiPassages answers GET /api/v1/passages.
func (s *site) apiPassages(c *gin.Context) error {
	p := s.principal(c)
	q, notices, err := s.actQuery(c, p)
	if err != nil {
		return err
	}
	if err := indexer.Refuse(notices); err != nil {
		return err
	}
	q.Count = indexer.ActFacets()
	a, err := s.searchActs(c.Request.Context(), p, q)
	if err != nil {
		return err
	}
	out := passagesJSON{
		Query: q.Text, Total: a.Total, Listed: a.Listed, Coverage: a.Coverage, Relaxed: a.Relaxed, Page: q.Page, PerPage: q.PerPage,
		wordsJSON: wordsAnswer(a.Reading), Hits: make([]passageJSON, len(a.Hits)), Facets: make(map[indexer.Facet][]facetValueJSON, len(q.Count)),
	}
	tax := s.Library.Taxonomy()
	for _, f := range q.Count {
		out.Facets[f] = facetValues(f, a.Facets[f], q.Lang, tax)
	}
	for i, h := range a.Hits {
		out.Hits[i] = s.passageAnswer(a.Query, h, tax)
	}
	return s.writeJSON(c, http.StatusOK, out)
}

func (s *site) passageAnswer(q indexer.Query, h indexer.ActAnswerHit, tax *content.Taxonomy) passageJSON {
	a := h.Act
	of := actCard{
		caseID: h.CaseID, body: h.Card.PublicBody, file: a.File, title: a.Title, kind: a.Kind, number: a.Number, issuer: a.Issuer,
		date: content.Date(a.Date),
	}
	out := passageJSON{
		Case: h.CaseID, CaseTitle: h.Card.Title, Attachment: a.File, URL: filePath(h.CaseID, a.File),
		TextURL: textAddress(langIT, h.CaseID, a.File, h.Places[0].Page, indexer.Query{}),
		Title:   of.name(), Kind: a.Kind, Phase: a.Phase, Issuer: a.Issuer, Number: a.Number, Date: a.Date,
		Coverage: h.Coverage, Score: h.Score, Alike: h.Alike, More: []placeJSON{}, AlikeActs: []twinJSON{},
		Citation: s.citeAct(s.words[q.Lang], tax, of, h.Places[0].Heading, h.Places[0].Page),
		Met:      metAnswer(h.Met), Missing: missingAnswer(q, h.Missing),
	}
	for i, p := range h.Places {
		place := placeJSON{p.Heading, p.From, p.To, p.Page, list(p.Spans)}
		if i == 0 {
			out.placeJSON = place
		} else {
			out.More = append(out.More, place)
		}
	}
	for _, t := range h.Twins {
		of := actCard{file: t.Act.File, title: t.Act.Title}
		out.AlikeActs = append(out.AlikeActs, twinJSON{
			t.CaseID, t.Card.Title, of.file, of.name(), textAddress(langIT, t.CaseID, of.file, t.Page, indexer.Query{}), t.Page,
		})
	}
	return out
}
