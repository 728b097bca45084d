package indextest

import (
	"testing"

	"copratica/indexer"
)

// testPhrases finds words as typed, stop words included, and never across parts.
func testPhrases(t *testing.T, open Open) {
	d := newSubject(t, open,
		doc("dopo", "Dopo di noi", "Un progetto per la vita indipendente."),
		doc("noi", "Tavolo", "Dopo la riunione parla di noi e dopo di voi."),
		doc("dimora", "Persone senza dimora", "Il centro diurno."),
		doc("parti", "La fine di senza", "dimora in un altro paragrafo"),
		with(doc("lungo", "Passo", "passo dopo passo, passo passo"), indexer.FieldBody, "vita"),
	)
	for _, c := range []struct {
		name string
		expr indexer.Expr
		want []string
	}{
		{"stop words count", phrase("dopo di noi"), []string{"dopo"}},
		{"case and accents do not", phrase("DOPO DÌ NOI"), []string{"dopo"}},
		{"in order", phrase("noi di dopo"), nil},
		{"side by side", phrase("progetto vita"), nil},
		{"with the words between", phrase("progetto per la vita"), []string{"dopo"}},
		{"exact, not by stem", phrase("progetti per la vita"), nil},
		{"never across parts", phrase("senza dimora"), []string{"dimora"}},
		{"a word twice", phrase("passo passo"), []string{"lungo"}},
		{"a word between itself", phrase("passo dopo passo"), []string{"lungo"}},
		{"one word", phrase("vita"), []string{"dopo", "lungo"}},
		{"one stop word", phrase("la"), []string{"dopo", "noi", "parti"}},
		{"a phrase and a word", both(phrase("senza dimora"), words("centro")), []string{"dimora"}},
		{"two phrases", both(phrase("dopo di noi"), phrase("vita indipendente")), []string{"dopo"}},
		{"in the title", within(indexer.FieldTitle, phrase("dopo di noi")), []string{"dopo"}},
		{"not in the title", within(indexer.FieldTitle, phrase("centro diurno")), nil},
		{"words nobody has", phrase("zzyzx di noi"), nil},
	} {
		t.Run(c.name, func(t *testing.T) { d.in(t).wantAll(c.expr, c.want...) })
	}
}

// testRanking looks at what comes first.
func testRanking(t *testing.T, open Open) {
	relevance := func(e indexer.Expr) indexer.Query { return indexer.Query{Expr: e, Sort: indexer.SortRelevance} }
	factor := func(d indexer.Document, f float64) indexer.Document { d.Factor = f; return d }
	for _, c := range []struct {
		name string
		docs []indexer.Document
		expr indexer.Expr
		want []string
	}{
		{"the title before the body", []indexer.Document{
			doc("a", "Progetto", "un emporio solidale"), doc("b", "Emporio", "un progetto solidale"),
		}, words("emporio"), []string{"b", "a"}},
		{"the summary before the body", []indexer.Document{
			doc("a", "Progetto", "emporio solidale cittadino"),
			with(doc("b", "Progetto", "solidale cittadino"), indexer.FieldSummary, "emporio"),
		}, words("emporio"), []string{"b", "a"}},
		{"more often before once", []indexer.Document{
			doc("a", "T", "emporio casa casa casa"), doc("b", "T", "emporio emporio emporio casa"),
		}, words("emporio"), []string{"b", "a"}},
		{"a short text before a long one", []indexer.Document{
			doc("a", "T", "emporio e poi molte altre parole che parlano di tutt'altra cosa, lavoro, scuola, trasporti"),
			doc("b", "T", "emporio solidale"),
		}, words("emporio"), []string{"b", "a"}},
		{"the typed form before another, singular", []indexer.Document{
			doc("a", "T", "i bandi pubblici"), doc("b", "T", "il bando pubblico"),
		}, words("bando"), []string{"b", "a"}},
		{"the typed form before another, plural", []indexer.Document{
			doc("a", "T", "il bando pubblico"), doc("b", "T", "i bandi pubblici"),
		}, words("bandi"), []string{"b", "a"}},
		{"words together before words apart", []indexer.Document{
			doc("a", "T", "famiglia nella casa"), doc("b", "T", "nella casa famiglia"),
		}, words("casa famiglia"), []string{"b", "a"}},
		{"together with stop words between", []indexer.Document{
			doc("a", "T", "comunità della casa"), doc("b", "T", "casa della comunità"),
		}, words("casa della comunità"), []string{"b", "a"}},
		{"a rare word before a common one", []indexer.Document{
			doc("a", "T", "scuola"), doc("b", "T", "sambuco"), doc("c", "T", "scuola"), doc("d", "T", "scuola"),
		}, words("scuola sambuco"), []string{"b", "a", "c", "d"}},
		{"a phrase in the title before one in the body", []indexer.Document{
			doc("a", "Casa comune", "un emporio solidale"), doc("b", "Emporio solidale", "una casa comune"),
		}, phrase("emporio solidale"), []string{"b", "a"}},
		{"evidence decides between equals", []indexer.Document{
			factor(doc("a", "T", "emporio"), 1), factor(doc("b", "T", "emporio"), 1.10), factor(doc("c", "T", "emporio"), 1.05),
		}, words("emporio"), []string{"b", "c", "a"}},
		{"evidence decides without words", []indexer.Document{
			factor(doc("a", "T", "emporio"), 1), factor(doc("b", "T", "emporio"), 1.10), factor(doc("c", "T", "emporio"), 1.05),
		}, prefix("empor"), []string{"b", "c", "a"}},
		{"evidence does not decide over words", []indexer.Document{
			factor(doc("a", "T", "emporio in città"), 1.10), factor(doc("b", "Emporio", "in città"), 1),
		}, words("emporio"), []string{"b", "a"}},
		{"equal documents by id", []indexer.Document{
			doc("b", "T", "emporio"), doc("a", "T", "emporio"), doc("c", "T", "emporio"),
		}, words("emporio"), []string{"a", "b", "c"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newSubject(t, open, c.docs...)
			d.wantOrder(relevance(c.expr), c.want...)
			r := d.search(relevance(c.expr))
			wantTierOrder(t, r)
			for _, h := range r.Hits {
				if !(h.Score > 0) {
					t.Errorf("%s scores %v by relevance", h.ID, h.Score)
				}
			}
			for _, h := range d.search(indexer.Query{Expr: c.expr, Sort: indexer.SortNewest}).Hits {
				if h.Score != 0 {
					t.Errorf("%s scores %v by date", h.ID, h.Score)
				}
			}
		})
	}
	t.Run("a factor beyond its bound", func(t *testing.T) {
		d := newSubject(t, open, factor(doc("a", "T", "emporio"), 50), doc("b", "Emporio", "emporio"), factor(doc("c", "T", "emporio"), -1))
		d.wantOrder(relevance(words("emporio")), "b", "a", "c")
	})
}
