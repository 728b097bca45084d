package server

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// actsText is a case with acts of every access, and two that are not to be read.
const actsText = `---
title: Un caso con atti
summary: Serve alle prove sugli atti.
status: published
region: lombardia
years: [2024]
sectors: [abitare]
public_body: {name: Comune di Prova, type: comune}
legal_instrument: coprogettazione
attachments:
  - {file: avviso.pdf, title: Avviso pubblico, kind: avviso-pubblico, phase: avviso, number: "45", date: 2024-05-12, access: public,
     source_url: "https://www.prova.example/avviso", captured: 2026-11-01, received_from: Ufficio di piano}
  - {file: riservato.pdf, title: Verbale riservato, kind: verbale-di-tavolo, access: members}
  - {file: interno.pdf, title: Appunto interno, access: staff}
  - {file: scansione.pdf, title: Scansione, access: public}
  - {file: "nuovo & \"strano\".pdf", title: Appena arrivato, access: public}
---
## Contesto
Testo del caso.
`

// actsSite is a site with that case, its acts read as the extractor would.
func actsSite(t *testing.T) *gin.Engine {
	t.Helper()
	h := ownHouse(t)
	ctx := context.Background()
	d := content.Draft{ID: "con-atti", Text: []byte(actsText), Expect: content.AnyRevision}
	for _, name := range []string{"avviso.pdf", "riservato.pdf", "interno.pdf", "scansione.pdf", `nuovo & "strano".pdf`} {
		d.Files = append(d.Files, content.Upload{Name: name, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("bytes of " + name)), nil
		}})
	}
	if _, err := h.library.Save(ctx, content.Principal{Role: content.RoleEditor}, d); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]content.Text{
		"avviso.pdf": {State: content.TextOK, Signers: []string{"Anna Prova"}, Pages: []string{
			"Art. 1 Oggetto\nIl Comune cerca partner per un <b>condominio</b> solidale.",
			"Art. 2 Cofinanziamento\nIl cofinanziamento minimo richiesto agli enti è pari al dieci per cento.",
		}},
		"riservato.pdf": {State: content.TextOK, Pages: []string{"qsegretomembri nel verbale"}},
		"interno.pdf":   {State: content.TextOK, Pages: []string{"qsegretostaff nell'appunto"}},
		"scansione.pdf": {State: content.TextNoTextLayer, Reason: "the pages are pictures", Pages: []string{""}},
	} {
		text.Digest = content.DigestOf([]byte("bytes of " + name))
		if err := h.store.PutText(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	return h.site(t)
}

func TestActsPage(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	page := parsePage(t, get(t, site, "/atti?q=cofinanziamento+minimo"))
	if got := page.one(t, "div.bar").one(t, "h2").text(); got != "1 atto con tutte le parole" {
		t.Errorf("heading %q", got)
	}
	if got := texts(page.one(t, "nav.tabs").all("a")); !slices.Equal(got, []string{"Casi (1)", "Atti (1)"}) {
		t.Errorf("tabs %v", got)
	}
	hit := page.one(t, "article.acthit")
	const text = "/casi/con-atti/allegati/avviso.pdf/testo?pagina=2&q=cofinanziamento+minimo"
	if got := hit.one(t, "h3").one(t, "a").attr("href"); got != text {
		t.Errorf("the act leads to %s", got)
	}
	for _, part := range []string{"Avviso pubblico", "n. 45 del 12 maggio 2024", "Art. 2 Cofinanziamento", "pag. 2", "Un caso con atti"} {
		if !strings.Contains(hit.text(), part) {
			t.Errorf("%q is not in %q", part, hit.text())
		}
	}
	if got := texts(hit.all("mark")); !slices.Equal(got, []string{"Cofinanziamento", "cofinanziamento", "minimo"}) {
		t.Errorf("marked %v", got)
	}
	cite := "Comune di Prova, Avviso pubblico, n. 45 del 12 maggio 2024, «Art. 2 Cofinanziamento», pag. 2, https://casi.example.org/casi/con-atti/allegati/avviso.pdf/testo?pagina=2"
	if got := hit.one(t, "p.reference").text(); got != cite {
		t.Errorf("citation\n%s, want\n%s", got, cite)
	}
	if got := hit.one(t, "p.quote").text(); got != "«Il cofinanziamento minimo richiesto agli enti è pari al dieci per cento.»" {
		t.Errorf("quoted %q", got)
	}
	if got := parsePage(t, get(t, site, "/atti")).one(t, "article.acthit").all("mark"); len(got) != 0 {
		t.Errorf("without words %d are marked", len(got))
	}
	en := parsePage(t, get(t, site, "/en/atti?q=cofinanziamento"))
	if got := en.one(t, "div.bar").one(t, "h2").text(); got != "1 document" {
		t.Errorf("English heading %q", got)
	}
	none := parsePage(t, get(t, site, "/atti?q=inesistente"))
	if got := texts(none.one(t, "div.empty").all("a")); !slices.Equal(got, []string{"Vedi tutti gli atti"}) {
		t.Errorf("ways out %v", got)
	}
	results := parsePage(t, get(t, site, "/casi?q=cofinanziamento+minimo"))
	if got := results.one(t, "p.extract").all("a")[0].attr("href"); got != text {
		t.Errorf("the case's hit leads to %s", got)
	}
}

// What an act is found by beside its own words is said, and not said to be missing.
func TestActsSayWhy(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	for words, want := range map[string]string{
		"avviso+cofinanziamento":             "Nei dati dell'atto: avviso · a pagina 2 di «Avviso pubblico»: cofinanziamento",
		"lombardia+cofinanziamento+xilofono": "Nei dati della scheda: lombardia · a pagina 2 di «Avviso pubblico»: cofinanziamento · manca: xilofono",
		"caso+condominio":                    "Nel titolo del caso: caso · a pagina 1 di «Avviso pubblico»: condominio",
		"comune+condominio":                  "A pagina 1 di «Avviso pubblico»: comune, condominio",
	} {
		page := parsePage(t, get(t, site, "/atti?q="+words))
		if got := texts(page.all("p.why")); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
	// Two passages have the act's title; only those with a word of their own show.
	hit := parsePage(t, get(t, site, "/atti?q=pubblico+minimo+xilofono")).one(t, "article.acthit")
	for _, e := range hit.all("p.extract") {
		if len(e.all("mark")) == 0 {
			t.Errorf("shown without a word of the search: %q", e.text())
		}
	}
}

// Words of acts that a reader may not read are nowhere.
func TestActsKeepTheirSecrets(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	for _, word := range []string{"qsegretomembri", "qsegretostaff"} {
		for _, target := range []string{
			"/casi?q=", "/atti?q=", "/api/v1/cases?q=", "/api/v1/passages?q=", "/feed.atom?q=", "/casi.csv?q=", "/casi/con-atti?q=",
			"/casi/con-atti/allegati/riservato.pdf/testo?q=", "/casi/con-atti/allegati/interno.pdf/testo?q=",
			"/casi/con-atti/allegati/interno.pdf/anteprima?q=",
		} {
			w := get(t, site, target+word)
			if body := w.Body.String(); strings.Contains(body, word+" ne") {
				t.Errorf("%s at %s", word, target)
			}
		}
		for _, target := range []string{"/api/v1/passages?q=", "/api/v1/cases?q="} {
			if n := decode[struct{ Total int }](t, get(t, site, target+word)).Total; n != 0 {
				t.Errorf("%s%s finds %d", target, word, n)
			}
		}
	}
	all := decode[passagesJSON](t, get(t, site, "/api/v1/passages"))
	if all.Total != 1 {
		t.Errorf("a visitor counts %d acts, want 1", all.Total)
	}
	for f, counts := range all.Facets {
		for _, n := range counts {
			if n.Count != 1 || n.Value == "verbale-di-tavolo" {
				t.Errorf("%s: %+v", f, n)
			}
		}
	}
}

func TestHeaded(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		spans      []indexer.Span
		heading    string
		head, rest []indexer.Span
	}{
		{[]indexer.Span{{Text: "Testo"}}, "", nil, []indexer.Span{{Text: "Testo"}}},
		{[]indexer.Span{{Text: "Testo"}}, "Art. 1", []indexer.Span{{Text: "Art. 1"}}, []indexer.Span{{Text: "Testo"}}},
		{
			[]indexer.Span{{Text: "Art. 1 "}, {Text: "Rete", Match: true}, {Text: "\nLa rete."}}, "Art. 1 Rete",
			[]indexer.Span{{Text: "Art. 1 "}, {Text: "Rete", Match: true}}, []indexer.Span{{Text: "La rete."}},
		},
		{[]indexer.Span{{Text: "Art. 1\nLa rete."}}, "Art. 1", []indexer.Span{{Text: "Art. 1"}}, []indexer.Span{{Text: "La rete."}}},
		{[]indexer.Span{{Text: "Art. 1"}}, "Art. 1", []indexer.Span{{Text: "Art. 1"}}, nil},
		{[]indexer.Span{{Text: "Art."}}, "Art. 1", []indexer.Span{{Text: "Art. 1"}}, []indexer.Span{{Text: "Art."}}},
	} {
		head, rest := headed(tt.spans, tt.heading)
		if !slices.Equal(head, tt.head) || !slices.Equal(rest, tt.rest) {
			t.Errorf("%v under %q: %v and %v, want %v and %v", tt.spans, tt.heading, head, rest, tt.head, tt.rest)
		}
	}
}

// The tab that is open counts and leads to what is shown; the other one to the
// same search without what it does not know.
func TestActTabs(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	page := parsePage(t, get(t, site, "/atti?q=cofinanziamento&kind=avviso-pubblico&region=lombardia&page=1"))
	tabs := page.one(t, "nav.tabs").all("a")
	for i, want := range []struct{ label, to string }{
		{"Casi (1)", "/casi?q=cofinanziamento&region=lombardia"},
		{"Atti (1)", "/atti?kind=avviso-pubblico&q=cofinanziamento&region=lombardia"},
	} {
		if tabs[i].text() != want.label || tabs[i].attr("href") != want.to {
			t.Errorf("tab %q leads to %s, want %+v", tabs[i].text(), tabs[i].attr("href"), want)
		}
	}
	past := parsePage(t, get(t, site, "/atti?q=cofinanziamento&page=7"))
	if got := past.one(t, "div.empty").one(t, "p").text(); got != "I risultati finiscono prima di questa pagina." {
		t.Errorf("past the end: %q", got)
	}
	filtered := parsePage(t, get(t, site, "/atti?q=cofinanziamento&kind=verbale-di-tavolo"))
	if got := texts(filtered.one(t, "div.empty").all("li")); !slices.Equal(got, []string{"Senza il filtro Tipo di atto (1 atto)", "Le stesse parole nei casi (1 caso)", "Vedi tutti gli atti"}) {
		t.Errorf("ways out %q", got)
	}
}

// Why an act has no text is told to staff; readers get a sentence.
func TestReasonIsForStaff(t *testing.T) {
	t.Parallel()
	s, _ := newTestSite(t)
	text := content.TextHead{Text: content.Text{State: content.TextTimeout, Reason: "not read within 90s", Attempts: 3}}
	for sight, reason := range map[content.Sight]string{content.SightVisitor: "", content.SightMember: "", content.SightStaff: "not read within 90s"} {
		c := &content.Case{ID: "x"}
		v := caseView{w: s.words[langIT], tax: s.Library.Taxonomy(), c: c, sight: sight, h: &highlighter{marker: indexer.NewMarker(nil)}}
		got := v.act(content.Attachment{File: "a.pdf"}, content.File{Name: "a.pdf"}, text)
		if got.Reason != reason || got.State != "La lettura richiede troppo tempo: si può scaricare" {
			t.Errorf("sight %d: reason %q, state %q", sight, got.Reason, got.State)
		}
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	s, _ := newTestSite(t)
	w := s.words[langIT]
	for _, tt := range []struct {
		file         string
		n            int
		pages, place string
	}{
		{"a.pdf", 3, "3 pagine", "pag. 3"},
		{"a.pdf", 1, "1 pagina", "pag. 1"},
		{"a.PDF.p7m.P7M", 2, "2 pagine", "pag. 2"},
		{"a.xlsx", 2, "2 fogli", "foglio 2"},
		{"a.odp", 1, "1 diapositiva", "diapositiva 1"},
		{"a.zip", 4, "4 parti", "parte 4"},
		{"a.docx", 1, "", ""}, // whose pages nobody can count
		{"a.rtf", 2, "", "pag. 2"},
		{".p7m", 1, "", ""},
		{"a.pdf", 0, "", ""},
	} {
		if got := pagesOf(w, tt.file, tt.n); got != tt.pages {
			t.Errorf("%d pages of %s: %q, want %q", tt.n, tt.file, got, tt.pages)
		}
		if got := pageOf(w, tt.file, tt.n); got != tt.place {
			t.Errorf("page %d of %s: %q, want %q", tt.n, tt.file, got, tt.place)
		}
	}
}

// Acts with nearly the same text are one hit that names the others, unless
// somebody may not see them, or may not any more.
func TestActsAlike(t *testing.T) {
	t.Parallel()
	h, ctx, editor := ownHouse(t), t.Context(), content.Principal{Role: content.RoleEditor}
	const head = "---\ntitle: Caso %s\nsummary: Di prova.\nstatus: published\naccess: %s\nregion: lombardia\nsectors: [abitare]\n" +
		"public_body: {name: Comune di Prova}\nlegal_instrument: coprogettazione\nattachments: [{file: avviso.pdf, title: Avviso di %s, access: public}]\n---\n"
	save := func(name, access string) {
		t.Helper()
		d := content.Draft{ID: "caso-" + strings.ToLower(name), Text: fmt.Appendf(nil, head, name, access, name), Expect: content.AnyRevision}
		d.Files = []content.Upload{{Name: "avviso.pdf", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(name)), nil }}}
		if _, err := h.library.Save(ctx, editor, d); err != nil {
			t.Fatal(err)
		}
	}
	const article = "Art. 3 Requisiti\nGli enti interessati presentano domanda di partecipazione entro i termini, con una proposta progettuale, il piano " +
		"economico e la dichiarazione sul possesso dei requisiti di onorabilità, pena l'esclusione dalla procedura. La proposta descrive le attività, " +
		"i destinatari, le risorse umane e strumentali messe a disposizione e gli indicatori con cui si misurano i risultati."
	for name, access := range map[string]string{"Uno": "public", "Due": "public", "Tre": "public", "Nascosto": "members"} {
		save(name, access)
		if err := h.store.PutText(ctx, content.Text{Digest: content.DigestOf([]byte(name)), State: content.TextOK, Pages: []string{"", article}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	site := h.site(t)
	ask := func() passageJSON {
		t.Helper()
		a := decode[passagesJSON](t, get(t, site, "/api/v1/passages?q=onorabilita"))
		if a.Total != 3 || a.Listed != 1 || len(a.Hits) != 1 {
			t.Fatalf("total %d, listed %d, want 3 and 1", a.Total, a.Listed)
		}
		return a.Hits[0]
	}
	hit := ask()
	why := []metJSON{{Word: "onorabilita", Form: indexer.FormExact, Found: "onorabilità", Field: indexer.FieldAct, Attachment: "avviso.pdf", Page: 2}}
	if diff := cmp.Diff(why, hit.Met); diff != "" || hit.Missing == nil || len(hit.Missing) > 0 {
		t.Errorf("found by (-want +got):\n%s\nmissing %q", diff, hit.Missing)
	}
	a := decode[passagesJSON](t, get(t, site, "/api/v1/passages?q=caso+avviso+onorabilita+zibaldone&match=some"))
	if got := a.Hits[0].Met; len(got) != 3 || got[0].Field != indexer.FieldTitle || got[1].Field != indexer.FieldActName || !slices.Equal(a.Hits[0].Missing, []string{"zibaldone"}) {
		t.Errorf("found by %+v, missing %q", got, a.Hits[0].Missing)
	}
	page := parsePage(t, get(t, site, "/atti?q=caso+avviso+onorabilita+zibaldone"))
	if got := page.one(t, "p.why").text(); got != "Nel titolo del caso: caso · nei dati dell'atto: avviso · a pagina 2 di «Avviso di Uno»: onorabilita · manca: zibaldone" {
		t.Errorf("said %q", got)
	}
	if hit.Alike != 2 || len(hit.AlikeActs) != 2 {
		t.Fatalf("alike %d: %+v", hit.Alike, hit.AlikeActs)
	}
	for _, a := range hit.AlikeActs {
		if a.Case == hit.Case || a.Page != 2 || a.TextURL != "/casi/"+a.Case+"/allegati/avviso.pdf/testo?pagina=2" || !strings.HasPrefix(a.CaseTitle, "Caso ") {
			t.Errorf("alike: %+v", a)
		}
	}
	list := parsePage(t, get(t, site, "/atti?q=onorabilita")).one(t, "details.alike")
	if got := list.one(t, "summary").text(); got != "Altri 2 atti hanno quasi lo stesso testo" {
		t.Errorf("said %q", got)
	}
	for i, li := range list.all("li") {
		if want := hit.AlikeActs[i]; li.text() != want.Title+", pag. 2 "+want.CaseTitle || li.one(t, "a").attr("href") != want.TextURL+"&q=onorabilita" {
			t.Errorf("%q at %s, want %+v", li.text(), li.one(t, "a").attr("href"), want)
		}
	}
	// What was narrowed since it was indexed is not named.
	gone := hit.AlikeActs[0].CaseTitle
	save(strings.TrimPrefix(gone, "Caso "), "members")
	if hit := ask(); len(hit.AlikeActs) != 1 || hit.AlikeActs[0].CaseTitle == gone {
		t.Errorf("after it was narrowed: %+v", hit.AlikeActs)
	}
}
