package italian

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// sources gives the source of each token that is no variant.
func sources(text string, tokens []Token) []string {
	out := []string{}
	for _, k := range tokens {
		if !k.Variant {
			out = append(out, text[k.Start:k.End])
		}
	}
	return out
}

func TestOffsets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"dell’Équipe, un'assistenza", []string{"Équipe", "assistenza"}},
		{"la citta' e 'la casa'", []string{"la", "citta'", "e", "la", "casa'"}},
		{"un ‘progetto’ d'ambito", []string{"un", "progetto", "ambito"}},
		{"A.T.S. e co-progettazione", []string{"A.T.S.", "e", "co-progettazione"}},
		{"€ 45 mila, 1.500,00", []string{"45 mila", "1.500,00"}},
		{"un milione di euro", []string{"un milione", "di", "euro"}},
		{"qualità", []string{"qualità"}},
	} {
		if diff := cmp.Diff(c.want, sources(c.text, Analyze(c.text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestQueryCitationSpansItsWords(t *testing.T) {
	t.Parallel()
	text := "dell'art. 55, comma 4, del CTS"
	want := []string{"art. 55, comma 4", "del", "CTS"}
	if diff := cmp.Diff(want, sources(text, AnalyzeQuery(text))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// queryStems are the stems of what counts in a query.
func queryStems(text string) []string {
	var out []string
	for _, k := range AnalyzeQuery(text) {
		if k.Stem != "" {
			out = append(out, k.Stem)
		}
	}
	return out
}

func TestAmountsInQueries(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"un milione":         {"1000000"},
		"1.000.000":          {"1000000"},
		"300mila":            {"300000"},
		"un milionesimo":     {"milionesim"},
		"un milione e mezzo": {"milion", "mezz"},

		"un milione di euro":         {"1000000"},
		"euro 30.000,00 di fondi":    {"30000", "fond"},
		"450 mila euro, 300.000€":    {"450000", "300000"},
		"da 10000 eur a 20000 euro":  {"10000", "20000"},
		"20 euro":                    {"20", "eur"}, // a rate: "euro" tells it from other numbers
		"euro e 30.000":              {"eur", "30000"},
		"30.000 di eurofondi":        {"30000", "eurofond"},
		"1.000.000 di euro nel 2024": {"1000000", "2024"},
	} {
		if diff := cmp.Diff(want, queryStems(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// A query's words have the distances of the same words in a text, whatever
// stands before and between them.
func TestQueryPositions(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"la co-progettazione dei servizi",
		"art. 55, c. 4 del codice",
		"D. Lgs. n. 117 del 2017 sul terzo settore",
		"l.r. Toscana 65/2020 e 71/2020 in vigore",
		"45 mila euro, 50 per cento subito",
		"un milione di euro e mezzo",
		"da euro 30.000 a 1.000.000 di euro l'anno",
		"scrivi a.b@ente.it oppure https://www.ente.it/casi/co-progettare oggi",
	} {
		at := map[string][]int{}
		for _, k := range Analyze(text) {
			at[k.Exact] = append(at[k.Exact], k.Pos)
		}
		for _, k := range AnalyzeQuery(text) {
			if !slices.Contains(at[k.Exact], k.Pos) {
				t.Errorf("%q: %q at %d in the query, at %d in the text", text, k.Exact, k.Pos, at[k.Exact])
			}
		}
	}
}

func TestQuestionsInQueries(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"quante volte si può rinnovare?":     {"rinnova"},
		"in che modo scegliere i partner":    {"scelto", "partner"},
		"che tipo di convenzione":            {"convenzion"},
		"basta l'iscrizione da due mesi?":    {"iscrizion", "due", "mese"},
		"cosa, volta per volta":              {"volta", "volta"},
		"tipo di convenzione, caso per caso": {"tip", "convenzion", "caso", "caso"},
	} {
		if diff := cmp.Diff(want, queryStems(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestSpellings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"due criteri":                {"due criteri"},
		"art. 55, comma 4":           {"art 55 comma 4", "§art55c4"},
		"quante volte":               {"quante volte"},
		"45 mila euro":               {"45000 euro", "45000"},
		"quante volte per l'art. 55": {"quante volte per art 55"},
		"":                           {""},
	} {
		var got []string
		for _, tokens := range Spellings(text) {
			var words []string
			for _, k := range tokens {
				words = append(words, k.Exact)
			}
			got = append(got, strings.Join(words, " "))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestAmount(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]float64{
		"10000": 10000, "986666,65": 986666.65, "9999": 0, "2024": 0, "10000%": 0, "m5c2": 0, "": 0,
	} {
		if got, ok := Amount(number); got != want || ok != (want > 0) {
			t.Errorf("Amount(%q) = %f, %v, want %f", number, got, ok, want)
		}
	}
}

func TestAppendTokensKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	tokens := AppendTokens(Analyze("uno"), "due")
	if len(tokens) != 2 || tokens[0].Exact != "uno" || tokens[1].Pos != 1 {
		t.Errorf("got %+v", tokens)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, w := range []string{"dopo", "noi", "della", "e"} {
		if !IsStop(w) {
			t.Errorf("%q should be a stop word", w)
		}
	}
	for _, w := range []string{"sai", "sei", "senza", "fuori", "stato", "parte", "ats", ""} {
		if IsStop(w) {
			t.Errorf("%q should be no stop word", w)
		}
	}
	if !IsQuestion("cosa") || !IsQuestion("quali") || IsQuestion("casa") {
		t.Error("question words are wrong")
	}
}

func TestLexiconHoldsNoWordTooLongToBeFound(t *testing.T) {
	t.Parallel()
	for w := range lexicon {
		if len(w) > lexiconLongest || Fold(w) != w {
			t.Errorf("%q is never looked up", w)
		}
	}
}

func TestExpression(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words string
		want  int
	}{
		{"dopo di noi a trani", 3},
		{"durante e dopo di noi", 5},
		{"durante noi", 2},
		{"senza fissa dimora", 3},
		{"dopo di", 0},
		{"di noi", 0},
		{"", 0},
	} {
		if got := Expression(strings.Fields(c.words)); got != c.want {
			t.Errorf("Expression(%q) = %d, want %d", c.words, got, c.want)
		}
	}
}

// hostile are texts that would take a careless reader quadratic time.
var hostile = []string{
	"a.", "art ", "art. 1, c. 1, ", "artt. 1-40, ", "comma 1 e ", "co-", "co ", "d. ", "1.", "1,", "123.", "a@", "a-", "www.", "http://a.b/",
	"legge regionale ", "decreto del ministro ", "l'", "'", "e\u0301", "\u00ad", "45 mila ", "50 % ", "1/2/", "§", "\xff", "a\u200d", "é.",
}

func TestLongHostileTexts(t *testing.T) {
	t.Parallel()
	for _, h := range hostile {
		text := strings.Repeat(h, 150_000/len(h))
		Analyze(text)
		AnalyzeQuery(text)
		Analyze(strings.ReplaceAll(text, " ", ""))
	}
}

func FuzzAnalyze(f *testing.F) {
	for _, h := range hostile {
		f.Add(h + h + "dell’" + h)
	}
	f.Add("art. 55, commi 3 e 4, del d.lgs. 3 luglio 2017, n. 117; l.r. Toscana 65/2020 e 71/2020")
	f.Add("scrivi a nome.cognome@ente.it, https://www.ente.it/a?b=c. € 1.500,00 o 45 mila, 50 per cento")
	f.Fuzz(func(t *testing.T, text string) {
		tokens := Analyze(text)
		checkTokens(t, text, tokens)
		asked := AnalyzeQuery(text)
		checkTokens(t, text, asked)
		have := map[string]bool{}
		for _, k := range tokens {
			have[k.Exact] = true
		}
		last := 0
		for _, k := range asked {
			if k.Variant || k.Pos <= last {
				t.Fatalf("query token %+v after position %d", k, last)
			}
			if last = k.Pos; !have[k.Exact] {
				t.Fatalf("a text does not hold its own query token %q", k.Exact)
			}
		}
		if folded := Fold(text); utf8.ValidString(text) && Fold(folded) != folded {
			t.Fatalf("Fold is not done at once: %q, %q", folded, Fold(folded))
		}
	})
}

// checkTokens fails unless every offset is in range and on rune bounds, and
// positions never fall.
func checkTokens(t *testing.T, text string, tokens []Token) {
	t.Helper()
	bound := map[int]bool{len(text): true}
	for i := range text {
		bound[i] = true
	}
	pos := 0
	for _, k := range tokens {
		if k.Start < 0 || k.End > len(text) || k.Start >= k.End {
			t.Fatalf("%+v is out of a text of %d bytes", k, len(text))
		}
		if !bound[k.Start] || !bound[k.End] {
			t.Fatalf("%+v is not on rune bounds", k)
		}
		if k.Exact == "" || k.Pos < pos {
			t.Fatalf("%+v after position %d", k, pos)
		}
		pos = k.Pos
	}
}
