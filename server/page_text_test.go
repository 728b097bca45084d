package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestActText(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	page := parsePage(t, get(t, site, "/casi/con-atti/allegati/avviso.pdf/testo?pagina=1&q=cofinanziamento"))
	shown := page.one(t, "div.acttext")
	if got := shown.text(); !strings.Contains(got, "<b>condominio</b>") {
		t.Errorf("text %q", got)
	}
	steps := page.one(t, "div.steps")
	if got := steps.text(); !strings.Contains(got, "Nessuna corrispondenza in questa pagina, 2 altrove nell'atto") {
		t.Errorf("found %q", got)
	}
	if got := page.one(t, "p.places").text(); got != "Dove stanno le parole: pagina 2" {
		t.Errorf("places %q", got)
	}
	if got := steps.one(t, "p.step").one(t, "a").attr("href"); got != "/casi/con-atti/allegati/avviso.pdf/testo?pagina=2&q=cofinanziamento#m1" {
		t.Errorf("the next match is at %s", got)
	}
	if got := page.one(t, "ul.actions").one(t, "a").attr("href"); got != "/casi/con-atti/allegati/avviso.pdf#page=1" {
		t.Errorf("the document at %s", got)
	}
	second := parsePage(t, get(t, site, "/casi/con-atti/allegati/avviso.pdf/testo?pagina=2&q=cofinanziamento"))
	if got := texts(second.one(t, "div.acttext").all("mark")); !slices.Equal(got, []string{"Cofinanziamento", "cofinanziamento"}) {
		t.Errorf("marked %v", got)
	}
	if got := second.one(t, "div.steps").text(); !strings.Contains(got, "2 corrispondenze in questa pagina") {
		t.Errorf("found %q", got)
	}
	if got := parsePage(t, get(t, site, "/casi/con-atti/allegati/avviso.pdf/testo?q=cofinanziamento")).one(t, "h2.hidden").text(); got != "Pagina 2 di 2" {
		t.Errorf("without a page, words lead to %q", got)
	}
	if got := parsePage(t, get(t, site, "/casi/con-atti/allegati/avviso.pdf/testo?q=assente")).one(t, "div.steps").text(); got != "Nessuna corrispondenza in questo atto" {
		t.Errorf("found %q", got)
	}
	for target, status := range map[string]int{
		"/casi/con-atti/allegati/avviso.pdf/testo?pagina=3":                            http.StatusNotFound,
		"/casi/con-atti/allegati/avviso.pdf/testo?pagina=0":                            http.StatusNotFound,
		"/casi/con-atti/allegati/avviso.pdf/testo?q=" + strings.Repeat("parola+", 300): http.StatusBadRequest,
		"/casi/con-atti/allegati/avviso.pdf/testo?pagina=due":                          http.StatusBadRequest,
		"/casi/con-atti/allegati/riservato.pdf/testo":                                  http.StatusNotFound,
		"/casi/con-atti/allegati/assente.pdf/testo":                                    http.StatusNotFound,
		"/casi/con-atti/allegati/scansione.pdf/testo":                                  http.StatusOK,
		"/casi/con-atti/allegati/nuovo%20%26%20%22strano%22.pdf/testo":                 http.StatusOK,
		"/en/casi/con-atti/allegati/avviso.pdf/testo":                                  http.StatusOK,
		"/casi/con-atti/allegati/avviso.pdf/anteprima":                                 http.StatusNotFound, // it has none
		"/casi/con-atti/allegati/avviso.pdf/testo?q=%22%3Cscript%3Ealert(1)%3C%2F%22":  http.StatusOK,
	} {
		if w := get(t, site, target); w.Code != status {
			t.Errorf("%s: status %d, want %d", target, w.Code, status)
		}
	}
}

func TestActsOfACase(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	page := parsePage(t, get(t, site, "/casi/con-atti"))
	if got := page.one(t, "p.pending").text(); got != "1 atto su 3 ancora in lettura: il suo testo si potrà cercare fra poco." {
		t.Errorf("progress %q", got)
	}
	acts := page.one(t, "ul.acts-list").all("li")
	for i, parts := range [][]string{
		{"PDF, 2 pagine", "firmato da Anna Prova (firma non verificata)", "fonte: prova.example/avviso", "acquisito: 1º novembre 2026", "ricevuto da Ufficio di piano", "Leggi il testo", "SHA-256"},
		{"È una scansione senza testo"},
		{"In lettura"},
	} {
		for _, part := range parts {
			if !strings.Contains(acts[i].text(), part) {
				t.Errorf("act %d: %q is not in %q", i, part, acts[i].text())
			}
		}
	}
	c := decode[struct {
		Attachments []struct {
			File, State string
			Pages       int
			TextURL     string   `json:"text_url"`
			Signers     []string `json:"signers"`
		} `json:"attachments"`
		Reading struct{ Pending, Total int }
	}](t, get(t, site, "/api/v1/cases/con-atti"))
	if c.Reading.Pending != 1 || c.Reading.Total != 3 {
		t.Errorf("reading %+v, want 1 of 3", c.Reading)
	}
	want := map[string]string{"avviso.pdf": "ok", "scansione.pdf": "no_text_layer", `nuovo & "strano".pdf`: "pending"}
	for _, a := range c.Attachments {
		if a.State != want[a.File] || (a.TextURL != "") != (a.State == "ok") {
			t.Errorf("%+v, want state %q", a, want[a.File])
		}
	}
}

