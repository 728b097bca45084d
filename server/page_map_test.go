package server

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// Every region of the vocabulary is drawn once, and the file has its shape.
func TestEveryRegionIsDrawn(t *testing.T) {
	t.Parallel()
	s, site := newTestSite(t)
	shapes := get(t, site, s.assets.byName["italia.svg"]).Body.String()
	drawn := map[string]string{}
	for _, r := range regionShapes {
		drawn[r.slug] = r.shape
		if !strings.Contains(shapes, `id="`+r.shape+`"`) {
			t.Errorf("no shape %s for %s", r.shape, r.slug)
		}
	}
	for _, term := range indexer.Terms(indexer.FacetRegion, s.Library.Taxonomy()) {
		if _, ok := drawn[term.Slug]; ok == (term.Slug == "nazionale") {
			t.Errorf("%s is drawn: %v", term.Slug, ok)
		}
		delete(drawn, term.Slug)
	}
	if len(drawn) > 0 {
		t.Errorf("drawn but unknown: %v", drawn)
	}
}

// The map says and does what the list of regions does.
func TestMap(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	page := parsePage(t, get(t, site, "/casi?region=lombardia"))
	figure := page.one(t, "figure.map")
	got := map[string]string{}
	for _, a := range figure.all("a") {
		got[a.attr("aria-label")] = a.attr("href")
		if w := get(t, site, a.attr("href")); w.Code != http.StatusOK {
			t.Errorf("%s: %d", a.attr("href"), w.Code)
		}
	}
	for label, href := range map[string]string{
		"Sicilia: 25 casi, aggiungi il filtro": "/casi?region=lombardia&region=sicilia",
		"Lombardia: 1 caso, rimuovi il filtro": "/casi",
	} {
		if got[label] != href {
			t.Errorf("%q leads to %q, want %q; there are %v", label, got[label], href, got)
		}
	}
	boxes := 0
	for _, o := range page.with("input", "name", "region") {
		if v := o.attr("value"); v != indexer.Unknown && v != "nazionale" {
			boxes++
		}
	}
	if links := len(figure.all("a")); links != boxes {
		t.Errorf("%d regions on the map, %d in the list", links, boxes)
	}
	if n := len(figure.all("use")); n != len(regionShapes) {
		t.Errorf("%d shapes, want %d", n, len(regionShapes))
	}
}

func TestMapLevels(t *testing.T) {
	t.Parallel()
	for most, want := range map[int][]int{1: {1}, 2: {1, 2}, 3: {1, 2, 3}, 4: {2, 3, 4}, 9: {3, 6, 9}, 100: {34, 67, 100}} {
		ends := levelEnds(most)
		if diff := cmp.Diff(want, ends); diff != "" {
			t.Errorf("%d (-want +got):\n%s", most, diff)
		}
		if level(ends, 0) != 0 || level(ends, 1) != 1 || level(ends, most) != len(ends) {
			t.Errorf("%d: levels %d %d %d", most, level(ends, 0), level(ends, 1), level(ends, most))
		}
	}
}

// The part that the script asks for is the part that the page has.
func TestFragmentIsPartOfThePage(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, target := range []string{"/casi", "/casi?q=emporio&region=lombardia", "/en/casi?q=xyzzy"} {
		page, part := get(t, site, target), get(t, site, target, "X-Fragment", "results")
		if !strings.Contains(page.Body.String(), part.Body.String()) || !strings.HasPrefix(part.Body.String(), `<div class="results`) {
			t.Errorf("%s: the fragment is no part of the page", target)
		}
		if strings.Contains(part.Body.String(), "<html") {
			t.Errorf("%s: the fragment is a page", target)
		}
		for name, w := range map[string]http.Header{"page": page.Header(), "fragment": part.Header()} {
			if !strings.Contains(strings.Join(w.Values("Vary"), ","), "X-Fragment") {
				t.Errorf("%s: the %s has Vary %q", target, name, w.Values("Vary"))
			}
		}
	}
}

