package server

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer"
)

func TestWhy(t *testing.T) {
	t.Parallel()
	s, _ := newTestSite(t)
	expr := indexer.Expr{{Text: "emporio"}, {Text: "utenze"}, {Text: "bando"}, {Text: "copogettazione"}, {Text: "disabilità"}, {Kind: indexer.KindPhrase, Text: "dopo di noi"}}
	met := []indexer.Met{
		{Clause: 0, Typed: "emporio", Form: indexer.FormExact, Found: "Emporio", Field: indexer.FieldTitle},
		{Clause: 1, Typed: "utenze", Form: indexer.FormSynonym, Name: "bollette", Found: "bollette", Field: indexer.FieldAct, File: "avviso.pdf", Page: 7},
		{Clause: 2, Typed: "bando", Form: indexer.FormStem, Found: "Bandi", Field: indexer.FieldTitle},
		{Clause: 3, Typed: "copogettazione", Form: indexer.FormCorrection, Name: "coprogettazione", Found: "coprogettazione", Field: indexer.FieldBody},
		{Clause: 4, Typed: "disabilità", Form: indexer.FormSynonym, Field: indexer.FieldSummary},
	}
	for lang, want := range map[string]string{
		langIT: "Nel titolo: emporio, bando («bandi») · a pagina 7 di «Avviso pubblico»: utenze (anche «bollette») · " +
			"nel testo della scheda: copogettazione (corretto in «coprogettazione») · nel riassunto: disabilità (con un altro nome) · manca: \"dopo di noi\"",
		langEN: "In the title: emporio, bando (“bandi”) · on page 7 of “Avviso pubblico”: utenze (also “bollette”) · " +
			"in the text of the case: copogettazione (corrected to “coprogettazione”) · in the summary: disabilità (by another name) · missing: \"dopo di noi\"",
	} {
		v := resultsView{w: s.words[lang], q: indexer.Query{Expr: expr}}
		if diff := cmp.Diff(want, v.why(met, []int{5}, indexer.Act{File: "avviso.pdf", Title: "Avviso pubblico"})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
	if got := (&resultsView{w: s.words[langIT]}).why(nil, nil); got != "" {
		t.Errorf("without words a hit is explained: %q", got)
	}
}

// Only what has pages is said to have them.
func TestWhySaysSheetsAndSlides(t *testing.T) {
	t.Parallel()
	s, _ := newTestSite(t)
	v := resultsView{w: s.words[langIT], q: indexer.Query{Expr: indexer.Expr{{Text: "quota"}}}}
	for file, want := range map[string]string{
		"piano.xlsx": "In «piano.xlsx», foglio 2: quota", "tavolo.pptx": "In «tavolo.pptx», diapositiva 2: quota",
		"firmato.pdf.p7m": "A pagina 2 di «firmato.pdf.p7m»: quota", "avviso.odt": "In «avviso.odt», pag. 2: quota",
	} {
		met := []indexer.Met{{Typed: "quota", Form: indexer.FormExact, Field: indexer.FieldAct, File: file, Page: 2}}
		if got := v.why(met, nil); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	one := []indexer.Met{{Typed: "quota", Form: indexer.FormExact, Field: indexer.FieldAct, File: "faq.docx", Page: 1}}
	if got := v.why(one, nil); got != "In «faq.docx»: quota" {
		t.Errorf("of a text in one piece: %q", got)
	}
}

// What was looked for beside the words is said above the hits, and one link
// takes it away.
func TestReadingIsSaid(t *testing.T) {
	t.Parallel()
	_, site := sampleSite(t)
	page := parsePage(t, get(t, site, "/casi?q=badante"))
	taken := page.one(t, "div.taken")
	off := taken.with("a", "href", "/casi?q=badante&synonyms=off")
	if !strings.Contains(taken.text(), "«lavoro di cura» per «badante»") || len(off) != 1 {
		t.Fatalf("said %q, %d links to switch it off", taken.text(), len(off))
	}
	if why := texts(page.all("p.why")); len(why) == 0 || !strings.Contains(strings.Join(why, "\n"), "badante (anche «lavoro di cura»)") {
		t.Errorf("hits say %q", why)
	}
	page = parsePage(t, get(t, site, "/casi?q=badante&synonyms=off"))
	if on := page.one(t, "div.taken").with("a", "href", "/casi?q=badante"); len(on) != 1 {
		t.Errorf("%d links to look for other names again", len(on))
	}
	if hidden := page.with("input", "name", "synonyms"); len(hidden) != 1 {
		t.Error("the form forgets that other names are switched off")
	}
	page = parsePage(t, get(t, site, "/casi?q=coprogetazione"))
	maybe := page.one(t, "div.taken").with("a", "href", "/casi?q=coprogettazione")
	if len(maybe) != 1 || !strings.Contains(page.one(t, "div.taken").text(), "abbiamo cercato «coprogettazione»") {
		t.Errorf("a misspelled word is answered by %q", page.one(t, "div.taken").text())
	}
	for amount, want := range map[string]string{
		"7,5+milioni": "Nella raccolta «7,5 milioni» non c'è: abbiamo cercato un importo vicino, «7.528.900».",
		"un+milione":  "Nella raccolta «un milione» non c'è: abbiamo cercato gli importi vicini, «986.666,65», «1.041.000», «1.045.426» e «1.090.000».",
	} {
		if got := parsePage(t, get(t, site, "/casi?q="+amount)).one(t, "div.taken").text(); got != want {
			t.Errorf("an amount that no case has is answered by %q, want %q", got, want)
		}
	}
	if page := parsePage(t, get(t, site, "/casi?q=emporio")); strings.Contains(page.one(t, "h1").text(), "anche") {
		t.Error("words taken as typed are commented on")
	}
}
