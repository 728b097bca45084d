package indextest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// named is the query of a text with the other names of a list of synonyms.
func named(t *testing.T, text, list string) indexer.Query {
	t.Helper()
	s, err := italian.ReadSynonyms(list)
	if err != nil {
		t.Fatal(err)
	}
	e := indexer.ParseExpr(text, nil)
	return indexer.Query{Expr: e, Meanings: indexer.Meanings(e, s)}
}

const someSynonyms = `
CAV, centro antiviolenza
dopo di noi, legge 112/2016
anziani, terza età, ~vecchi
ATS => associazione temporanea di scopo, agenzia di tutela della salute
ARCA, ente per la casa
`

// testSynonyms looks at names that stand for each other: what they find, that
// they lead no further, and what the answer says of them.
func testSynonyms(t *testing.T, open Open) {
	d := newSubject(t, open,
		doc("cav", "Uno", "Il CAV di zona."),
		doc("centri", "Due", "Nuovi centri antiviolenza nel territorio."),
		doc("per", "Tre", "Un centro per l'antiviolenza."),
		doc("lontani", "Quattro", "Un centro che si occupa tra l'altro anche e soprattutto di antiviolenza."),
		doc("legge", "Cinque", "Fondi della L. n. 112 del 2016."),
		doc("noi", "Sei", "Il dopo di noi."),
		doc("anziani", "Sette", "Per gli anziani."),
		doc("terza", "Otto", "La terza età."),
		doc("vecchi", "Nove", "I vecchi del paese."),
		doc("ats", "Dieci", "Una ATS."),
		doc("scopo", "Undici", "Associazioni temporanee di scopo."),
		doc("salute", "Dodici", "Agenzia di tutela della salute."),
		doc("arco", "Tredici", "Un arco di tempo."),
		withAct(doc("atto", "Quattordici", "Un atto."), content.SightVisitor, "avviso.pdf", "sportello del centro antiviolenza"),
	)
	for _, c := range []struct {
		text string
		want []string
		also []string // other names that made a difference
	}{
		{"cav", []string{"atto", "cav", "centri", "per"}, []string{"centro antiviolenza"}},
		{"centro antiviolenza", []string{"atto", "cav", "centri", "lontani", "per"}, []string{"CAV"}},
		{`"centro antiviolenza"`, []string{"atto"}, nil},
		{"antiviolenza centro", []string{"atto", "centri", "lontani", "per"}, nil},
		{"antiviolenza", []string{"atto", "centri", "lontani", "per"}, nil},
		{"cav zona", []string{"cav"}, nil},
		{"territorio cav", []string{"centri"}, []string{"centro antiviolenza"}},
		{"dopo di noi", []string{"legge", "noi"}, []string{"legge 112/2016"}},
		{`"dopo di noi"`, []string{"noi"}, nil},
		{"legge 112/2016", []string{"legge", "noi"}, []string{"dopo di noi"}},
		{"anziano", []string{"anziani", "terza", "vecchi"}, []string{"terza età"}},
		{"terza età", []string{"anziani", "terza", "vecchi"}, []string{"anziani"}},
		{"vecchio", []string{"anziani", "terza", "vecchi"}, []string{"anziani", "terza età"}},
		{"ats", []string{"ats", "salute", "scopo"}, []string{"associazione temporanea di scopo", "agenzia di tutela della salute"}},
		{"associazione temporanea di scopo", []string{"scopo"}, nil},
		{"agenzia tutela salute", []string{"salute"}, nil},
		{"ente per la casa", nil, nil},
		{"arco", []string{"arco"}, nil},
		{"paese -anziani", []string{"vecchi"}, nil},
		{"titolo:anziani", nil, nil},
	} {
		q := named(t, c.text, someSynonyms)
		q.Sort = indexer.SortTitle
		r := d.search(q)
		got := idsOf(r)
		if r.Coverage != indexer.CoverAll {
			got = nil
		}
		if diff := cmp.Diff(sorted(c.want), sorted(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.text, diff)
		}
		var also []string
		for _, e := range r.Expanded {
			also = append(also, e.Also...)
		}
		if r.Coverage == indexer.CoverAll && !slices.Equal(also, c.also) {
			t.Errorf("%s: also %q, want %q", c.text, also, c.also)
		}
		q.Meanings = nil
		plain := d.search(q)
		if plain.Total > 0 && plain.Coverage == indexer.CoverAll && plain.Total > r.Total {
			t.Errorf("%s: finds less with its other names", c.text)
		}
		if len(plain.Expanded) > 0 {
			t.Errorf("%s: other names though there are none: %+v", c.text, plain.Expanded)
		}
	}
	r := d.passages(named(t, "cav", someSynonyms))
	if diff := cmp.Diff([]string{"atto/avviso.pdf/1"}, found(r)); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}
	if len(r.Expanded) != 1 || r.Expanded[0].Typed != "cav" || !slices.Equal(r.Expanded[0].Also, []string{"centro antiviolenza"}) {
		t.Errorf("acts: also %+v", r.Expanded)
	}
}

