package bench

import (
	"slices"
	"testing"

	"copratica/indexer"
)

// otherNamesGoOff switches synonyms off: nothing else is looked for any more,
// no case is found that has none of the typed words, and no more cases than
// before have them all.
func (s *shelf) otherNamesGoOff(t *testing.T, queries []judged) {
	expanded, gone := 0, 0
	for _, judged := range queries {
		q := s.mustQuery(t, judged.Text)
		q.Some, q.PerPage = true, 100
		on := s.answer(t, q)
		q.NoSynonyms = true
		off := s.answer(t, q)
		if len(off.Expanded) > 0 {
			t.Errorf("%s %q: without synonyms it was also looked for %v", judged.ID, judged.Text, off.Expanded)
		}
		if off.Total > 0 && off.Coverage == indexer.CoverAll && (on.Coverage != indexer.CoverAll || on.Total < off.Total) {
			t.Errorf("%s %q: %d cases have all without synonyms, and %d (%s) with them", judged.ID, judged.Text, off.Total, on.Total, on.Coverage)
		}
		if len(on.Expanded) == 0 || len(on.Corrected) > 0 {
			continue
		}
		expanded++
		for _, h := range on.Hits {
			if hasTyped(h, judged.Text) {
				continue
			}
			gone++
			// Another passage of its acts may have a word, which then serves best.
			if slices.ContainsFunc(off.Hits, func(o indexer.AnswerHit) bool { return o.ID == h.ID && !hasTyped(o, judged.Text) }) {
				t.Errorf("%s %q: %s has none of the words, and is found without synonyms", judged.ID, judged.Text, h.ID)
			}
		}
	}
	if expanded < 5 || gone == 0 {
		t.Errorf("only %d queries were also looked for by other names, which alone found %d hits", expanded, gone)
	}
}

// hasTyped reports a hit with one of a query's own words.
func hasTyped(h indexer.AnswerHit, text string) bool {
	parts := slices.Clone(h.Parts)
	if h.Passage != nil {
		// Its passages are found by these beside their own text.
		parts = append(parts, indexer.Part{Text: h.Passage.Text + "\n" + h.Passage.Act.Title + "\n" + h.Passage.Act.Kind + "\n" + h.Card.PublicBody})
	}
	asks := stems(text)
	for _, p := range parts {
		if slices.ContainsFunc(stems(p.Text), func(s string) bool { return slices.Contains(asks, s) }) {
			return true
		}
	}
	return false
}
