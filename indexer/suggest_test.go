package indexer

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

// suggestCards are cases as an index shows them.
func suggestCards() map[string]Card {
	return map[string]Card{
		"mantova": {
			Title: "Mantova: l'emporio solidale", Summary: "Un emporio per famiglie in povertà.", Municipality: "Mantova",
			Ambito: "Ambito territoriale di Mantova", PublicBody: "Comune di Mantova",
		},
		"torres": {
			Title: "Porto Torres: emporio della solidarieta'", Summary: "Cibo e ascolto alle famiglie in poverta'.", Municipality: "Porto Torres",
			PublicBody: "Comune di Porto Torres",
		},
		"cuneo": {Title: "Cuneo: centri estivi per tutti", Summary: "Centri per bambini con disabilità e famiglie.", Municipality: "Cuneo", PublicBody: "Comune di Cuneo"},
		"jesi":  {Title: "Jesi: il caffè dell'Alzheimer", Summary: "Un centro estivo, in povertà.", PublicBody: `ASP "Ambito 9"`},
	}
}

func testSuggestList(t *testing.T) *suggestList {
	t.Helper()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	b := newSuggestBuilder()
	b.terms(map[Facet][]FacetCount{
		FacetSector:   {{Value: "poverta-e-inclusione", Count: 2}, {Value: "anziani", Count: 0}, {Value: "lavoro", Count: 1}, {Value: Unknown, Count: 3}},
		FacetRegion:   {{Value: "valle-d-aosta", Count: 1}, {Value: "lombardia", Count: 1}},
		FacetProvince: {{Value: "MN", Count: 1}},
	}, tax)
	for _, id := range []string{"mantova", "torres", "cuneo", "jesi"} {
		b.card(id, suggestCards()[id])
	}
	return b.list()
}

func said(found []Completion) []string {
	var out []string
	for _, c := range found {
		to := c.CaseID
		if c.Facet != "" {
			to = string(c.Facet) + "=" + c.Value
		}
		if c.Query != "" {
			to = "q=" + c.Query
		}
		out = append(out, string(c.Kind)+" "+c.Text+" -> "+to)
	}
	return out
}