// testSynonymRanking wants the typed form first, and a group to weigh as one
// word that is as common as all its names together.
func testSynonymRanking(t *testing.T, open Open) {
	docs := []indexer.Document{
		doc("tipo", "T", "emporio solidale della rete"),
		doc("altro", "T", "market solidale della rete"),
	}
	for i := range 20 {
		docs = append(docs, doc(coined("rete", i), "T", "emporio della rete"))
	}
	d := newSubject(t, open, docs...)
	const list = "emporio solidale, market solidale\nemporio, bottega"
	order := func(text string) []string { return idsOf(d.search(named(t, text, list)))[:2] }
	if got := order("market solidale"); !slices.Equal(got, []string{"altro", "tipo"}) {
		t.Errorf("market solidale: %v first", got)
	}
	if got := order("emporio solidale"); !slices.Equal(got, []string{"tipo", "altro"}) {
		t.Errorf("emporio solidale: %v first", got)
	}
	alone := d.search(indexer.Query{Expr: indexer.ParseExpr("market", nil)}).Hits[0].Score
	if group := d.search(named(t, "bottega", list)).Hits[0].Score; group >= alone {
		t.Errorf("a name of which everything is full weighs %f, a rare word %f", group, alone)
	}
}

// testSpelling looks at words that the collection does not have: what is looked
// for instead, what is offered, and when neither.
func testSpelling(t *testing.T, open Open) {
	many := func(list []indexer.Document, n int, name, text string) []indexer.Document {
		for i := range n {
			list = append(list, doc(coined(name, i), "T", text))
		}
		return list
	}
	docs := many(nil, 21, "a", "Centri estivi per la disabilità, co-progettazione con l'assistenza.")
	docs = many(docs, 3, "b", "Accoglienza nel terzo settore, contributi.")
	docs = many(docs, 2, "c", "Cantieri e cantiere navale; una moderna palestra a Trezzano, SPRARX. Giornate di festa.")
	docs = append(docs,
		doc("raro", "T", "coprogetazione"), doc("mostra", "T", "Mostra navale."),
		withAct(doc("elenco", "T", "Un atto."), content.SightVisitor, "a.pdf", "l'elenco degli enti del registro"),
	)
	d := newSubject(t, open, docs...)
	for _, c := range []struct {
		text    string
		found   int // with all words
		used    []string
		offered []string // instead of, or beside, what is used
	}{
		{"estivi", 21, nil, nil},
		{"estvi", 21, []string{"estivi"}, nil},
		{"CENTRI ESTVI", 21, []string{"estivi"}, nil},
		{"estvi disabilita", 21, []string{"estivi"}, nil},
		{"l'asistenza", 21, []string{"assistenza"}, nil},
		{"acoglienza", 3, []string{"accoglienza"}, nil},
		{"disbailita", 21, []string{"disabilità"}, nil},
		{"asistenza estvi", 21, []string{"assistenza", "estivi"}, nil},
		{"terzosettore", 3, []string{"terzo settore"}, nil},
		{"canteri", 2, []string{"cantieri"}, nil}, // long enough to be sure
		{"palesra", 2, []string{"palestra"}, nil},
		{"trezano", 2, []string{"trezzano"}, nil},
		{"navane", 0, nil, []string{"navale"}}, // could be a word: offered, not looked for
		{"navane trezzano", 0, nil, []string{"navale"}},
		{"cantiere navane", 2, []string{"navale"}, nil}, // unless it fits beside another
		{"giornali", 0, nil, []string{"giornate"}},      // another ending makes another word
		{"festa giornali", 0, nil, []string{"giornate"}},
		{"giornnate", 2, []string{"giornate"}, nil},
		{"eleco di enti", 1, []string{"elenco"}, nil},
		{"enti ed eleco", 0, nil, []string{"elenco"}},
		{"mosrta", 1, []string{"mostra"}, nil}, // no Italian word
		// never
		{"istivi", 0, nil, nil},         // the first letter stays
		{`"estvi"`, 0, nil, nil},        // in quotes
		{"-estvi centri", 21, nil, nil}, // excluded
		{"titolo:estvi", 0, nil, nil},   // in a field
		{"SPRAR", 0, nil, nil},          // an acronym
		{"modena", 0, nil, nil},         // a place
		{"12345", 0, nil, nil},          // a number
		{"zyxwvutsrq", 0, nil, nil},     // nothing near
		{strings.Repeat("abete", 8), 0, nil, nil},
		{strings.Repeat("abete", 390), 0, nil, nil}, // no word is so long
		{"ёлка 🏠 \u202e", 0, nil, nil},              // other letters
	} {
		q, meant := d.spelled(indexer.Query{Expr: indexer.ParseExpr(c.text, nil)})
		r := d.search(q)
		total := r.Total
		if r.Coverage != indexer.CoverAll {
			total = 0
		}
		var used, offered []string
		for _, k := range meant {
			if k.Sure {
				used = append(used, k.Used...)
			} else {
				offered = append(offered, k.Used...)
			}
		}
		if total != c.found || !slices.Equal(used, c.used) || !slices.Equal(offered, c.offered) {
			t.Errorf("%s: %d found, %q used, %q offered; want %d, %q, %q", c.text, total, used, offered, c.found, c.used, c.offered)
		}
	}
	q, meant := d.spelled(indexer.Query{Expr: indexer.ParseExpr("coprogetazione", nil)})
	if len(meant) != 1 || !meant[0].Beside {
		t.Errorf("a word that one document has: %+v", meant)
	}
	if r := d.search(q); r.Total != 22 || r.Hits[0].ID != "raro" {
		t.Errorf("a word that one document has: %d found, %s first", r.Total, r.Hits[0].ID)
	}
}