// Who comes to a case from a search is told where in its acts the words stand,
// by their other names too, and in no act that is out of sight.
func TestActsOfACaseFromASearch(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	for _, test := range []struct{ words, panel, act string }{
		{"cofinanziamento", "0 corrispondenze nella pagina, 2 negli atti", "Leggi il testo (2 corrispondenze)"},
		{"mandante", "0 corrispondenze nella pagina, 1 negli atti", "Leggi il testo (1 corrispondenza)"},
		{"caso", "2 corrispondenze nella pagina: vai alla prima", "Leggi il testo ·"},
		{"qsegretomembri", "0 corrispondenze nella pagina ·", "Leggi il testo ·"},
	} {
		page := parsePage(t, get(t, site, "/casi/con-atti?q="+test.words))
		if got := page.one(t, "div.back").text(); !strings.Contains(got, test.panel) {
			t.Errorf("%s: panel %q, want %q", test.words, got, test.panel)
		}
		if got := page.one(t, "ul.acts-list").all("li")[0].text(); !strings.Contains(got, test.act) {
			t.Errorf("%s: act %q, want %q", test.words, got, test.act)
		}
	}
	text := parsePage(t, get(t, site, "/casi/con-atti/allegati/avviso.pdf/testo?q=mandante"))
	if got := texts(text.one(t, "div.acttext").all("mark")); !slices.Equal(got, []string{"partner"}) {
		t.Errorf("marked in the text: %v", got)
	}
}

// A word that was corrected is marked where it stands, on the case's page and in
// the text of an act, and it is said so. Where other names were switched off they
// are not marked, nor on the pages that these lead to.
func TestMarksFollowTheSearch(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	const said = "Nella raccolta «cofinaziamento» non c'è: abbiamo cercato «cofinanziamento»."
	page := parsePage(t, get(t, site, "/casi/con-atti?q=cofinaziamento"))
	if got := page.one(t, "div.back").text(); !strings.Contains(got, "2 negli atti") || !strings.Contains(got, said) {
		t.Errorf("panel %q", got)
	}
	text := parsePage(t, get(t, site, "/casi/con-atti/allegati/avviso.pdf/testo?q=cofinaziamento"))
	if got := texts(text.one(t, "div.acttext").all("mark")); !slices.Equal(got, []string{"Cofinanziamento", "cofinanziamento"}) {
		t.Errorf("marked in the text: %v", got)
	}
	if got := text.one(t, "p.taken").text(); got != said {
		t.Errorf("said %q", got)
	}
	const off = "&synonyms=off"
	list := parsePage(t, get(t, site, "/atti?q=partner"+off))
	if got := list.one(t, "ol.acthits").all("a")[0].attr("href"); !strings.HasSuffix(got, "q=partner"+off) {
		t.Errorf("an act leads to %s", got)
	}
	if got := list.with("a", "href", "/casi/con-atti?q=partner"+off); len(got) == 0 {
		t.Error("no hit leads to its case without other names")
	}
	page = parsePage(t, get(t, site, "/casi/con-atti?q=mandante"+off))
	if got := page.one(t, "div.back").text(); strings.Contains(got, "negli atti") {
		t.Errorf("panel without other names: %q", got)
	}
	of := page.one(t, "ul.acts-list").with("a", "href", "/casi/con-atti/allegati/avviso.pdf/testo?q=mandante"+off)
	if len(of) != 1 {
		t.Errorf("%d links to the text without other names", len(of))
	}
	text = parsePage(t, get(t, site, "/casi/con-atti/allegati/avviso.pdf/testo?q=mandante"+off))
	if got := text.one(t, "div.acttext").all("mark"); len(got) > 0 {
		t.Errorf("marked without other names: %v", texts(got))
	}
	if len(text.one(t, "form.intext").with("input", "name", "synonyms")) != 1 {
		t.Error("the box for words forgets that other names are off")
	}
}
