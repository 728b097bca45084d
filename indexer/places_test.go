package indexer_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// placed saves cases at places, by what else their front matter says.
func placed(t *testing.T, d desk, cases map[string]string) {
	t.Helper()
	for id, more := range cases {
		d.save(t, fmt.Sprintf("---\nid: %s\ntitle: Caso %s\nsummary: Un caso.\nregion: lombardia\nsectors: [abitare]\n"+
			"legal_instrument: coprogettazione\npublic_body: {name: Ente}\nsources: [{url: \"https://example.org/\", read: 2026-11}]\n%s\n---\n", id, id, more))
	}
	if err := d.ingester.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

var member = content.Principal{Role: content.RoleMember, Name: "socia@example.org"}

func placedDesk(t *testing.T) desk {
	d := newDesk(t)
	placed(t, d, map[string]string{
		"uno":   "status: published\nprovince: MN\nmunicipality: Mantova\nambito: Ambito di Mantova",
		"due":   "status: published\nprovince: MN\nmunicipality: \" Mantova \"",
		"tre":   "status: published\nmunicipality: Nardò\nambito: ATS n. 3 di Nardò",
		"umbro": "status: published\nambito: Zona sociale 7 dell'Umbria",
		"soci":  "status: published\naccess: members\nmunicipality: Segretopoli",
		"bozza": "status: draft\nmunicipality: Bozzano",
	})
	return d
}

// Names of places propose what cases in sight have, each as what it is.
func TestProposePlaces(t *testing.T) {
	t.Parallel()
	d := placedDesk(t)
	for _, c := range []struct {
		who   content.Principal
		query string
		want  []string
	}{
		{content.Principal{}, "q=mantova", []string{"province=MN", "municipality=Mantova", "ambito=Ambito di Mantova"}},
		{content.Principal{}, "q=emporio+MANTOVA+2023", []string{"province=MN", "municipality=Mantova", "ambito=Ambito di Mantova", "year=2023"}},
		{content.Principal{}, "q=ambito+di+mantova", []string{"ambito=Ambito di Mantova"}},
		{content.Principal{}, "q=mantova&municipality=Mantova", []string{"province=MN", "ambito=Ambito di Mantova"}},
		{content.Principal{}, "q=nardo%27", []string{"municipality=Nardò", "ambito=ATS n. 3 di Nardò"}},
		{content.Principal{}, "q=nardo%CC%80", []string{"municipality=Nardò", "ambito=ATS n. 3 di Nardò"}},
		{content.Principal{}, "q=umbria", []string{"region=umbria"}},
		{content.Principal{}, `q="mantova"`, nil},
		{content.Principal{}, "q=-mantova+casa", nil},
		{content.Principal{}, "q=jesi", nil}, // no case is there
		{content.Principal{}, "q=3", nil},
		{content.Principal{}, "q=segretopoli", nil},
		{member, "q=segretopoli", []string{"municipality=Segretopoli"}},
		{member, "q=bozzano", nil},
		{editor, "q=bozzano", []string{"municipality=Bozzano"}},
	} {
		q, _ := d.query(t, c.who, c.query)
		proposed, err := d.finder.Propose(t.Context(), c.who, q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range proposed {
			got = append(got, string(o.Facet)+"="+o.Value)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s for %q (-want +got):\n%s", c.query, c.who.Role, diff)
		}
	}
	d.save(t, "---\nid: tre\ntitle: Caso\nregion: puglia\nsectors: [abitare]\nlegal_instrument: coprogettazione\npublic_body: {name: Ente}\nstatus: draft\nmunicipality: Nardò\n---\n")
	if err := d.ingester.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	q, _ := d.query(t, content.Principal{}, "q=nardo")
	if proposed, err := d.finder.Propose(t.Context(), content.Principal{}, q); err != nil || len(proposed) > 0 {
		t.Errorf("a place without cases is proposed: %v, %v", proposed, err)
	}
}

// query reads parameters as pages do.
func (d desk) query(t *testing.T, p content.Principal, query string) (indexer.Query, []indexer.Notice) {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, notices, err := indexer.ParseQuery(v, p.Sight(), d.lib.Taxonomy())
	if err != nil {
		t.Fatal(err)
	}
	q, more, err := d.finder.KnownPlaces(t.Context(), p, q)
	if err != nil {
		t.Fatal(err)
	}
	return q, append(notices, more...)
}

// A filter by a place finds its cases however it is written; a name that no case
// in sight has is left out, and the nearest one told.
func TestFilterByPlace(t *testing.T) {
	t.Parallel()
	d := placedDesk(t)
	for _, c := range []struct {
		who     content.Principal
		query   string
		want    int
		kept    []string
		notices []indexer.Notice
	}{
		{who: editor, query: "municipality=Mantova", want: 2, kept: []string{"Mantova"}},
		{query: "municipality=Mantova", want: 2, kept: []string{"Mantova"}},
		{query: "municipality=MANTOVA&municipality=mantova", want: 2, kept: []string{"Mantova"}},
		{query: "municipality=nardo'&municipality=Mantova", want: 3, kept: []string{"Mantova", "Nardò"}},
		{query: "municipality=Nardo%CC%80", want: 1, kept: []string{"Nardò"}},
		{query: "ambito=ambito+di+mantova", want: 1},
		{query: "municipality=unknown", want: 1, kept: []string{"unknown"}},
		{query: "municipality=Mantva", want: 4, notices: []indexer.Notice{{Parameter: "municipality", Value: "Mantva", Nearest: "Mantova"}}},
		{query: "municipality=Mantva&municipality=Mantvaa&municipality=Mntova&municipality=Mantoa", want: 4, notices: []indexer.Notice{
			{Parameter: "municipality", Value: "Mantoa", Nearest: "Mantova"}, {Parameter: "municipality", Value: "Mantva", Nearest: "Mantova"},
			{Parameter: "municipality", Value: "Mantvaa", Nearest: "Mantova"}, {Parameter: "municipality", Value: "Mntova"}, // enough were told
		}},
		{query: "municipality=Segretopoli", want: 4, notices: []indexer.Notice{{Parameter: "municipality", Value: "Segretopoli"}}},
		{query: "municipality=Segretopolis", want: 4, notices: []indexer.Notice{{Parameter: "municipality", Value: "Segretopolis"}}},
		{who: member, query: "municipality=segretopoli", want: 1, kept: []string{"Segretopoli"}},
		{query: "municipality=%20", want: 4, notices: []indexer.Notice{{Parameter: "municipality", Value: " "}}},
		{query: "municipality=%F0%9F%8F%A0", want: 4, notices: []indexer.Notice{{Parameter: "municipality", Value: "🏠"}}},
		{query: "municipality=М%D0%B0ntova", want: 4, notices: []indexer.Notice{{Parameter: "municipality", Value: "Маntova"}}}, // Cyrillic М and а
		{query: "municipality=%E2%80%8FMantova%E2%80%8E", want: 2, kept: []string{"Mantova"}},
		{query: "municipality=Mantova%00", want: 2, kept: []string{"Mantova"}},
	} {
		q, notices := d.query(t, c.who, c.query)
		if diff := cmp.Diff(c.notices, notices); diff != "" {
			t.Errorf("%s: notices (-want +got):\n%s", c.query, diff)
		}
		if got := q.Filters[indexer.FacetMunicipality]; !cmp.Equal(got, c.kept) {
			t.Errorf("%s filters by %q, want %q", c.query, got, c.kept)
		}
		q.Count = indexer.NameFacets()
		a, err := d.finder.Search(t.Context(), c.who, q)
		if err != nil || a.Total != c.want {
			t.Errorf("%s finds %d, want %d: %v", c.query, a.Total, c.want, err)
		}
	}
}

// Names of two places must not share all their stems: who types "lecco" does not
// mean Lecce.
func TestPlacesKeepApart(t *testing.T) {
	t.Parallel()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range tax.Terms(content.VocabProvinces) {
		names = append(names, p.IT)
	}
	provinces := len(names)
	files, err := filepath.Glob("../content/seed/*/case.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if name, ok := strings.CutPrefix(line, "municipality: "); ok {
				names = append(names, strings.TrimSpace(name))
			}
		}
	}
	if provinces == 0 || len(names) == provinces {
		t.Fatalf("%d names of places, %d of provinces", len(names), provinces)
	}
	by := map[string]string{}
	for _, name := range names {
		var stems []string
		for _, token := range italian.Analyze(name) {
			stems = append(stems, token.Stem)
		}
		key := strings.Join(stems, " ")
		if other, ok := by[key]; ok && italian.Fold(other) != italian.Fold(name) {
			t.Errorf("%s and %s have the stem %q", name, other, key)
		}
		by[key] = name
	}
}
