package indextest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// withAct adds an act with passages, one a page.
func withAct(d indexer.Document, s content.Sight, file string, texts ...string) indexer.Document {
	a := indexer.Act{File: file, Title: "Atto " + file, Kind: "avviso-pubblico", Phase: "avviso", Sight: s, Context: "Atto " + file}
	for i, text := range texts {
		a.Passages = append(a.Passages, indexer.Passage{Text: text, From: i + 1, Heading: fmt.Sprint("Art. ", i+1)})
	}
	d.Acts = append(slices.Clone(d.Acts), a)
	return d
}

// ofKind changes the last act's kind and phase.
func ofKind(d indexer.Document, kind, phase string) indexer.Document {
	d.Acts = slices.Clone(d.Acts)
	a := &d.Acts[len(d.Acts)-1]
	a.Kind, a.Phase = kind, phase
	return d
}

// passages answers a query for acts.
func (d *subject) passages(q indexer.Query) indexer.ActResult {
	d.t.Helper()
	r, err := d.index.Passages(d.t.Context(), withDefaults(q))
	if err != nil {
		d.t.Fatalf("passages of %+v: %v", q, err)
	}
	return r
}

// found are the acts of an answer, with the page of the best passage.
func found(r indexer.ActResult) []string {
	out := []string{}
	for _, h := range r.Hits {
		out = append(out, fmt.Sprint(h.CaseID, "/", h.Act.File, "/", h.From))
	}
	return out
}

func testActs(t *testing.T, open Open) {
	d := newSubject(t, open,
		withAct(withAct(doc("a", "Emporio", "una dispensa"), content.SightVisitor, "avviso.pdf",
			"la scadenza per le domande", "il cofinanziamento minimo degli enti"), content.SightVisitor, "verbale.pdf", "seduta del tavolo, scadenza discussa"),
		withAct(doc("b", "Abitare", "housing per tutti"), content.SightVisitor, "convenzione.pdf", "durata e recesso", "scadenza e rinnovo"),
		doc("c", "Dispensa", "scadenza"),
	)
	t.Run("cases", func(t *testing.T) {
		for _, test := range []struct {
			q    string
			tier indexer.Coverage
			ids  []string
		}{
			{"cofinanziamento", indexer.CoverAll, []string{"a"}},
			{"scadenza", indexer.CoverAll, []string{"a", "b", "c"}},
			{"dispensa cofinanziamento", indexer.CoverAll, []string{"a", "c"}}, // one in the text, one in an act; c fills
			{"scadenza domande", indexer.CoverAll, []string{"a", "b", "c"}},    // in one passage; b and c fill
			{"recesso rinnovo", indexer.CoverSome, []string{"b"}},              // in two passages
			{"-scadenza cofinanziamento", indexer.CoverAll, []string{"a"}},
			{`"cofinanziamento minimo"`, indexer.CoverAll, []string{"a"}},
			{"cofinanz*", indexer.CoverAll, []string{"a"}},
		} {
			r := d.in(t).search(asking(test.q))
			var ids []string
			for _, h := range r.Hits {
				ids = append(ids, h.ID)
			}
			slices.Sort(ids)
			if r.Coverage != test.tier || r.Total+r.Fill != len(test.ids) || !slices.Equal(ids, test.ids) {
				t.Errorf("%s: %v at %s, want %v at %s", test.q, ids, r.Coverage, test.ids, test.tier)
			}
		}
	})
	t.Run("best passage", func(t *testing.T) {
		r := d.in(t).search(asking("cofinanziamento"))
		if p := r.Hits[0].Passage; p == nil || p.Act.File != "avviso.pdf" || p.From != 2 || p.Heading != "Art. 2" {
			t.Errorf("best passage %+v", p)
		}
		if r := d.in(t).search(asking("housing")); r.Hits[0].Passage != nil {
			t.Errorf("a passage without the word: %+v", r.Hits[0].Passage)
		}
	})
	t.Run("acts", func(t *testing.T) {
		for q, want := range map[string][]string{
			"cofinanziamento": {"a/avviso.pdf/2"},
			"recesso":         {"b/convenzione.pdf/1"},
			"verbale":         {"a/verbale.pdf/1"}, // by what the act is called
			"housing":         {},
			"":                {"a/avviso.pdf/1", "a/verbale.pdf/1", "b/convenzione.pdf/1"},
		} {
			r := d.in(t).passages(asking(q))
			if diff := cmp.Diff(want, sorted(found(r))); diff != "" || r.Total != len(want) || r.Listed != len(want) {
				t.Errorf("%q: total %d, listed %d (-want +got):\n%s", q, r.Total, r.Listed, diff)
			}
		}
		r := d.in(t).passages(asking("scadenza domande"))
		want := []string{"a/avviso.pdf/1", "a/verbale.pdf/1", "b/convenzione.pdf/2"}
		if got := found(r); r.Total != 1 || r.Also != 2 || got[0] != want[0] || !slices.Equal(sorted(got), want) {
			t.Errorf("few with all words: total %d also %d %v, want 1 2 %v", r.Total, r.Also, got, want)
		}
		for i, h := range r.Hits {
			if want := []indexer.Coverage{indexer.CoverAll, indexer.CoverSome, indexer.CoverSome}[min(i, 2)]; h.Coverage != want {
				t.Errorf("hit %d is %s, want %s", i, h.Coverage, want)
			}
		}
		page := asking("")
		page.PerPage, page.Page = 1, 2
		if got := found(d.in(t).passages(page)); len(got) != 1 {
			t.Errorf("second page: %v", got)
		}
	})
}

