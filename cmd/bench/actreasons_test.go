package bench

import (
	"slices"
	"testing"

	"copratica/indexer"
	"copratica/indexer/italian"
)

// reasonsOfActsAreTrue looks each reason of the first acts up: the words stand on
// the page, or about the act, as it says. An act with all words has a reason for
// each.
func (s *shelf) reasonsOfActsAreTrue(t *testing.T, queries []judged) {
	checked := 0
	for _, judged := range queries {
		a, err := s.finder.Acts(t.Context(), asker(), s.mustQuery(t, judged.Text))
		if err != nil {
			t.Fatalf("%s: %v", judged.ID, err)
		}
		for _, h := range a.Hits {
			if h.Coverage == indexer.CoverAll && len(h.Missing) > 0 {
				t.Errorf("%s %q: %s of %s has all words, and lacks %v", judged.ID, judged.Text, h.Act.File, h.CaseID, h.Missing)
			}
			for n, c := range a.Query.Expr {
				met := slices.ContainsFunc(h.Met, func(m indexer.Met) bool { return m.Clause == n })
				if h.Coverage == indexer.CoverAll && !met && asks(c) {
					t.Errorf("%s %q: %s of %s has all words, and no reason for %q", judged.ID, judged.Text, h.Act.File, h.CaseID, a.Query.Typed(n))
				}
			}
			for _, m := range h.Met {
				checked++
				if wrong := untrue(a.Query, m, s.actTexts(h, m)); wrong != "" {
					t.Errorf("%s %q: %s of %s: %s: %+v", judged.ID, judged.Text, h.Act.File, h.CaseID, wrong, m)
				}
			}
		}
	}
	if checked < len(queries) {
		t.Errorf("only %d reasons were looked up for %d queries", checked, len(queries))
	}
}

// asks reports a clause that counts.
func asks(c indexer.Clause) bool {
	return !c.Not && slices.ContainsFunc(italian.AnalyzeQuery(c.Text), func(t italian.Token) bool { return t.Stem != "" })
}

// actTexts are the texts that a reason points to.
func (s *shelf) actTexts(h indexer.ActAnswerHit, m indexer.Met) []string {
	switch m.Field {
	case indexer.FieldAct:
		var texts []string
		for _, p := range append([]indexer.Passage{h.Passage}, h.More...) {
			if m.File == h.Act.File && m.Page >= p.From && m.Page <= p.To() {
				texts = append(texts, p.Text)
			}
		}
		return texts
	case indexer.FieldTitle:
		return []string{h.Card.Title}
	case indexer.FieldPublicBody:
		return []string{h.Card.PublicBody}
	default: // they stand among what the act is found by
		for _, d := range s.docs {
			for _, a := range d.Acts {
				if d.ID == h.CaseID && a.File == h.Act.File {
					return []string{a.Context}
				}
			}
		}
		return nil
	}
}
