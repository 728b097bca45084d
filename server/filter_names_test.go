package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// A name that a province, a municipality and an ambito share proposes all three,
// and what it proposes can be followed and let go.
func TestPlacesAreProposed(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	a := decode[answerJSON](t, get(t, site, "/api/v1/cases?q=mantova+emporio"))
	want := []filterJSON{
		{"province", "MN", "Provincia di Mantova", "mantova"}, {"municipality", "Mantova", "Comune di Mantova", "mantova"},
		{"ambito", "Ambito di Mantova", "Ambito di Mantova", "mantova"},
	}
	if diff := cmp.Diff(want, a.Filters); diff != "" {
		t.Errorf("filters (-want +got):\n%s", diff)
	}
	page := parsePage(t, get(t, site, "/casi?q=mantova+emporio"))
	links := page.one(t, "p.proposals").all("a")
	if got := texts(links); !slices.Equal(got, []string{"Provincia di Mantova", "Comune di Mantova", "Ambito di Mantova"}) {
		t.Errorf("proposed: %q", got)
	}
	for i, chip := range []string{"Provincia di Mantova ×", "Comune di Mantova ×", "Ambito di Mantova ×"} {
		page := parsePage(t, get(t, site, links[i].attr("href")))
		chips := page.one(t, "ul.chips").all("a")
		if chips[0].text() != chip || chips[0].attr("href") != "/casi?q=emporio" {
			t.Errorf("chip %q to %s, want %q", chips[0].text(), chips[0].attr("href"), chip)
		}
		if got := chips[0].attr("aria-label"); got != "Rimuovi il filtro "+strings.TrimSuffix(chip, " ×") {
			t.Errorf("label of the chip: %q", got)
		}
		if n := len(page.all("article")); n != 1 {
			t.Errorf("%s finds %d cases", chip, n)
		}
	}
	if got := texts(parsePage(t, get(t, site, "/en/casi?q=mantova+emporio")).one(t, "p.proposals").all("a")); !slices.Equal(got, []string{
		"Province of Mantova", "Municipality of Mantova", "Ambito di Mantova",
	}) {
		t.Errorf("proposed in English: %q", got)
	}
}

// A place that no case gives is refused by the API and left out by pages, with
// the nearest one; in an address a place is known by any spelling.
func TestPlacesInAddresses(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, path := range []string{"/api/v1/cases", "/api/v1/passages"} {
		w := get(t, site, path+"?municipality=Mantva")
		if p := decode[problem](t, w); w.Code != http.StatusBadRequest || len(p.Errors) != 1 || p.Errors[0].Field != "municipality" || p.Errors[0].Nearest != "Mantova" {
			t.Errorf("%s: %d %+v", path, w.Code, p)
		}
	}
	page := parsePage(t, get(t, site, "/casi?municipality=Mantva"))
	if notice := page.one(t, "p.notice").text(); !strings.Contains(notice, "«Mantva»") || !strings.Contains(notice, "«Mantova»") || !strings.Contains(notice, "Comune") {
		t.Errorf("the page says %q", notice)
	}
	a := decode[answerJSON](t, get(t, site, "/api/v1/cases?municipality=MANTOVA"))
	if a.Total != 1 || !slices.Contains(a.Facets[indexer.FacetMunicipality], facetValueJSON{"Mantova", "Mantova", 1, true}) {
		t.Errorf("%d cases, counted %+v", a.Total, a.Facets[indexer.FacetMunicipality])
	}
	if feed := get(t, site, "/feed.atom?municipality=mantova"); strings.Count(feed.Body.String(), "<entry>") != 1 {
		t.Errorf("the feed has %d entries", strings.Count(feed.Body.String(), "<entry>"))
	}
	fact := parsePage(t, get(t, site, "/casi/emporio-rossi")).with("a", "href", "/casi?municipality=Mantova")
	if len(fact) != 1 || fact[0].text() != "Mantova (MN)" {
		t.Errorf("%d links from the case to its municipality", len(fact))
	}
}

func TestFilterNames(t *testing.T) {
	t.Parallel()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	s, _ := newTestSite(t)
	for _, c := range []struct {
		facet          indexer.Facet
		value          string
		alone, grouped string
	}{
		{indexer.FacetRegion, "lombardia", "Lombardia", "Regione: Lombardia"},
		{indexer.FacetProvince, "AQ", "Provincia dell'Aquila", "Provincia dell'Aquila"},
		{indexer.FacetProvince, "SP", "Provincia della Spezia", "Provincia della Spezia"},
		{indexer.FacetProvince, "unknown", "Non indicato", "Provincia: Non indicato"},
		{indexer.FacetMunicipality, "Jesi", "Comune di Jesi", "Comune di Jesi"},
		{indexer.FacetMunicipality, "unknown", "Non indicato", "Comune: Non indicato"},
		{indexer.FacetAmbito, "ATS D28", "Ambito: ATS D28", "Ambito: ATS D28"},
		{indexer.FacetAmbito, "Ambito di Desio", "Ambito di Desio", "Ambito di Desio"},
		{indexer.FacetAmbito, "unknown", "Non indicato", "Ambito: Non indicato"},
	} {
		w := s.words[langIT]
		if alone, grouped := w.filter(c.facet, c.value, tax), w.grouped(c.facet, c.value, tax); alone != c.alone || grouped != c.grouped {
			t.Errorf("%s %s is %q, grouped %q", c.facet, c.value, alone, grouped)
		}
	}
	if got := s.words[langEN].filter(indexer.FacetProvince, "AQ", tax); got != "Province of L'Aquila" {
		t.Errorf("in English %q", got)
	}
}
