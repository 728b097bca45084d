package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"copratica/indexer"
)

// completionJSON is something that a text being typed may go on to.
type completionJSON struct {
	Kind indexer.CompletionKind `json:"kind"`
	Text string                 `json:"text"`
	URL  string                 `json:"url"`
}

// apiSuggest answers GET /api/v1/suggest. A text that a search would refuse
// goes on to nothing: people are still typing it.
func (s *site) apiSuggest(c *gin.Context) error {
	values, err := s.parameters(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), searchTimeout)
	defer cancel()
	w := s.wordsOf(c)
	found, err := s.Finder.Suggest(ctx, s.principal(c), values.Get("q"), w.Lang)
	if err != nil {
		return err
	}
	out := make([]completionJSON, len(found))
	for i, f := range found {
		out[i] = completionJSON{f.Kind, f.Text, completionURL(w.Lang, f)}
	}
	return s.writeJSON(c, http.StatusOK, out)
}

// completionURL is where choosing a completion leads.
func completionURL(lang string, c indexer.Completion) string {
	switch {
	case c.CaseID != "":
		return local(lang, casePath(c.CaseID))
	case c.Facet != "":
		return address(local(lang, "/casi"), url.Values{string(c.Facet): {c.Value}})
	default:
		return address(local(lang, "/casi"), url.Values{"q": {c.Query}})
	}
}

// Suggest is what the script of the search boxes needs to know, as JSON.
func (f frame) Suggest() (string, error) {
	kinds := map[string]string{
		string(indexer.CompletionTitle): f.T("suggest.title"), string(indexer.CompletionBody): f.T("suggest.body"),
		string(indexer.CompletionPlace): f.T("suggest.place"), string(indexer.CompletionWord): f.T("suggest.word"),
	}
	for _, facet := range indexer.SuggestedFacets() {
		kinds[string(facet)] = f.T("facet." + string(facet))
	}
	text, err := json.Marshal(map[string]any{
		"url": apiRoot + "/suggest?lang=" + f.Lang + "&q=", "label": f.T("suggest.label"), "kinds": kinds,
		"none": f.T("suggest.none"), "one": f.T("suggest.one"), "many": f.F("suggest.many", "N", "#"),
	})
	if err != nil {
		return "", fmt.Errorf("describe suggestions: %w", err)
	}
	return string(text), nil
}
