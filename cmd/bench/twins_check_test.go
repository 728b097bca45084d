package bench

import (
	"slices"
	"strings"
	"testing"
	"time"

	"copratica/content"
	"copratica/indexer"
)

// twins are the documents of near-twins that come in as any case does.
func (s *shelf) twins(t *testing.T, w *twinner) []indexer.Document {
	t.Helper()
	var made []*sample
	for i := range twinCount {
		m := w.twin(i)
		if _, err := content.Parse([]byte(m.Text), s.library.Taxonomy(), time.Now().Year()); err != nil {
			t.Fatalf("%v:\n%s", err, m.Text)
		}
		made = append(made, m)
	}
	if err := s.put(t.Context(), made); err != nil {
		t.Fatal(err)
	}
	docs, err := s.documents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	docs = slices.DeleteFunc(docs, func(d indexer.Document) bool { return !strings.HasPrefix(d.ID, twinPrefix) })
	if len(docs) != twinCount {
		t.Fatalf("built %d near-twins, want %d", len(docs), twinCount)
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
