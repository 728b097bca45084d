package bench

import (
	"slices"
	"strings"
	"testing"
	"time"

	"copratica/content"
	"copratica/indexer"
)

// twinDocuments are the twins as an index takes them, read as any case is.
func (h *house) twinDocuments(t *testing.T, w *twinner) []indexer.Document {
	t.Helper()
	var docs []indexer.Document
	for i := range twinCount {
		s := w.twin(i)
		if _, err := content.Parse([]byte(s.Text), h.library.Taxonomy(), time.Now().Year()); err != nil {
			t.Fatalf("%v:\n%s", err, s.Text)
		}
		d, err := h.builder.Document(t.Context(), content.Revision{
			CaseID: s.ID, Number: 1, Text: s.Text, Status: content.StatusPublished, Access: content.AccessPublic,
		})
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	return docs
}

// checkTwins holds the twins to what makes them no answers.
func checkTwins(t *testing.T, docs, twins []indexer.Document, queries []judged) {
	t.Helper()
	df := stemFrequencies(docs)
	var years []int
	var sectors []string
	for _, d := range docs {
		years, sectors = append(years, d.Years...), append(sectors, d.Card.Sectors...)
	}
	telling := make(map[string]string)
	for _, q := range queries {
		for _, s := range rarest(q.Text, df) {
			telling[s] = q.ID
		}
	}
	long := 0
	for _, d := range twins {
		var text []string
		for _, p := range d.Parts {
			text = append(text, p.Text)
		}
		all := strings.Join(text, "\n")
		long += len(strings.Fields(all))
		for _, s := range stems(all) {
			if id, ok := telling[s]; ok {
				t.Fatalf("%s has the word %q of %s:\n%s", d.ID, s, id, all)
			}
		}
		if slices.ContainsFunc(d.Years, func(y int) bool { return slices.Contains(years, y) }) ||
			slices.ContainsFunc(d.Card.Sectors, func(s string) bool { return slices.Contains(sectors, s) }) {
			t.Fatalf("%s shares years %v or sectors %v with the sample cases", d.ID, d.Years, d.Card.Sectors)
		}
		if df[stems(d.Card.Municipality)[0]] > 0 {
			t.Fatalf("%s lies in %s, which the sample cases name", d.ID, d.Card.Municipality)
		}
	}
	if mean := long / len(twins); mean < 100 {
		t.Errorf("near-twins have %d words each: too few to be near", mean)
	}
}