// What the empty page promises is what its links give.
func TestWaysOutAreTrue(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	page := parsePage(t, get(t, site, "/casi?q=emporio&region=sicilia&year=2003"))
	ways := page.one(t, "div.empty").all("li")
	if len(ways) < 3 {
		t.Fatalf("ways out: %v", texts(ways))
	}
	for _, li := range ways[:len(ways)-1] {
		there := parsePage(t, get(t, site, li.one(t, "a").attr("href"))).one(t, "section.list").all("h2")[0].text()
		if want := "(" + there + ")"; li.one(t, "span.count").text() != want {
			t.Errorf("%s, but there: %s", li.text(), there)
		}
	}
}

func TestProposals(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	page := parsePage(t, get(t, site, "/casi?q=panificio+sicilia+2003"))
	proposals := page.one(t, "p.proposals")
	var got []string
	for _, a := range proposals.all("a") {
		got = append(got, a.text()+" "+a.attr("href"))
	}
	want := []string{"Regione: Sicilia /casi?q=panificio+2003&region=sicilia", "Anno: 2003 /casi?q=panificio+sicilia&year=2003"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("proposals (-want +got):\n%s", diff)
	}
	a := decode[answerJSON](t, get(t, site, "/api/v1/cases?q=panificio+sicilia"))
	if diff := cmp.Diff([]filterJSON{{Parameter: "region", Value: "sicilia", Label: "Sicilia", Word: "sicilia"}}, a.Filters); diff != "" {
		t.Errorf("filters (-want +got):\n%s", diff)
	}
}

// A search for an acronym tells all that it may mean.
func TestAcronyms(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for query, want := range map[string]int{"ats": 3, "A.T.S.": 3, "emporio+ADI": 2, "runts": 1, "emporio": 0} {
		n := 0
		for _, panel := range parsePage(t, get(t, site, "/casi?q="+query)).all("div.acronym") {
			n += len(panel.all("a")) - 1 // and one to all acronyms
		}
		if n != want {
			t.Errorf("%s: %d meanings, want %d", query, n, want)
		}
	}
}

func TestGlossary(t *testing.T) {
	t.Parallel()
	s, site := newTestSite(t)
	for _, target := range []string{"/glossario", "/en/glossario"} {
		page := parsePage(t, get(t, site, target)) // which checks every anchor
		if n := len(page.all("article")); n != len(s.glossary.Terms) || n < 30 {
			t.Errorf("%s: %d terms of %d", target, n, len(s.glossary.Terms))
		}
		for _, a := range page.all("a") {
			if href := a.attr("href"); strings.Contains(href, "/casi?") {
				if w := get(t, site, href); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `class="notice"`) {
					t.Errorf("%s leads to %s: %d", target, href, w.Code)
				}
			}
		}
	}
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	if err := checkSearch("phase=avvisi", tax); err == nil {
		t.Error("a search with an unknown slug was taken")
	}
}

// Years typed the wrong way round are turned, not refused.
func TestTurnedYears(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	w := get(t, site, "/en/casi?from=2023&to=2020&q=emporio", "X-Forwarded-Host", "evil.example")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/en/casi?from=2020&q=emporio&to=2023" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	for _, target := range []string{"/casi?from=2020&to=2023", "/casi?from=2020", "/casi?from=2020&to=2020"} {
		if w := get(t, site, target); w.Code != http.StatusOK {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

func TestContactIsAnAddress(t *testing.T) {
	t.Parallel()
	h, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	for contact, ok := range map[string]bool{"": true, "redazione@example.org": true, "redazione": false, "A <a@example.org>": false, "a@b?cc=x@y": false} {
		cfg := h.config()
		cfg.Contact = contact
		if _, err := New(cfg); (err == nil) != ok {
			t.Errorf("contact %q: %v", contact, err)
		}
	}
}
