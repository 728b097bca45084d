package indexer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

func taxonomy(tb testing.TB) *content.Taxonomy {
	tb.Helper()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		tb.Fatal(err)
	}
	return tax
}

func aWord(text string) Clause   { return Clause{Kind: KindWord, Text: text} }
func aPhrase(text string) Clause { return Clause{Kind: KindPhrase, Text: text} }
func fixed(text string) Clause   { return Clause{Kind: KindPhrase, Fixed: true, Text: text} }
func aPrefix(text string) Clause { return Clause{Kind: KindPrefix, Text: text} }

func not(c Clause) Clause {
	c.Not = true
	return c
}

func in(f Field, c Clause) Clause {
	c.Field = f
	return c
}

func filter(f Facet, text string, values ...string) Clause {
	return Clause{Kind: KindFilter, Text: text, Facet: f, Values: values}
}

func TestParseExpr(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for _, c := range []struct {
		text string
		want Expr
	}{
		{"", nil},
		{"emporio solidale", Expr{aWord("emporio"), aWord("solidale")}},
		{"dell’affido, un'équipe!", Expr{aWord("affido"), aWord("équipe")}},

		// phrases
		{`"presa in carico" casa`, Expr{aPhrase("presa in carico"), aWord("casa")}},
		{"“presa in carico” «terzo settore»", Expr{aPhrase("presa in carico"), aPhrase("terzo settore")}},
		{`casa "presa in`, Expr{aWord("casa"), aPhrase("presa in")}},
		{`«il "dopo di noi" qui»`, Expr{aPhrase("il dopo di noi qui")}},
		{`casa"prima"rete`, Expr{aWord("casa"), aPhrase("prima"), aWord("rete")}},
		{`"" "***" "`, nil},

		// fixed expressions are phrases without quotes
		{"dopo di noi trani", Expr{fixed("dopo di noi"), aWord("trani")}},
		{"progetti Durante e dopo di noi", Expr{aWord("progetti"), fixed("Durante e dopo di noi")}},
		{"dopo la scuola", Expr{aWord("dopo"), aWord("la"), aWord("scuola")}},
		{"persone senza fissa dimora", Expr{aWord("persone"), fixed("senza fissa dimora")}},

		// what is one thing stays one clause
		{"art. 55, comma 4 convenzione", Expr{aWord("art. 55, comma 4"), aWord("convenzione")}},
		{"art 55 e 56", Expr{aWord("art 55 e 56")}},
		{"d.lgs. n. 117 del 2017", Expr{aWord("d.lgs. n. 117 del 2017")}},
		{"l.r. Toscana 65/2020", Expr{aWord("l.r. Toscana 65/2020")}},
		{"co progettazione da 45 mila euro", Expr{aWord("co progettazione"), aWord("da"), aWord("45 mila euro")}},
		{"co, progettazione", Expr{aWord("co progettazione")}},
		{"co -*** progettazione", Expr{aWord("co progettazione")}},
		{"Emilia-Romagna", Expr{aWord("Emilia"), aWord("Romagna")}},
		{"a.b@ente.it https://www.ente.it/casi/", Expr{aWord("a.b@ente.it"), aWord("https://www.ente.it/casi/")}},

		// excluded
		{"casa -appalto", Expr{aWord("casa"), not(aWord("appalto"))}},
		{`-"gara d'appalto"`, Expr{not(aPhrase("gara d'appalto"))}},
		{"-Emilia-Romagna −lazio --molise", Expr{not(aPhrase("Emilia-Romagna")), not(aWord("lazio")), not(aWord("molise"))}},
		{"casa - rete", Expr{aWord("casa"), aWord("rete")}},
		{"co-progettazione", Expr{aWord("co-progettazione")}},
		{"casa -di -***", Expr{aWord("casa")}},
		{"-coprog*", Expr{not(aPrefix("coprog"))}},

		// fields
		{"titolo:emporio title:rete", Expr{in(FieldTitle, aWord("emporio")), in(FieldTitle, aWord("rete"))}},
		{`titolo:"emporio solidale"`, Expr{in(FieldTitle, aPhrase("emporio solidale"))}},
		{`ente:"comune di jesi"`, Expr{in(FieldPublicBody, aPhrase("comune di jesi"))}},
		{"TITOLO:empor*", Expr{in(FieldTitle, aPrefix("empor"))}},
		{"titolo: emporio", Expr{aWord("titolo"), aWord("emporio")}},
		{"-titolo:emporio", Expr{not(in(FieldTitle, aWord("emporio")))}},
		{`regione:"emilia romagna"`, Expr{filter(FacetRegion, "emilia romagna", "emilia-romagna")}},
		{"regione:Puglia region:apulia", Expr{filter(FacetRegion, "Puglia", "puglia"), filter(FacetRegion, "apulia", "puglia")}},
		{"-regione:lazio", Expr{not(filter(FacetRegion, "lazio", "lazio"))}},
		{"settore:abitare casa", Expr{filter(FacetSector, "abitare", "abitare"), aWord("casa")}},
		{"anno:2021 anno:2021-2023", Expr{filter(FacetYear, "2021", "2021"), filter(FacetYear, "2021-2023", "2021", "2022", "2023")}},
		{"tipo:determina", Expr{filter(FacetDocType, "determina", "determina")}},
		{"tipo:verbale", Expr{filter(FacetDocType, "verbale", "verbale-di-commissione", "verbale-di-tavolo")}},
		{`regione:"non indicato"`, Expr{filter(FacetRegion, "non indicato", "unknown")}},
		{"regione:atlantide isola", Expr{aWord("atlantide"), aWord("isola")}},
		{`anno:2999 anno:2023-2021 anno:1900-2199 settore:"di"`, Expr{aWord("2999"), aWord("2023"), aWord("2021"), aWord("1900"), aWord("2199"), aPhrase("di")}},
		{"nota:casa", Expr{aWord("nota"), aWord("casa")}},

		// beginnings
		{"coprog* co*", Expr{aPrefix("coprog"), aPrefix("co")}},
		{"dell'aff*, cit*", Expr{aPrefix("aff"), aPrefix("cit")}},
		{"ca*tazione *casa", Expr{aWord("ca"), aWord("tazione"), aWord("casa")}},

		// what is no word
		{"*** ... ,;: 🏠 \u202e\u200f \x00\x07 \xff\xfe", nil},
		{"ca\u00adsa\u202e rete", Expr{aWord("casa"), aWord("rete")}},
	} {
		got := ParseExpr(c.text, tax)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
		if diff := cmp.Diff(got, ParseExpr(got.String(), tax)); diff != "" {
			t.Errorf("%q prints as %q, which differs (-first +again):\n%s", c.text, got.String(), diff)
		}
	}
}

