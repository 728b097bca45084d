package indexer

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer/italian"
)

// TestMet says of one hit by what it meets each of several queries.
func TestMet(t *testing.T) {
	t.Parallel()
	s, err := italian.ReadSynonyms("CAV, centro antiviolenza\nanziani, terza età, ~vecchi\nemporio, social market")
	if err != nil {
		t.Fatal(err)
	}
	hit := Hit{
		Card: Card{PublicBody: "Comune di Jesi"},
		Parts: []Part{
			{Field: FieldTitle, Text: "Emporio solidale"},
			{Field: FieldSummary, Text: "Gli empori e il centro per l'antiviolenza."},
			{Field: FieldLabels, Text: "Avviso pubblico"},
			{Field: FieldBody, Text: "Un bando per i vecchi. Due criteri."},
		},
		Passage: &FoundPassage{Act: Act{File: "avviso.pdf"}, Passage: Passage{Text: "criteri\nscadenza a maggio", From: 3, Breaks: []int{8}}},
	}
	for _, c := range []struct {
		query     string
		corrected []Correction
		want      []Met
		missing   []int
	}{
		{query: "emporio", want: []Met{{Typed: "emporio", Form: FormExact, Found: "Emporio", Field: FieldTitle}}},
		{query: "empori", want: []Met{{Typed: "empori", Form: FormExact, Found: "empori", Field: FieldSummary}}},
		{query: "bandi", want: []Met{{Typed: "bandi", Form: FormStem, Found: "bando", Field: FieldBody}}},
		{query: "cav", want: []Met{{Typed: "cav", Form: FormSynonym, Name: "centro antiviolenza", Found: "centro per l'antiviolenza", Field: FieldSummary}}},
		{
			query: "social market avvisi",
			want: []Met{
				{Clause: 0, Typed: "social", Form: FormSynonym, Name: "emporio", Found: "Emporio", Field: FieldTitle},
				{Clause: 1, Typed: "market", Form: FormSynonym, Name: "emporio", Found: "Emporio", Field: FieldTitle},
				{Clause: 2, Typed: "avvisi", Form: FormStem, Found: "Avviso", Field: FieldLabels},
			},
		},
		{query: "anziani", want: []Met{{Typed: "anziani", Form: FormSynonym, Field: FieldBody}}}, // by a name that is never shown
		{query: "scadenza", want: []Met{{Typed: "scadenza", Form: FormExact, Found: "scadenza", Field: FieldAct, File: "avviso.pdf", Page: 4}}},
		{query: "criteri", want: []Met{{Typed: "criteri", Form: FormExact, Found: "criteri", Field: FieldBody}}},
		{
			query: "emporoi", corrected: []Correction{{To: 1, Typed: "emporoi", Form: FormCorrection, Used: []string{"emporio"}, Sure: true}},
			want: []Met{{Typed: "emporoi", Form: FormCorrection, Name: "emporio", Found: "Emporio", Field: FieldTitle}},
		},
		{
			query: "empori crteri", corrected: []Correction{{From: 1, To: 2, Typed: "crteri", Form: FormCorrection, Used: []string{"criteri"}, Sure: true, Beside: true}},
			want: []Met{
				{Typed: "empori", Form: FormExact, Found: "empori", Field: FieldSummary},
				{Clause: 1, Typed: "crteri", Form: FormCorrection, Name: "criteri", Found: "criteri", Field: FieldBody},
			},
		},
		{
			query: "anzian", corrected: []Correction{{To: 1, Typed: "anzian", Form: FormCorrection, Used: []string{"anziani"}, Sure: true}},
			want: []Met{{Typed: "anzian", Form: FormSynonym, Field: FieldBody}},
		},
		{
			query: "duecriteri", corrected: []Correction{{To: 1, Typed: "duecriteri", Form: FormCorrection, Used: []string{"due criteri"}, Sure: true}},
			want: []Met{
				{Typed: "duecriteri", Form: FormCorrection, Name: "due", Found: "Due", Field: FieldBody},
				{Clause: 1, Typed: "duecriteri", Form: FormCorrection, Name: "criteri", Found: "criteri", Field: FieldBody},
			},
		},
		{
			query: "centroo antivioenza", // a name of two words
			corrected: []Correction{
				{To: 1, Typed: "centroo", Form: FormCorrection, Used: []string{"centro"}, Sure: true}, {From: 1, To: 2, Typed: "antivioenza", Form: FormCorrection, Used: []string{"antiviolenza"}, Sure: true},
			},
			want: []Met{
				{Typed: "centroo", Form: FormCorrection, Name: "centro", Found: "centro", Field: FieldSummary},
				{Clause: 1, Typed: "antivioenza", Form: FormCorrection, Name: "antiviolenza", Found: "antiviolenza", Field: FieldSummary},
			},
		},
		{query: `"due criteri"`, want: []Met{{Typed: `"due criteri"`, Form: FormExact, Found: "Due criteri", Field: FieldBody}}},
		{query: "ente:jesi", want: []Met{{Typed: "ente:jesi", Form: FormExact, Found: "Jesi", Field: FieldPublicBody}}},
		{query: "titolo:criteri empor*", want: []Met{{Clause: 1, Typed: "empor*", Form: FormExact, Found: "Emporio", Field: FieldTitle}}, missing: []int{0}},
		{query: "il nulla -bando zibibbo nulla", missing: []int{1, 3, 4}},
		{query: ""},
	} {
		q := Query{Text: c.query, Expr: ParseExpr(c.query, nil)}.setRight(c.corrected, nil)
		q.Meanings = Meanings(q.Expr, s)
		cut := newCutter(q)
		_, met := cut.hit(&hit)
		if diff := cmp.Diff(c.want, met); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.query, diff)
		}
		if diff := cmp.Diff(c.missing, cut.missing()); diff != "" {
			t.Errorf("%s misses (-want +got):\n%s", c.query, diff)
		}
	}
}
