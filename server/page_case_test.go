package server

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// facts reads the card as label: values.
func facts(t *testing.T, page node) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, div := range page.one(t, "aside.facts").one(t, "dl").all("div") {
		out[div.one(t, "dt").text()] = strings.Join(texts(div.all("dd")), "; ")
	}
	return out
}

func TestCasePage(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi/emporio-rossi"))
	if got := page.one(t, "h1").text(); got != "Emporio & Bottega: la rete <solidale> dei Rossi" {
		t.Errorf("title %q", got)
	}
	notes := texts(page.all("p.notice"))
	if diff := cmp.Diff([]string{"Scheda da fonti pubbliche, non verificata con l'ente"}, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	want := map[string]string{
		"Amministrazione procedente":  "Comune di Mantova; Comune",
		"Territorio":                  "Mantova (MN); Lombardia",
		"Nome locale dell'ambito":     "Ambito di Mantova",
		"Anni":                        "2023–2024",
		"Strumento":                   "Coprogettazione",
		"Chi ha dato il via":          "Ente pubblico",
		"Fin dove arriva la storia":   "Con risultati",
		"Destinatari":                 "Famiglie",
		"Partner":                     "2 enti",
		"Fonti di finanziamento":      "Bilancio comunale o di ambito",
		"Importi":                     "2 importi",
		"Cofinanziamento dei partner": "18.000 €; 6,5% del totale; Personale",
		"Proposte ricevute":           "3 proposte",
		"Partner scelti":              "1 partner",
		"Incontri del tavolo":         "9 incontri",
		"Facilitazione":               "Facilitazione esterna",
		"Durata":                      "36 mesi",
		"Criteri di selezione":        "2 criteri",
		"Tipi di atto noti":           "Avviso pubblico",
		"Fonti della scheda":          "1 fonte",
	}
	if diff := cmp.Diff(want, facts(t, page)); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if n := len(page.with("a", "href", "/casi?instrument=coprogettazione")); n != 1 {
		t.Errorf("%d links to all with this instrument", n)
	}
	outline := texts(page.one(t, "nav.outline").all("a"))
	wantOutline := []string{
		"Contesto", "Esiti", "Numeri", "Il percorso", "Importi", "Partner", "Criteri di selezione", "Atti", "Casi collegati", "Fonti",
		"Come citare questo caso",
	}
	if diff := cmp.Diff(wantOutline, outline); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	if got := texts(page.one(t, "p.dates").all("span")); !slices.Equal(got, []string{
		"Pubblicata: 1º ottobre 2026", "Aggiornata: 22 novembre 2026", "Controllata sulle fonti: novembre 2026",
	}) {
		t.Errorf("dates %v", got)
	}
}

func TestCasePageSections(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi/emporio-rossi"))
	section := func(id string) node {
		t.Helper()
		found := page.with("*", "aria-labelledby", id)
		if len(found) != 1 {
			t.Fatalf("%d sections %s", len(found), id)
		}
		return found[0]
	}
	phases := section("scheda-fasi").one(t, "ol.phases")
	if got := phases.all("time")[0]; got.text() != "1º maggio 2023" || got.attr("datetime") != "2023-05-01" {
		t.Errorf("date %q, %q", got.text(), got.attr("datetime"))
	}
	for _, want := range []string{
		"Avviso pubblico / manifestazione di interesse Conclusa regolarmente", "due domande e una proroga",
		"Risposta: termini riaperti", "Data non indicata", "Tavolo di coprogettazione",
	} {
		if !strings.Contains(phases.text(), want) {
			t.Errorf("phases do not say %q: %s", want, phases.text())
		}
	}
	if got := texts(phases.one(t, "ul.files").all("a")); !slices.Equal(got, []string{"Avviso pubblico & allegati"}) {
		t.Errorf("acts of the phase: %v", got)
	}
	if got := texts(section("scheda-importi").all("td")); !slices.Equal(got, []string{
		"contributo a rimborso", "Risorse pubbliche", "300.000 €", "Non indicato", "Non indicato", "1.234,50 €",
	}) {
		t.Errorf("amounts: %v", got)
	}
	if got := texts(section("scheda-partner").all("li")); !slices.Equal(got, []string{
		"Cooperativa Il Melo Cooperativa sociale di tipo A, Capofila o mandataria", "Associazione Vicini",
	}) {
		t.Errorf("partners: %v", got)
	}
	if got := texts(section("scheda-criteri").all("td")); !slices.Equal(got, []string{
		"Qualità della proposta", "40", "Radicamento nel territorio", "Non indicato",
	}) {
		t.Errorf("criteria: %v", got)
	}
	acts := section("scheda-atti").all("li")
	if got := acts[0].text(); got != "Avviso pubblico & allegati Avviso pubblico · n. 45 del 1º maggio 2023 · Comune di Mantova · PDF, 50 B fase: Avviso pubblico / manifestazione di interesse In lettura: il testo si potrà cercare fra poco SHA-256 58b3ca2768ef…" {
		t.Errorf("act %q", got)
	}
	if len(acts) != 4 {
		t.Errorf("%d acts, want 4", len(acts))
	}
	if got := texts(section("scheda-collegati").all("li")); !slices.Equal(got, []string{"Segue: Una scheda magra"}) {
		t.Errorf("related: %v", got)
	}
	source := section("scheda-fonti").one(t, "li")
	if got := source.one(t, "a").attr("href"); got != "https://www.mantova.example/emporio?a=1&b=2" || source.text() != "mantova.example/emporio letta: novembre 2026" {
		t.Errorf("source %q, %q", got, source.text())
	}
}

// Not known and none are told apart, and a bare case still makes a page.
func TestCasePageBare(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi/scheda-magra"))
	got := facts(t, page)
	unknown := got["Non indicato"]
	delete(got, "Non indicato")
	want := map[string]string{
		"Amministrazione procedente": "Regione Toscana",
		"Territorio":                 "Toscana; Umbria",
		"Strumento":                  "Coprogrammazione",
		"Partner":                    "Nessuno",
		"Incontri del tavolo":        "Nessuno",
		"Fonti della scheda":         "1 fonte",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	for _, label := range []string{"Anni", "Destinatari", "Proposte ricevute", "Fin dove arriva la storia"} {
		if !strings.Contains(unknown, label) {
			t.Errorf("%s is not known, but not among %s", label, unknown)
		}
	}
	for _, label := range []string{"Contatto", "Difficoltà"} {
		if strings.Contains(unknown, label) {
			t.Errorf("a visitor is told that %s is not known, which members might be told", label)
		}
	}
	if n := len(page.all("div.text")[0].all("h2")); n != 2 { // the sources, and how to cite
		t.Errorf("%d sections, want 2", n)
	}
}

func TestCasePageOutdated(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi/da-aggiornare"))
	notes := texts(page.all("p.notice"))
	if len(notes) != 1 || !strings.HasPrefix(notes[0], "Da aggiornare") {
		t.Errorf("notes %v", notes)
	}
	got := facts(t, page)
	if got["Anni"] != "2018–2019, 2021" || got["Difficoltà"] != "Ricorsi e contenzioso" || got["Destinatari"] != "Nessuno" || got["Fonti della scheda"] != "Nessuna" {
		t.Errorf("facts %v", got)
	}
	if got := texts(page.one(t, "p.dates").all("span")); !slices.Equal(got, []string{
		"Pubblicata: 1º maggio 2019", "Aggiornata: 1º gennaio 2021", "Controllata dalla redazione: 2025",
	}) {
		t.Errorf("dates %v", got)
	}
}