// testNearAmounts wants an amount that no text has to find those that are near,
// and to name the nearest first, and one that some text has to find that alone.
func testNearAmounts(t *testing.T, open Open) {
	hidden := doc("nascosto", "T", "niente")
	hidden.Parts = append(hidden.Parts, indexer.Part{Field: indexer.FieldBody, Sight: content.SightStaff, Text: "1.005.000 euro"})
	d := newSubject(t, open,
		doc("sopra", "Fondi", "Un totale di 1.090.000 euro."), doc("sotto", "Fondi", "Sono € 986.666,65 in due anni."),
		doc("lontano", "Fondi", "Sono 1.110.000 euro."), doc("meno", "Fondi", "Sono 899.999 euro, codice 10000001."), hidden,
		withAct(doc("atto", "T", "niente"), content.SightVisitor, "a.pdf", "La spesa è di 910 mila euro."),
		doc("esatto", "Fondi", "Sono 50.000 euro."), doc("vicino", "Fondi", "Sono 51.000 euro."), doc("anno", "Fondi", "Nel 2024 e nel 2025, 9.500 euro."),
	)
	for _, c := range []struct {
		text string
		used []string
		hits []string
	}{
		{"un milione di euro", []string{"986.666,65", "1.090.000", "910 mila"}, []string{"atto", "sopra", "sotto"}},
		{"50 mila euro", nil, []string{"esatto"}},
		{"2026", nil, nil},                 // a year
		{"9.600 euro", nil, nil},           // as a year may be
		{`"1.000.000"`, nil, nil},          // in quotes
		{"titolo:1000000", nil, nil},       // in a field
		{"20 milioni di euro", nil, nil},   // nothing near
		{"99999999999999999999", nil, nil}, // beyond all
		{"51100", nil, nil},                // a postcode
		{"52000", []string{"51.000", "50.000"}, []string{"esatto", "vicino"}},
	} {
		q, meant := d.spelled(indexer.Query{Expr: indexer.ParseExpr(c.text, nil)})
		r := d.search(q)
		var used []string
		for _, k := range meant {
			used = append(used, k.Used...)
			if k.Form != indexer.FormNear || !k.Sure || !k.Beside {
				t.Errorf("%s: %+v", c.text, k)
			}
		}
		if hits := slices.Sorted(slices.Values(idsOf(r))); !slices.Equal(used, c.used) || !slices.Equal(hits, c.hits) || r.Relaxed != (len(used) > 0) {
			t.Errorf("%s: found %q by %q; want %q by %q", c.text, hits, used, c.hits, c.used)
		}
	}
	q, _ := d.spelled(asking("un milione di euro"))
	d.wantOrder(q, "sotto", "sopra", "atto")
}