// asking is a query for a text as people type it.
func asking(text string) indexer.Query {
	return withDefaults(indexer.Query{Text: text, Expr: indexer.ParseExpr(text, nil)})
}

// testActWrites checks that acts follow their case.
func testActWrites(t *testing.T, open Open) {
	with := func(texts ...string) indexer.Document {
		return withAct(doc("a", "Emporio", "una dispensa"), content.SightVisitor, "avviso.pdf", texts...)
	}
	d := newSubject(t, open, with("avviso scritto", "verbale breve", "elenco breve"))
	expect := func(what string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(append([]string{}, want...), found(d.passages(asking("scritto")))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	expect("at first", "a/avviso.pdf/1")
	d.put(with("nuovo", "scritto da capo"))
	expect("after a change", "a/avviso.pdf/2")
	if r := d.passages(asking("elenco")); r.Total != 0 {
		t.Errorf("what was replaced is found: %v", found(r))
	}
	d.reopen()
	expect("after opening again", "a/avviso.pdf/2")
	d.put(onDesk(with("scritto in bozza")))
	expect("as a draft")
	staff := asking("scritto")
	staff.Sight = content.SightStaff
	if got := found(d.passages(staff)); len(got) != 1 {
		t.Errorf("staff find %v", got)
	}
	d.put(with("scritto di nuovo"))
	expect("published again", "a/avviso.pdf/1")
	d.remove("a")
	expect("after a deletion")
}

// testContents checks that a table of contents, which has every word often, is
// no act's best passage when there is another, and comes last of all acts.
func testContents(t *testing.T, open Open) {
	d := withAct(doc("a", "Emporio", ""), content.SightVisitor, "avviso.pdf",
		"recesso durata recesso durata recesso durata", "la durata della convenzione e le cause di recesso sono stabilite dalle parti nel testo finale dell'accordo")
	d.Acts[0].Passages[0].Contents = true
	only := withAct(doc("b", "Indice", ""), content.SightVisitor, "indice.pdf", "recesso durata recesso durata")
	only.Acts[0].Passages[0].Contents = true
	other := withAct(doc("c", "Altro", ""), content.SightVisitor, "altro.pdf", "il recesso è ammesso, la durata resta quella prevista da tutte le altre parti della convenzione firmata")
	r := newSubject(t, open, d, only, other).passages(asking("durata recesso"))
	got := found(r)
	if len(got) != 3 || got[2] != "b/indice.pdf/1" || !slices.Contains(got, "a/avviso.pdf/2") {
		t.Errorf("found %v, want the table of contents last", got)
	}
	apart := withAct(doc("d", "Capitoli", ""), content.SightVisitor, "capitoli.pdf", "Art. 1 canone. Art. 2 cauzione", "il canone è mensile", "la cauzione è di un mese")
	apart.Acts[0].Passages[0].Contents = true
	d2 := newSubject(t, open, apart)
	if r, acts := d2.search(asking("canone cauzione")), d2.passages(asking("canone cauzione")); r.Coverage == indexer.CoverAll || acts.Coverage == indexer.CoverAll {
		t.Errorf("a table of contents has all words: case %s, act %s", r.Coverage, acts.Coverage)
	}
}

// testAlike checks that acts with nearly the same text are taken together.
func testAlike(t *testing.T, open Open) {
	article := "Gli enti interessati presentano domanda di partecipazione entro i termini, con una proposta progettuale, il piano economico e la dichiarazione sul possesso dei requisiti di onorabilità, pena l'esclusione dalla procedura di coprogettazione. " +
		"La proposta descrive le attività, i destinatari, le risorse umane e strumentali messe a disposizione, il cofinanziamento e gli indicatori con cui si misurano i risultati."
	var docs []indexer.Document
	for i, town := range []string{"Uno", "Due", "Tre"} {
		d := withAct(doc(fmt.Sprint("c", i), "Avviso "+town, ""), content.SightVisitor, "avviso.pdf", article+" Comune di "+town+".")
		d.Acts[0].Passages[0].Likeness = indexer.Likeness(d.Acts[0].Passages[0].Text)
		docs = append(docs, d)
	}
	other := withAct(doc("z", "Verbale", ""), content.SightVisitor, "verbale.pdf", "La commissione valuta la domanda di partecipazione di ciascun ente e assegna i punteggi previsti dalla griglia, dopo ampia discussione fra i commissari presenti e con voto unanime espresso in seduta riservata, come da regolamento vigente.") // as long, on the same theme
	other.Acts[0].Passages[0].Likeness = indexer.Likeness(other.Acts[0].Passages[0].Text)
	d := newSubject(t, open, append(docs, other)...)
	r := d.passages(asking("domanda partecipazione"))
	if r.Total != 4 || r.Listed != 2 {
		t.Errorf("total %d, listed %d, want 4 and 2: %v", r.Total, r.Listed, found(r))
	}
	for _, h := range r.Hits {
		if want := map[string]int{"avviso.pdf": 2, "verbale.pdf": 0}[h.Act.File]; h.Alike != want {
			t.Errorf("%s: %d alike, want %d", h.Act.File, h.Alike, want)
		}
		if len(h.AlikeActs) != h.Alike {
			t.Errorf("%s: %d acts alike are named, want %d", h.Act.File, len(h.AlikeActs), h.Alike)
		}
		for _, a := range h.AlikeActs {
			if a.CaseID == h.CaseID || a.Act.File != "avviso.pdf" || a.Card.Title == "" || a.Text == "" {
				t.Errorf("alike is %s of %s (%q)", a.Act.File, a.CaseID, a.Card.Title)
			}
		}
	}
	if got := len(found(d.passages(asking("")))); got != 4 {
		t.Errorf("without words %d acts, want all 4", got)
	}
}

// testActFacets checks each count against the query that chooses it.
func testActFacets(t *testing.T, open Open) {
	var docs []indexer.Document
	for i, region := range []string{"lombardia", "veneto", "lombardia", "puglia"} {
		x := having(doc(fmt.Sprint("c", i), "Caso", ""), indexer.FacetRegion, region)
		x = inYears(x, 2020+i%3)
		for n := range i + 1 {
			x = withAct(x, content.SightVisitor, fmt.Sprint(n, ".pdf"), fmt.Sprint("atto comune ", strings.Repeat("parola ", n)))
			x = ofKind(x, []string{"avviso-pubblico", "convenzione", ""}[n%3], []string{"avviso", ""}[n%2])
		}
		docs = append(docs, x)
	}
	d := newSubject(t, open, docs...)
	base := asking("atto")
	base.Count = indexer.ActFacets()
	for _, chosen := range []map[indexer.Facet][]string{
		nil, {indexer.FacetKind: {"avviso-pubblico"}}, {indexer.FacetRegion: {"lombardia"}},
		{indexer.FacetKind: {"convenzione", indexer.Unknown}, indexer.FacetPhase: {indexer.Unknown}},
		{indexer.FacetYear: {"2020"}, indexer.FacetKind: {"avviso-pubblico"}},
	} {
		q := base
		q.Filters = chosen
		for f, counts := range d.passages(q).Facets {
			for _, n := range counts {
				only := q
				only.Count = nil
				only.Filters = map[indexer.Facet][]string{f: {n.Value}}
				for other, values := range chosen {
					if other != f {
						only.Filters[other] = values
					}
				}
				if got := d.passages(only).Total; got != n.Count {
					t.Errorf("with %v, %s=%s counts %d and gives %d", chosen, f, n.Value, n.Count, got)
				}
			}
		}
	}
}

// testActSight plants a word in an act of each sight, of open and hidden cases,
// and looks for it, and for what would betray it, from every sight.
func testActSight(t *testing.T, open Open) {
	var docs, openDocs []indexer.Document
	least := map[string]content.Sight{}
	for s := content.SightVisitor; s <= content.SightStaff; s++ {
		word := coined("nascosto", int(s))
		least[word] = s
		id := fmt.Sprint("caso-", s)
		docs = append(docs, withAct(doc(id, "Emporio", "testo"), s, "atto.pdf", "emporio comune "+word, "altro comune"))
		openDocs = append(openDocs, doc(id, "Emporio", "testo"))
		if s == content.SightVisitor {
			openDocs[0] = docs[0]
		}
	}
	draft := coined("nascosto", 10)
	least[draft] = content.SightStaff
	docs = append(docs, withAct(onDesk(doc("bozza", "Emporio", "")), content.SightVisitor, "atto.pdf", "emporio comune "+draft))
	full, bare := newSubject(t, open, docs...), newSubject(t, open, openDocs...)
	for s := content.SightVisitor; s <= content.SightStaff; s++ {
		for word, from := range least {
			q := asking(word)
			q.Sight = s
			want := 0
			if s >= from {
				want = 1
			}
			if got := full.passages(q).Total; got != want {
				t.Errorf("sight %d: %s is in %d acts, want %d", s, word, got, want)
			}
			if got := full.search(q).Total; got != want {
				t.Errorf("sight %d: %s is in %d cases, want %d", s, word, got, want)
			}
		}
	}
	// To a visitor the hidden acts are not there: no score, count or order tells.
	for _, text := range []string{"", "comune", "emporio comune", "altro", "emp*"} {
		q := asking(text)
		q.Count = indexer.ActFacets()
		if diff := cmp.Diff(bare.passages(q), full.passages(q)); diff != "" {
			t.Errorf("acts for %q differ (-without hidden +with):\n%s", text, diff)
		}
		q.Count = nil
		if diff := cmp.Diff(bare.search(q).Hits, full.search(q).Hits); diff != "" {
			t.Errorf("cases for %q differ (-without hidden +with):\n%s", text, diff)
		}
	}
}
