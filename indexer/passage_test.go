package indexer

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updatePassages = flag.Bool("update-passages", false, "write the golden passages anew")

// The acts of testdata, pages parted by form feeds, are cut as their golden
// files show: a change of the rules is seen in review.
func TestPassagesGolden(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/passages/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d acts, %v", len(names), err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, p := range cutPassages(strings.Split(string(text), "\f"), strings.Contains(name, "foglio")) {
			fmt.Fprintf(&b, "== pages %d-%d, heading %q, contents %v, breaks %v\n%s\n", p.From, p.To(), p.Heading, p.Contents, p.Breaks, p.Text)
		}
		golden := strings.TrimSuffix(name, ".txt") + ".golden"
		if *updatePassages {
			if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestJoints(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"Art. 1": true, "Art. 3 - Requisiti di partecipazione": true, "ARTICOLO 12": true, "Articolo 5 bis – Durata": true,
		"1. Oggetto dell'avviso": true, "4.2 Criteri di valutazione": true, "CAPO II": true, "ALLEGATO A": true, "PREMESSO CHE": true,
		"art. 55 del d.lgs. 117/2017, i soggetti": false, "art. 12, comma 3": false, "1. Gli enti presentano domanda entro il termine.": false,
		"Il Comune approva la graduatoria": false, "€ 248.500": false, "E-MAIL": false, "": false,
	} {
		if got := isJoint(line); got != want {
			t.Errorf("isJoint(%q) = %v", line, got)
		}
	}
}

// What repeats at the edges of pages goes, an article's heading does not.
func TestEdgesOfPages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		pages []string
		want  string
	}{
		"articles begin pages": {
			[]string{"Art. 1\nuno due", "Art. 2\ntre quattro", "Art. 3\ncinque sei"}, "Art. 1 uno due Art. 2 tre quattro Art. 3 cinque sei",
		},
		"two numbered pages": {
			[]string{"uno due\nComune di Prova - Pagina 1 di 2", "tre\nComune di Prova - Pagina 2 di 2"}, "uno due tre",
		},
		"two pages with the same line": {[]string{"Lotto 1\nuno", "Lotto 2\ndue"}, "Lotto 1 uno Lotto 2 due"},
	} {
		var got []string
		for _, p := range cutPassages(tt.pages, false) {
			got = append(got, strings.Fields(p.Text)...)
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s: %q, want %q", name, text, tt.want)
		}
	}
}

// Every word of the pages is in a passage, on its page, and none twice, but for
// what repeats at the edges of pages.
func FuzzPassages(f *testing.F) {
	f.Add("Art. 1 Oggetto\nuno due\n\fArt. 2\ntre", false)
	f.Add(strings.Repeat("parola ", 700)+"\n\n\fIndice .... 3\nsecondo .... 4\f\f", true)
	f.Fuzz(func(t *testing.T, text string, apart bool) {
		pages := strings.Split(text, "\f")
		words := []string{}
		last := 0
		for _, p := range cutPassages(pages, apart) {
			if p.From < 1 || p.From < last || p.To() > len(pages) || p.Text == "" || !slices.IsSorted(p.Breaks) {
				t.Fatalf("passage %+v of %d pages", p, len(pages))
			}
			last = p.From
			words = append(words, strings.Fields(p.Text)...)
			for _, at := range p.Breaks {
				if at > len(p.Text) {
					t.Fatalf("break at %d of %d", at, len(p.Text))
				}
			}
		}
		if len(pages) < 2 || apart { // nothing repeats
			if diff := cmp.Diff(strings.Fields(strings.Join(pages, "\n")), words); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
		}
	})
}

func TestAlikeTexts(t *testing.T) {
	t.Parallel()
	article := func(town, date, amount string) string {
		return "Art. 7 Cofinanziamento. Il Comune di " + town + " mette a disposizione " + amount + " euro per la realizzazione delle attività oggetto della coprogettazione. " +
			"Gli enti del Terzo settore partecipano con risorse proprie, umane, strumentali o finanziarie, in misura non inferiore al dieci per cento. " +
			"Il rendiconto delle spese sostenute va presentato entro il " + date + " con i giustificativi; le somme non rendicontate sono restituite."
	}
	a, b := article("Valdastra", "31 marzo 2025", "120.000"), article("Borgo Mulinelle", "15 aprile 2025", "85.500")
	other := "Verbale della seduta del tavolo: i presenti discutono del calendario delle attività estive, della sede e dei trasporti; " +
		"la referente dell'ufficio di piano riassume le questioni aperte e propone un nuovo incontro dopo la raccolta delle osservazioni degli enti."
	if !Alike(Likeness(a), Likeness(b)) {
		t.Errorf("%x and %x are not alike", Likeness(a), Likeness(b))
	}
	if Alike(Likeness(a), Likeness(other)) || Alike(Likeness("corto"), Likeness("corto")) {
		t.Error("texts that differ, or are too short, are alike")
	}
}

// Sheets, slides and the documents in another one share no passage, whatever
// envelope the file is in.
func TestApart(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]bool{
		"bilancio.xlsx": true, "bilancio.XLSX.P7M": true, "slide.odp": true, "atti.zip": true, "posta.eml": true, "atti.zip.p7m.p7m": true,
		"avviso.pdf": false, "avviso.pdf.p7m": false, "note.txt": false, ".p7m": false, "": false,
	} {
		if got := apart(file); got != want {
			t.Errorf("apart(%q) = %v", file, got)
		}
	}
}

// In a text of articles, numbered paragraphs and what the margin breaks are no
// headings; where there are no articles, numbered lines are.
func TestParagraphsAreNoHeadings(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Gli enti concorrono con ore di personale, beni e locali. ", 12)
	act := "Art. 7 - Cofinanziamento\n1. È chiesto il dieci per cento.\n" + long +
		"\n2. Il cofinanziamento può consistere in ore di personale già\nin forza all'ente.\n" + long + "\nArt. 8 - Costi\n" + long
	minutes := "1. Apertura della seduta\n" + long + "\n2. Esame delle domande\n" + long + "\nE. Cofinanziamento e\nsostenibilità 10\n" + long
	for _, test := range []struct {
		text string
		want []string
	}{
		{act, []string{"Art. 7 - Cofinanziamento", "Art. 8 - Costi"}},
		{minutes, []string{"1. Apertura della seduta", "2. Esame delle domande"}},
	} {
		var got []string
		for _, p := range cutPassages([]string{test.text}, false) {
			got = append(got, p.Heading)
			if at := strings.Index(p.Text, "può consistere"); at >= 0 {
				if h := p.headingAt(at); h != test.want[0] {
					t.Errorf("the paragraph stands under %q", h)
				}
			}
		}
		if diff := cmp.Diff(test.want, slices.Compact(got)); diff != "" {
			t.Errorf("headings (-want +got):\n%s", diff)
		}
	}
}