func TestSuggestList(t *testing.T) {
	t.Parallel()
	l := testSuggestList(t)
	for text, want := range map[string][]string{
		"empo": {
			"word emporio -> q=emporio",
			"title Mantova: l'emporio solidale -> mantova", "title Porto Torres: emporio della solidarieta' -> torres",
		},
		"mantov": {
			"place Mantova -> province=MN", "place Mantova -> q=Mantova",
			"body Comune di Mantova -> q=ente:\"Comune di Mantova\"", "title Mantova: l'emporio solidale -> mantova",
		},
		"ambito terr": {"place Ambito territoriale di Mantova -> q=\"Ambito territoriale di Mantova\""},
		"porto":       {"place Porto Torres -> q=\"Porto Torres\"", "body Comune di Porto Torres -> q=ente:\"Comune di Porto Torres\"", "title Porto Torres: emporio della solidarieta' -> torres"},
		// Accents and apostrophes do not matter, nor does the form of earlier words.
		"valle d’ao":   {"place Valle d'Aosta -> region=valle-d-aosta"},
		"VALLE D'AO":   {"place Valle d'Aosta -> region=valle-d-aosta"},
		"caffe":        {"title Jesi: il caffè dell'Alzheimer -> jesi"},
		"alzh":         {"title Jesi: il caffè dell'Alzheimer -> jesi"},
		"centro estiv": {"title Cuneo: centri estivi per tutti -> cuneo"},
		"emporio in po": {
			"word emporio in povertà -> q=emporio in povertà",
			"title Porto Torres: emporio della solidarieta' -> torres",
		},
		"pove": {"word povertà -> q=povertà", "term Povertà e inclusione sociale -> sector=poverta-e-inclusione"},
		"inclusione s": {
			"term Povertà e inclusione sociale -> sector=poverta-e-inclusione",
		},
		// A beginning of a name in the other language leads nowhere, all of it does.
		"employ":     nil,
		"employment": {"term Lavoro e inserimento lavorativo -> sector=lavoro"},
		"lombardy":   {"place Lombardia -> region=lombardia"},
		"famiglie":   nil, // typed whole, and called so by nobody
		"asp ambit":  {"body ASP \"Ambito 9\" -> q=ente:\"ASP  Ambito 9 \""},
		"anziani":    nil, // a term without cases
		"zz":         nil,
		"e":          nil,
		"":           nil,
	} {
		if diff := cmp.Diff(want, said(l.find(newTyping(text), "it"))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	if got := said(l.find(newTyping("lomb"), "en")); !cmp.Equal(got, []string{"place Lombardy -> region=lombardia"}) {
		t.Errorf("in English: %q", got)
	}
	if got := said(l.find(newTyping("employ"), "en")); !cmp.Equal(got, []string{"term Employment and work integration -> sector=lavoro"}) {
		t.Errorf("in English: %q", got)
	}
}

// cardIndex is an index of cards by the least sight that finds them.
type cardIndex struct {
	Index
	mark  content.Seq
	cards map[content.Sight]map[string]Card
	reads int
}

func (x *cardIndex) Status() Status { return Status{Mark: x.mark} }

func (x *cardIndex) Search(context.Context, Query) (Result, error) { return Result{}, nil }

func (x *cardIndex) Cards(_ context.Context, s content.Sight, visit func(string, Card)) error {
	x.reads++
	if x.mark < 0 {
		return errors.New("no index")
	}
	for least, cards := range x.cards {
		for id, c := range cards {
			if least <= s {
				visit(id, c)
			}
		}
	}
	return nil
}

// A list is made once a change and sight, and another sight's is another.
func TestSuggestListFollowsTheIndex(t *testing.T) {
	t.Parallel()
	x := &cardIndex{mark: 1, cards: map[content.Sight]map[string]Card{
		content.SightVisitor: {"a": {Title: "Bottega aperta", Municipality: "Pavia"}},
		content.SightStaff:   {"b": {Title: "Bottega segreta", Municipality: "Pavullo"}},
	}}
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	f := NewFinder(x, content.NewLibrary(nil, nil, tax, ""))
	places := func(s content.Sight) []string {
		l, err := f.suggestList(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		return said(l.find(newTyping("pav"), "it"))
	}
	open, all := []string{"place Pavia -> q=Pavia"}, []string{"place Pavia -> q=Pavia", "place Pavullo -> q=Pavullo"}
	for range 2 {
		if got := places(content.SightStaff); !cmp.Equal(got, all) {
			t.Errorf("staff: %q", got)
		}
		if got := places(content.SightVisitor); !cmp.Equal(got, open) {
			t.Errorf("visitor: %q", got)
		}
	}
	if x.reads != 2 {
		t.Errorf("the index was read %d times, want once a sight", x.reads)
	}
	x.mark, x.cards[content.SightVisitor] = 2, nil
	if got := places(content.SightVisitor); got != nil {
		t.Errorf("after a change visitors are suggested %q", got)
	}
	x.mark = -1
	if _, err := f.suggestList(t.Context(), content.SightVisitor); err == nil {
		t.Error("an index that fails suggests something")
	}
}

func FuzzSuggest(f *testing.F) {
	for _, text := range []string{
		"emporio in po", "qualita'", "e\u0301", "🙂 emp", "\u202eoiropme", "Frühling à la carte", strings.Repeat("parola ", 2000),
		strings.Repeat("a", 10_000), `"dopo di`, "ente:com", "-esclu", "\xff\xfe", "a\x00b", "art. 55 co",
	} {
		f.Add(text)
	}
	tax, err := content.LoadTaxonomy()
	if err != nil {
		f.Fatal(err)
	}
	b := newSuggestBuilder()
	for id, c := range suggestCards() {
		b.card(id, c)
	}
	b.terms(map[Facet][]FacetCount{FacetRegion: {{Value: "lombardia", Count: 1}}}, tax)
	l := b.list()
	f.Fuzz(func(t *testing.T, text string) {
		found := l.find(newTyping(text), "it")
		if len(found) > 10 {
			t.Errorf("%d completions", len(found))
		}
		for _, c := range found {
			if c.Text == "" || !utf8.ValidString(c.Text) {
				t.Errorf("completion %q of %q", c.Text, text)
			}
		}
	})
}
