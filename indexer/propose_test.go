package indexer_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

func TestPropose(t *testing.T) {
	t.Parallel()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	p := indexer.NewProposer(tax, italian.DefaultSynonyms())
	for query, want := range map[string][]string{
		"q=emporio+basilicata":        {"region=basilicata word=basilicata rest=emporio"},
		"q=Valle+d’Aosta+2023":        {"region=valle-d-aosta word=Valle Aosta rest=2023", "year=2023 word=2023 rest=Valle Aosta"},
		"q=emilia+romagna+senza+casa": {"region=emilia-romagna word=emilia romagna rest=senza casa"},
		"q=basilicata":                {"region=basilicata word=basilicata rest="},
		"q=basilicata&region=puglia":  nil,
		"q=2023&from=2020":            nil,
		`q="basilicata"`:              nil,
		"q=-basilicata+emporio":       nil,
		"q=titolo:basilicata":         nil,
		"q=regione:basilicata":        nil,
		"q=la+basilicatese+1850+33":   nil,
		"q=patto+di+sussidiarietà":    {"instrument=patto-di-sussidiarieta word=patto di sussidiarietà rest="},
		"q=convenzione":               nil,
		// Words that are also something else propose, and stay words of the query.
		"q=potenza+del+motore":         {"province=PZ word=potenza rest=del motore"},
		"q=prato+verde":                {"province=PO word=prato rest=verde"},
		"q=lecco":                      {"province=LC word=lecco rest="},
		"q=fermo+pesca":                {"province=FM word=fermo rest=pesca"},
		"q=logement+Vallée+d’Aoste":    {"region=valle-d-aosta word=Vallée Aoste rest=logement"},
		"q=Sozialgenossenschaft+Bozen": {"province=BZ word=Bozen rest=Sozialgenossenschaft"},
		"q=asti":                       {"province=AT word=asti rest="},
		"q=budget+di+salute":           {"instrument=budget-di-salute word=budget di salute rest="},
		"q=puglia+molise+lazio+umbria": {"region=puglia word=puglia rest=molise lazio umbria", "region=molise word=molise rest=puglia lazio umbria", "region=lazio word=lazio rest=puglia molise umbria"},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		q, _, err := indexer.ParseQuery(values, content.SightVisitor, tax)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range p.Propose(q) {
			got = append(got, string(o.Facet)+"="+o.Value+" word="+o.Word+" rest="+o.Rest.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

// What the synonyms call a sector or an instrument proposes it, if the synonyms
// are those of the place and the reader wants any.
func TestProposeBySynonyms(t *testing.T) {
	t.Parallel()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	own, err := italian.ReadSynonyms("budget di salute, zainetto azzurro, ~borsellino")
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	for _, c := range []struct {
		query    string
		synonyms *italian.Synonyms
		want     string
	}{
		{"q=zainetto+azzurro", own, "budget-di-salute"},
		{"q=zainetto+azzurro&synonyms=off", own, ""},
		{"q=zainetto+azzurro", italian.DefaultSynonyms(), ""},
		{"q=zainetto+azzurro", nil, ""},
		{"q=borsellino", own, ""}, // never shown
		{"q=budget+di+salute&synonyms=off", nil, "budget-di-salute"},
	} {
		values, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		q, _, err := indexer.ParseQuery(values, content.SightVisitor, tax)
		if err != nil {
			t.Fatal(err)
		}
		proposed, err := d.finder.WithSynonyms(c.synonyms).Propose(t.Context(), content.Principal{}, q)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, o := range proposed {
			got += o.Value
		}
		if got != c.want {
			t.Errorf("%s proposes %q, want %q", c.query, got, c.want)
		}
	}
}
