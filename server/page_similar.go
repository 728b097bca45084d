package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// A similar is a case that resembles the one that is read, and why.
type similar struct{ Title, URL, Place, Why string }

// similarJSON is the same for programs.
type similarJSON struct {
	ID      string                `json:"id"`
	URL     string                `json:"url"`
	Title   string                `json:"title"`
	Reasons []indexer.Resemblance `json:"reasons"`
	Words   []string              `json:"words"`
	Why     string                `json:"why"`
}

// similar lists the cases that resemble one. Search may rest while the index
// is broken; the case can be read all the same.
func (s *site) similar(ctx context.Context, p content.Principal, w *words, e *content.Entry) ([]similar, error) {
	found, err := s.Finder.Similar(ctx, p, e)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		s.Logger.WarnContext(ctx, "find similar cases", "error", err)
		return nil, nil
	}
	var out []similar
	for _, c := range found {
		out = append(out, similar{
			Title: c.Title, URL: local(w.Lang, casePath(c.ID)), Why: resemblance(w, c),
			Place: joined(" · ", place(w, s.Library.Taxonomy(), c.Card.Municipality, c.Card.Province, c.Card.Region), w.Years(c.Card.Years)),
		})
	}
	return out, nil
}

// apiSimilar answers GET /api/v1/cases/{id}/similar.
func (s *site) apiSimilar(c *gin.Context) error {
	ctx, p, w := c.Request.Context(), s.principal(c), s.wordsOf(c)
	e, err := s.Library.Read(ctx, p, param(c, "id"))
	if err != nil {
		return err
	}
	found, err := s.Finder.Similar(ctx, p, e)
	if err != nil {
		return err
	}
	out := make([]similarJSON, len(found))
	for i, f := range found {
		out[i] = similarJSON{f.ID, casePath(f.ID), f.Title, f.Reasons, list(f.Words), resemblance(w, f)}
	}
	return s.writeJSON(c, http.StatusOK, out)
}

// resemblance says what two cases have in common: "stesso settore e strumento,
// importo simile".
func resemblance(w *words, c indexer.SimilarCase) string {
	var said []string
	for i, r := range c.Reasons {
		switch r {
		case indexer.SameSector:
			if i+1 < len(c.Reasons) && c.Reasons[i+1] == indexer.SameInstrument {
				said = append(said, w.T("similar.sector.instrument"))
				continue
			}
			said = append(said, w.T("similar.sector"))
		case indexer.SameInstrument:
			if i == 0 {
				said = append(said, w.T("similar.instrument"))
			}
		case indexer.SameTarget:
			said = append(said, w.T("similar.target"))
		case indexer.SimilarAmount:
			said = append(said, w.T("similar.amount"))
		case indexer.SamePhases:
			said = append(said, w.T("similar.phases"))
		case indexer.SameInitiative:
			said = append(said, w.T("similar.initiative"))
		case indexer.SameRegion:
			said = append(said, w.T("similar.region"))
		case indexer.SameWords:
			said = append(said, w.F("similar.words", "Words", strings.Join(c.Words, ", ")))
		}
	}
	return strings.Join(said, ", ")
}