func TestParseExprWithoutTaxonomy(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(Expr{aWord("puglia")}, ParseExpr("regione:puglia", nil)); diff != "" {
		t.Error(diff)
	}
}

func TestExprString(t *testing.T) {
	t.Parallel()
	text := `title:rete -body:"asl uno" region:"emilia  romagna" year:2021 casa coprog* dopo di noi`
	want := `titolo:rete -ente:"asl uno" regione:"emilia romagna" anno:2021 casa coprog* dopo di noi`
	if got := ParseExpr(text, taxonomy(t)).String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzParseExpr(f *testing.F) {
	tax := taxonomy(f)
	for _, s := range []string{
		`titolo:"emporio solidale" -regione:puglia anno:2021-2023 coprog* "aperta`, "«a \"b\" c» d", "co, progettazione art. 55, c. 4",
		"l.r. dopo di noi 65/2020", "-- - -\" x", "tipo:verbale*", "50 % 45 mila http://a.it/x*\"y", "regione:-x titolo:*** settore:\"\"",
		"dell'l'art. 55", "\u00ad\u202e🏠\xff", "ente:regione:puglia -ente:di",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4*MaxText {
			return
		}
		first := ParseExpr(text, tax)
		if again := ParseExpr(first.String(), tax); !cmp.Equal(first, again) {
			t.Fatalf("%q prints as %q, which differs:\n%s", text, first.String(), cmp.Diff(first, again))
		}
		for _, c := range first {
			if strings.TrimSpace(c.Text) == "" || c.Kind == KindFilter && len(c.Values) == 0 {
				t.Fatalf("%q has an empty clause %+v", text, c)
			}
		}
	})
}
