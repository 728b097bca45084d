package bench

import (
	"slices"
	"strings"
	"testing"

	"copratica/indexer"
)

// reasonsAreTrue looks each reason of the first hits up: the words stand where
// it says, they are a form of what was typed or another name that was looked
// for, and without what was typed the hit scores less.
func (s *shelf) reasonsAreTrue(t *testing.T, queries []judged) {
	checked, left := 0, 0
	for _, judged := range queries {
		q := s.mustQuery(t, judged.Text)
		q.Some = true
		a := s.answer(t, q)
		rest := leftOut(a.Query)
		for _, h := range a.Hits[:min(firstHits, len(a.Hits))] {
			if h.Coverage == indexer.CoverAll && len(h.Missing) > 0 {
				t.Errorf("%s: %s has all words, and lacks %v", judged.ID, h.ID, h.Missing)
			}
			for _, m := range h.Met {
				checked++
				if slices.Contains(h.Missing, m.Clause) {
					t.Errorf("%s: %s is said to meet %q and to lack it", judged.ID, h.ID, m.Typed)
				}
				if wrong := untrue(a.Query, m, places(h, m)); wrong != "" {
					t.Errorf("%s %q: %s: %s: %+v", judged.ID, judged.Text, h.ID, wrong, m)
				}
				text, ok := rest[m.Typed]
				if !ok {
					continue
				}
				after := s.every(t, text).Hits
				i := slices.IndexFunc(after, func(o indexer.AnswerHit) bool { return o.ID == h.ID })
				if i >= 0 && !samePassage(after[i].Passage, h.Passage) {
					continue
				}
				if left++; i >= 0 && after[i].Score >= h.Score {
					t.Errorf("%s: %s scores %.3f for %q, and %.3f without %q, which it is said to meet", judged.ID, h.ID, h.Score, judged.Text, after[i].Score, m.Typed)
				}
			}
		}
	}
	if checked < len(queries) || left < len(queries)/2 {
		t.Errorf("only %d reasons were looked up, and %d words left out, for %d queries", checked, left, len(queries))
	}
}

// untrue says what is wrong with a reason, "" if nothing is.
// texts are those that it points to.
func untrue(q indexer.Query, m indexer.Met, texts []string) string {
	if m.Clause >= len(q.Expr) || q.Typed(m.Clause) != m.Typed {
		return "nothing of the kind was typed"
	}
	if m.Found == "" {
		return "" // a name that is never shown
	}
	if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(oneSpace(text), m.Found) }) {
		return "the words do not stand there"
	}
	switch m.Form {
	case indexer.FormExact, indexer.FormStem:
		if len(shared(stems(m.Typed), stems(m.Found))) == 0 {
			return "the words are no form of what was typed"
		}
	case indexer.FormSynonym:
		if len(shared(stems(m.Name), stems(m.Found))) == 0 {
			return "the words are not the other name"
		}
	case indexer.FormCorrection:
		if !slices.ContainsFunc(q.Corrected, func(c indexer.Correction) bool {
			return m.Clause >= c.From && m.Clause < c.To && (slices.Contains(c.Used, m.Name) || m.Name == q.Expr[m.Clause].String())
		}) {
			return "nothing was corrected so"
		}
	}
	return ""
}

// places are the texts that a reason points to.
func places(h indexer.AnswerHit, m indexer.Met) []string {
	switch m.Field {
	case indexer.FieldPublicBody:
		return []string{h.Card.PublicBody}
	case indexer.FieldAct:
		if h.Passage == nil || h.Passage.Act.File != m.File || m.Page < h.Passage.From || m.Page > h.Passage.To() {
			return nil
		}
		return []string{h.Passage.Text}
	}
	var texts []string
	for _, p := range h.Parts {
		if p.Field == m.Field {
			texts = append(texts, p.Text)
		}
	}
	return texts
}

func oneSpace(text string) string { return strings.Join(strings.Fields(text), " ") }

func shared(a, b []string) []string {
	var out []string
	for _, s := range a {
		if slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}
