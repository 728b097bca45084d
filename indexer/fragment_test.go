package indexer

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer/italian"
)

// shown writes fragments as lines, matches in [brackets].
func shown(fs []Fragment) string {
	var b strings.Builder
	for _, f := range fs {
		b.WriteString(f.Source + ": ")
		for _, s := range f.Spans {
			if s.Match {
				b.WriteString("[" + s.Text + "]")
			} else {
				b.WriteString(s.Text)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func exprOf(t testing.TB, text string) Expr {
	t.Helper()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	return ParseExpr(text, tax)
}

func emporio() []Part {
	return []Part{
		{Field: FieldTitle, Text: "Mantova: l'emporio solidale e la rete degli enti"},
		{Field: FieldSummary, Text: "Un bando per l’emporio. Il contributo è di 300.000 euro."},
		{Field: FieldLabels, Text: "Povertà e inclusione"},
		{Field: FieldBody, Text: "Contesto"},
		{Field: FieldBody, Text: "La povertà cresce in città. Ai sensi dell’art. 55, comma 4, del d.lgs. 117/2017 si apre un avviso. Nessuno risponde."},
		{Field: FieldBody, Text: "Il progetto «dopo di noi» è nato al tavolo: la co-progettazione dell'affido ha riunito le équipe."},
	}
}

func TestFragments(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"emporio": "title: Mantova: l'[emporio] solidale e la rete degli enti\n" +
			"summary: Un bando per l’[emporio]. Il contributo è di 300.000 euro.\n",
		"poverta":         "body: La [povertà] cresce in città. Ai sensi dell’art. 55, comma 4, del d.lgs. 117/2017 si apre un avviso.\n",
		"dell’affido":     "body: Il progetto «dopo di noi» è nato al tavolo: la co-progettazione dell'[affido] ha riunito le équipe.\n",
		"coprogettazione": "body: Il progetto «dopo di noi» è nato al tavolo: la [co-progettazione] dell'affido ha riunito le équipe.\n",
		`"dopo di noi"`:   "body: Il progetto «[dopo di noi]» è nato al tavolo: la co-progettazione dell'affido ha riunito le équipe.\n",
		"art 55 comma 4":  "body: Ai sensi dell’[art. 55, comma 4], del d.lgs. 117/2017 si apre un avviso. Nessuno risponde.\n",
		"avvisi":          "body: Ai sensi dell’art. 55, comma 4, del d.lgs. 117/2017 si apre un [avviso]. Nessuno risponde.\n",
		"300mila":         "summary: Un bando per l’emporio. Il contributo è di [300.000] euro.\n",
		"equip*":          "body: Il progetto «dopo di noi» è nato al tavolo: la co-progettazione dell'affido ha riunito le [équipe].\n",
		"titolo:enti":     "title: Mantova: l'emporio solidale e la rete degli [enti]\n",
		"-emporio":        "",
		"zibibbo":         "",
		"":                "",
	}
	for query, want := range tests {
		if diff := cmp.Diff(want, shown(Fragments(emporio(), exprOf(t, query), 3))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

func TestFragmentsShowMostWords(t *testing.T) {
	t.Parallel()
	parts := []Part{
		{Field: FieldBody, Text: "Qui sta il tavolo. Poi molte altre parole che non dicono niente di quel che si cerca, e che allungano il testo assai."},
		{Field: FieldBody, Text: "Il bando torna al tavolo con molte altre parole, tante da fare una frase lunga quanto basta per stare da sola in un frammento."},
		{Field: FieldBody, Text: "Il criterio è un altro, e anche qui si scrivono molte parole, tante da fare una frase lunga quanto basta per stare da sola."},
	}
	got := shown(Fragments(parts, exprOf(t, "tavolo bando criteri"), 3))
	want := "body: Il [bando] torna al [tavolo] con molte altre parole, tante da fare una frase lunga quanto basta per stare da sola in un frammento.\n" +
		"body: Il [criterio] è un altro, e anche qui si scrivono molte parole, tante da fare una frase lunga quanto basta per stare da sola.\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fragments (-want +got):\n%s", diff)
	}
}

func TestHeadingsDoNotStandAlone(t *testing.T) {
	parts := []Part{
		{Field: FieldBody, Text: "Il tavolo"},
		{Field: FieldBody, Text: "Si riunisce ogni mese. Poi si ferma."},
		{Field: FieldBody, Text: "Le utenze"},
		{Field: FieldBody, Text: "Nel tavolo le utenze restano al Comune."},
		{Field: FieldBody, Text: "Nel tavolo, le utenze restano al Comune!"},
		{Field: FieldBody, Text: "Chi valuta"},
	}
	for query, want := range map[string]string{
		"tavolo utenze": "body: Nel [tavolo] le [utenze] restano al Comune.\n", // once
		"tavolo":        "body: Nel [tavolo] le utenze restano al Comune.\n",
		"valuta":        "body: Chi [valuta]\n", // nothing stands under it
	} {
		if got := shown(Fragments(parts, exprOf(t, query), 3)); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if got, want := shown(Fragments(parts[:2], exprOf(t, "tavolo"), 3)), "body: Il [tavolo] — Si riunisce ogni mese.\n"; got != want {
		t.Errorf("heading: %q, want %q", got, want)
	}
}

func TestFragmentsAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("però ", 200) + "emporio " + strings.Repeat("così ", 200)
	for _, f := range []Field{FieldSummary, FieldBody} {
		fs := Fragments([]Part{{Field: FieldTitle, Text: "Titolo"}, {Field: f, Text: long}}, exprOf(t, "emporio"), 3)
		if len(fs) != 1 {
			t.Fatalf("%d fragments, want 1", len(fs))
		}
		text := shown(fs)
		if n := utf8.RuneCountInString(text); n > fragmentRunes+30 || !strings.Contains(text, "[emporio]") ||
			!strings.Contains(text, ": … però") || !strings.HasSuffix(text, "così …\n") {
			t.Errorf("fragment of %d runes: %s", n, text)
		}
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	text := "Ai sensi dell'art. 55 c. 4 del d.lgs. n. 117 si apre. Il sig. Rossi (Prog. 1776) c'è! «Davvero?» Sì: 1.500 euro. fine"
	var got []string
	sentences(text, func(start, end int) { got = append(got, text[start:end]) })
	want := []string{"Ai sensi dell'art. 55 c. 4 del d.lgs. n. 117 si apre.", "Il sig. Rossi (Prog. 1776) c'è!", "«Davvero?» Sì: 1.500 euro. fine"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sentences (-want +got):\n%s", diff)
	}
}

// TestSieveLetsThrough takes every pair of words that analysis makes one.
func TestSieveLetsThrough(t *testing.T) {
	t.Parallel()
	groups, err := os.ReadFile("indextest/testdata/meets.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(groups)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		for _, query := range words {
			m := newMatcher(Query{Expr: exprOf(t, query)})
			for _, text := range words {
				n++
				if len(m.marks(nil, italian.Analyze(text), FieldBody)) > 0 && !m.sieve.passes(text) {
					t.Errorf("%q meets %q and does not pass", text, query)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d pairs read", n)
	}
}

func FuzzFragments(f *testing.F) {
	f.Add("Il tavolo. L'équipe c'è! 1.500 euro", "tavolo equipe \"l'equipe c'è\" 15*")
	f.Add("\xff\u200f e\u0301", "e")
	tax, err := content.LoadTaxonomy()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, query string) {
		m := newMatcher(Query{Expr: ParseExpr(query, tax)})
		if len(m.marks(nil, italian.Analyze(text), FieldBody)) > 0 && !m.sieve.passes(text) {
			t.Errorf("%q meets %q and does not pass", text, query)
		}
		parts := []Part{{Field: FieldTitle, Text: text}, {Field: FieldSummary, Text: text}, {Field: FieldBody, Text: text}}
		for _, fr := range Fragments(parts, ParseExpr(query, tax), 3) {
			var b strings.Builder
			match := false
			for _, s := range fr.Spans {
				b.WriteString(s.Text)
				match = match || s.Match
			}
			whole := strings.TrimSuffix(strings.TrimPrefix(b.String(), "… "), " …")
			if !match || !strings.Contains(text, whole) && !strings.Contains(text, b.String()) {
				t.Errorf("fragment %q is not a marked piece of %q", b.String(), text)
			}
		}
	})
}

func BenchmarkFragments(b *testing.B) {
	parts := emporio()
	for range 40 { // about 5 kB
		parts = append(parts, emporio()[4:]...)
	}
	expr := exprOf(b, "emporio tavolo criteri")
	for b.Loop() {
		Fragments(parts, expr, 3)
	}
}
