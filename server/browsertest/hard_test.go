package browsertest

import (
	"fmt"
	"strings"
	"testing"
)

const markup = `<img src=x onerror="window.injected=1" data-injected><script data-injected>window.injected=1</script>`

// head is the front matter that every hard case has; the marker word makes them
// all findable.
func head(title string, more ...string) string {
	return "---\ntitle: " + quoted(title) + "\nsummary: " + quoted("Una sintesi zqxhard.") + "\nstatus: published\nregion: molise\n" +
		"public_body: {name: " + quoted("Comune di Prova") + "}\nlegal_instrument: coprogettazione\n" +
		"sources: [{url: \"https://www.example.org/\"}]\n" + strings.Join(more, "") + "---\n"
}

func quoted(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }

const oneSector = "sectors: [lavoro]\n"

// allSectors are as many as a case can have.
const allSectors = "sectors: [poverta-e-inclusione, abitare, rigenerazione-e-beni-comuni, welfare-di-comunita, minori-e-famiglie, " +
	"grave-marginalita, anziani, disabilita, cultura, lavoro, educazione-e-poverta-educativa, giovani, salute-e-sociosanitario, " +
	"volontariato-e-reti-del-terzo-settore, sport-e-tempo-libero, caregiver-e-lavoro-di-cura, pronto-intervento-sociale, " +
	"violenza-di-genere, beni-confiscati-e-legalita, giustizia-ed-esecuzione-penale, immigrazione, salute-mentale]\n"

// hardCases are cases that a page has to bear.
func hardCases() map[string]string {
	long := strings.Repeat("Coprogettazione dei servizi di prossimità ", 7)
	var acts, phases, wide strings.Builder
	acts.WriteString("attachments:\n")
	for _, name := range actsOf("duecento-atti") {
		fmt.Fprintf(&acts, "  - {file: %s, title: \"Atto %s\", access: public}\n", name, name)
	}
	phases.WriteString("phases:\n")
	for i := range 30 {
		fmt.Fprintf(&phases, "  - {phase: tavolo, date: \"20%02d\", note: \"Seduta numero %d, con una nota che occupa più di una riga quando la finestra è stretta.\"}\n", i, i+1)
	}
	for range 3 {
		wide.WriteString("|" + strings.Repeat(" colonna molto larga |", 18) + "\n")
		if wide.Len() < 500 {
			wide.WriteString("|" + strings.Repeat("---|", 18) + "\n")
		}
	}
	return map[string]string{
		"titolo-lungo":  head((long + strings.Repeat("x", 300))[:300], oneSector),
		"titolo-corto":  head("X", oneSector),
		"tutti-settori": head("Tutti i settori", allSectors),
		"duecento-atti": head("Duecento atti", oneSector, acts.String()),
		"trenta-fasi":   head("Trenta fasi", oneSector, phases.String()),
		"tabella-larga": head("Tabella larga", oneSector) + "## Contesto\n\n" + wide.String() + "\n" + strings.Repeat("parolalunghissima", 30) + "\n",
		"quattro-livelli": head("Quattro livelli", oneSector) +
			"## Contesto\n\nTesto.\n\n### Terzo\n\nTesto.\n\n#### Quarto\n\nTesto.\n\n##### Quinto\n\nTesto.\n\n## Esiti\n\nTesto.\n",
		"con-atti":  head("Atti di ogni genere", oneSector, documents()),
		"da-destra": head("مشروع مشترك في ميلانو 👩‍👩‍👧‍👦🏳️‍🌈 e oltre", oneSector) + "## Contesto\n\nمشروع مشترك 🤝 con testo italiano.\n",
		"nuda":      head("Scheda nuda", oneSector),
		"markup": head("Titolo "+markup, oneSector, "municipality: "+quoted(markup)+"\nambito: "+quoted(markup)+"\n"+
			"ets_partners: [{name: "+quoted(markup)+"}]\nselection_criteria: [{criterion: "+quoted(markup)+", points: 10}]\n"+
			"amounts_eur: [{label: "+quoted(markup)+", value: 10}]\nphases: [{phase: tavolo, note: "+quoted(markup)+", response: "+quoted(markup)+"}]\n") +
			"## Contesto\n\nTesto " + markup + "\n\n## " + markup + "\n\nFine.\n",
	}
}

// documentsDir holds documents of every format, sound and broken.
const documentsDir = "../../indexer/extract/testdata/documents"

// documentsOf are those that a hard case has: a PDF, a scan, a letter, a sheet,
// slides, a signed one, one with a password, a broken one.
func documentsOf(id string) []string {
	if id != "con-atti" {
		return nil
	}
	return []string{
		"01-testo.pdf", "03-scansione.pdf", "04-relazione.docx", "07-bilancio.xlsx", "08-presentazione.pptx",
		"12-convenzione.pdf.p7m", "18-cifrato.pdf", "19-troncato.pdf",
	}
}

// documents lists them in front matter.
func documents() string {
	var b strings.Builder
	b.WriteString("attachments:\n")
	for _, name := range documentsOf("con-atti") {
		fmt.Fprintf(&b, "  - {file: %s, title: \"Documento %s\", kind: convenzione, phase: convenzione, number: \"7\", date: \"2024-03-12\", "+
			"source_url: \"https://www.example.org/un/indirizzo/piuttosto/lungo/%s\", captured: \"2026-11\", received_from: Ufficio di piano, access: public}\n", name, name, name)
	}
	return b.String()
}

// actsOf are the names of a hard case's files.
func actsOf(id string) []string {
	if id != "duecento-atti" {
		return nil
	}
	names := make([]string, 200)
	for i := range names {
		names[i] = fmt.Sprintf("atto-%03d.txt", i+1)
	}
	return names
}

// Hard cases make pages that hold, and markup in any field stays text.
func TestHardCases(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{390, 1280} {
		b := newTab(t, width, 900)
		for id := range hardCases() {
			b.visit("/casi/"+id+"?q=zqxhard", 200)
			b.harmless(id)
			b.shot(fmt.Sprintf("hard-%s-%d", id, width))
			if width == 390 {
				b.accessible(id)
			}
		}
		for _, path := range []string{"/casi?q=zqxhard", "/casi?q=zqxhard&sort=title&region=molise", "/en/casi?q=zqxhard", "/", "/casi?q=" + "%3Cimg+src%3Dx+onerror%3D%22window.injected%3D1%22+data-injected%3E"} {
			b.visit(path, 200)
			b.harmless(path)
		}
		b.visit("/casi?q=zqxhard", 200)
		b.accessible("hard results")
		b.shot(fmt.Sprintf("hard-results-%d", width))
	}
}

func (b *tab) harmless(what string) {
	b.t.Helper()
	if eval[bool](b, `document.querySelector("[data-injected]") !== null || window.injected !== undefined`) {
		b.t.Errorf("%s: markup of a field became part of the page", what)
	}
}