// testSpellingSight wants words that somebody may not see to be neither looked
// for nor offered.
func testSpellingSight(t *testing.T, open Open) {
	hidden := doc("nascosto", "T", "niente")
	hidden.Parts = append(hidden.Parts, indexer.Part{Field: indexer.FieldBody, Sight: content.SightMember, Text: "segretissima segretissima"})
	gone := doc("andato", "T", "cancellatissima")
	d := newSubject(t, open,
		hidden, onDesk(doc("bozza", "T", "bozzolissima")), gone,
		withAct(doc("atto", "T", "niente"), content.SightStaff, "a.pdf", "riservatissima"), doc("altro", "T", "palestra"),
	)
	d.remove("andato")
	for _, c := range []struct {
		text  string
		sight content.Sight // that may be told
	}{
		{"segretisima", content.SightMember},
		{"bozolissima", content.SightStaff},
		{"riservatisima", content.SightStaff},
		{"cancelatissima", content.SightStaff + 1},
	} {
		for sight := content.SightVisitor; sight <= content.SightStaff; sight++ {
			q := indexer.Query{Expr: indexer.ParseExpr(c.text, nil), Sight: sight}
			if _, meant := d.spelled(q); len(meant) > 0 != (sight >= c.sight) {
				t.Errorf("%s for sight %d: %+v", c.text, sight, meant)
			}
		}
	}
}

// testScoreParts wants the parts of a score to be there on request and to add
// up to it.
func testScoreParts(t *testing.T, open Open) {
	strong := withAct(doc("forte", "Emporio solidale", "Il bando dell'emporio solidale."), content.SightVisitor, "a.pdf", "criteri del market solidale e scadenza")
	strong.Factor = indexer.MaxFactor
	d := newSubject(t, open, strong, doc("debole", "Altro", "Un market per la rete, scadenza."), doc("nulla", "T", "niente"))
	for _, text := range []string{"emporio solidale", "emporio criteri scadenza", "emporoi", "market", `"emporio solidale" empor*`} {
		q, _ := d.spelled(named(t, text, "emporio solidale, market solidale\nemporio, market"))
		if r := d.search(q); len(r.Hits) == 0 || r.Hits[0].ScoreParts != nil {
			t.Errorf("%s: %d hits, parts nobody asked for", text, len(r.Hits))
		}
		q.Explain = true
		for _, h := range d.search(q).Hits {
			sum := 0.0
			for _, p := range h.ScoreParts {
				sum += p.Value
				if p.Value <= 0 || p.Clause >= len(q.Expr) || (p.Word == "") != (p.Kind == indexer.ScoreEvidence) || strings.Contains(p.Word, "=") {
					t.Errorf("%s: %s has the part %+v", text, h.ID, p)
				}
			}
			if diff := sum - h.Score; h.Score <= 0 || diff > 1e-4 || diff < -1e-4 {
				t.Errorf("%s: %s scores %f, its parts %f", text, h.ID, h.Score, sum)
			}
		}
	}
}
