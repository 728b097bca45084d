package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer"
)

func TestHome(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	page := parsePage(t, get(t, site, "/"))
	if got := page.one(t, "html").attr("lang"); got != "it" {
		t.Errorf("language %q", got)
	}
	form := page.one(t, "form.search")
	if form.attr("method") != "get" || form.attr("action") != "/casi" || len(form.with("input", "name", "q")) != 1 {
		t.Errorf("search form: %v", form.Attr)
	}
	newest := page.with("section", "aria-labelledby", "list-newest")[0].one(t, "ol.brief").all("a")
	if len(newest) != homeNewest || newest[0].text() != "Panificio numero 24" || newest[0].attr("href") != "/casi/panificio-24" {
		t.Errorf("newest: %v", texts(newest))
	}
	for _, want := range []struct{ href, text string }{
		{"/casi?sector=abitare", "Abitare e disagio abitativo 1"},
		{"/casi?region=sicilia", "Sicilia 25"},
	} {
		links := page.with("a", "href", want.href)
		if len(links) != 1 || links[0].text() != want.text {
			t.Errorf("%s: %v, want %q", want.href, texts(links), want.text)
		}
	}
}

// Every page has a twin in English at the same path under /en, and says so.
func TestTwins(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, path := range []string{"/", "/casi", "/casi?q=emporio&region=lombardia", "/casi/emporio-rossi"} {
		en := "/en" + strings.TrimSuffix(path, "/")
		page := parsePage(t, get(t, site, path))
		twin := parsePage(t, get(t, site, en))
		if got := twin.one(t, "html").attr("lang"); got != "en" {
			t.Errorf("%s: language %q", en, got)
		}
		if n := len(page.one(t, "header.top").with("a", "href", en)); n != 1 {
			t.Errorf("%s: %d links to %s", path, n, en)
		}
		if n := len(twin.one(t, "header.top").with("a", "hreflang", "it")); n != 1 || twin.with("a", "hreflang", "it")[0].attr("href") != path {
			t.Errorf("%s: no link back to %s", en, path)
		}
		for _, a := range twin.all("a") {
			href := a.attr("href")
			local := strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/en") && !strings.Contains(href, "/allegati/") && !strings.Contains(href, "/cita.") &&
				!strings.Contains(href, "lang=en")
			if local && a.attr("hreflang") != "it" {
				t.Errorf("%s: links to the Italian %s", en, href)
			}
		}
	}
	page := parsePage(t, get(t, site, "/en/casi/scheda-magra"))
	if got := page.one(t, "h1").attr("lang"); got != "it" {
		t.Errorf("an Italian title in an English page has lang=%q", got)
	}
	if got := texts(page.one(t, "div.unknown").all("dt")); !slices.Equal(got, []string{"Not stated"}) {
		t.Errorf("unknown: %v", got)
	}
}

func TestFinalSlashIsTakenAway(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for from, to := range map[string]string{"/casi/?q=a": "/casi?q=a", "/en/": "/en", "/en/casi/": "/en/casi"} {
		w := get(t, site, from, "X-Forwarded-Prefix", "/evil", "X-Forwarded-Host", "evil.example")
		if w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != to {
			t.Errorf("%s: status %d, Location %q", from, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi?q=emporio"))
	if got := page.one(t, "section.list").all("h2")[0].text(); got != "3 casi" {
		t.Errorf("heading %q", got)
	}
	hits := page.all("article")
	if len(hits) != 3 {
		t.Fatalf("%d hits, want 3", len(hits))
	}
	i := slices.IndexFunc(hits, func(n node) bool { return n.one(t, "h3").all("a")[0].attr("href") == "/casi/emporio-rossi?q=emporio" })
	if i < 0 {
		t.Fatal("no link to emporio-rossi")
	}
	hit := hits[i]
	if got := hit.one(t, "h3").text(); got != "Emporio & Bottega: la rete <solidale> dei Rossi" {
		t.Errorf("title %q", got)
	}
	want := []string{"Comune di Mantova", "Mantova (MN), Lombardia", "2023–2024"}
	if diff := cmp.Diff(want, texts(hit.one(t, "p.meta").all("span"))); diff != "" {
		t.Errorf("meta (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Coprogettazione", "Con risultati"}, texts(hit.all("span.tag"))); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
	if got := hit.one(t, "a.acts").text(); got != "4 atti" {
		t.Errorf("acts %q", got)
	}
	for _, m := range hit.all("mark") {
		if !strings.EqualFold(m.text(), "emporio") {
			t.Errorf("marked %q", m.text())
		}
	}
	if len(hit.all("mark")) == 0 {
		t.Error("nothing is marked")
	}
	if len(page.all("ul.chips")) > 0 {
		t.Error("chips without filters")
	}
}

func TestResultsFacets(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi"))
	groups := page.all("details.facet")
	var labels []string
	for i, g := range groups {
		labels = append(labels, g.one(t, "legend").text())
		if g.has("open") != (i < 2) {
			t.Errorf("%s: open %v", labels[i], g.has("open"))
		}
		typed := 0
		if labels[i] == "Anno" {
			typed = 2 // first and last
		}
		if len(g.with("input", "type", "checkbox")) != len(g.all("input"))-typed {
			t.Errorf("%s has other fields than check boxes", labels[i])
		}
	}
	want := []string{
		"Regione", "Settore", "Strumento", "Fin dove arriva la storia", "Anno", "Destinatari", "Amministrazione procedente",
		"Fase", "Difficoltà", "Fonte di finanziamento", "Che cosa racconta", "Tipo di atto", "Chi ha dato il via",
	}
	if diff := cmp.Diff(want, labels); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	year := groups[4]
	if got := year.one(t, "details.more").one(t, "summary").text(); !strings.HasPrefix(got, "Mostra altri ") {
		t.Errorf("more years: %q", got)
	}
	for _, g := range groups {
		for _, o := range texts(g.all("label")) {
			if strings.Contains(o, "unknown") {
				t.Errorf("a slug is shown: %s", o)
			}
		}
	}
	if got := groups[0].with("input", "value", "sicilia"); len(got) != 1 || (node{got[0].Parent}).text() != "Sicilia 25" {
		t.Errorf("Sicilia: %v", got)
	}
}

func TestResultsFilters(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi?q=emporio&region=lombardia&region=veneto&year=2023&province=MN&from=2020&sort=title&match=some"))
	rest := "&match=some&province=MN&q=emporio"
	chips := page.one(t, "ul.chips").all("a")
	var got [][2]string
	for _, c := range chips {
		got = append(got, [2]string{c.text(), c.attr("href")})
	}
	want := [][2]string{
		{"Lombardia ×", "/casi?from=2020" + rest + "&region=veneto&sort=title&year=2023"},
		{"Veneto ×", "/casi?from=2020" + rest + "&region=lombardia&sort=title&year=2023"},
		{"2023 ×", "/casi?from=2020" + rest + "&region=lombardia&region=veneto&sort=title"},
		{"Provincia di Mantova ×", "/casi?from=2020&match=some&q=emporio&region=lombardia&region=veneto&sort=title&year=2023"},
		{"dal 2020 ×", "/casi?" + rest[1:] + "&region=lombardia&region=veneto&sort=title&year=2023"},
		{"Rimuovi tutti i filtri", "/casi?match=some&q=emporio&sort=title"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("chips (-want +got):\n%s", diff)
	}
	if got := chips[0].attr("aria-label"); got != "Rimuovi il filtro Regione: Lombardia" {
		t.Errorf("label of a chip: %q", got)
	}
	var checked, hidden []string
	for _, n := range page.all("input") {
		if n.has("checked") {
			checked = append(checked, n.attr("name")+"="+n.attr("value"))
		}
		if n.attr("type") == "hidden" {
			hidden = append(hidden, n.attr("name")+"="+n.attr("value"))
		}
	}
	if diff := cmp.Diff([]string{"region=lombardia", "region=veneto", "year=2023"}, checked); diff != "" {
		t.Errorf("checked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"match=some", "province=MN"}, hidden); diff != "" {
		t.Errorf("hidden (-want +got):\n%s", diff)
	}
	if got := page.one(t, "select").with("option", "value", "title")[0]; !got.has("selected") {
		t.Error("the sort is not kept")
	}
}

// The order shown without words does not stick to words typed next.
func TestResultsSort(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for query, want := range map[string][]string{
		"":                      {"relevance", "Anno, dal più recente"},
		"sort=newest":           {"relevance", "Anno, dal più recente"},
		"q=emporio":             {"relevance", "Pertinenza"},
		"q=emporio&sort=newest": {"newest", "Anno, dal più recente"},
		"sort=title":            {"title", "Titolo"},
	} {
		options := parsePage(t, get(t, site, "/casi?"+query)).one(t, "select").all("option")
		chosen := slices.DeleteFunc(options, func(n node) bool { return !n.has("selected") })
		if len(chosen) != 1 || !slices.Equal(want, []string{chosen[0].attr("value"), chosen[0].text()}) {
			t.Errorf("%s: chosen %v, want %v", query, texts(chosen), want)
		}
	}
}

// What a filter does not know is left out and said, not refused.
func TestResultsNotice(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi?region=lombarda&q=bottega"))
	notices := texts(page.all("p.notice"))
	if len(notices) != 1 || !strings.Contains(notices[0], "«lombarda»") || !strings.Contains(notices[0], "«Lombardia»") {
		t.Errorf("notices: %v", notices)
	}
	if n := len(page.all("article")); n != 1 {
		t.Errorf("%d hits, want 1", n)
	}
}

func TestResultsPaging(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	tests := []struct {
		query      string
		prev, next string
		pages      []string
	}{
		{"q=panificio&per_page=2", "", "/casi?page=2&per_page=2&q=panificio", []string{"1", "2", "3", "…", "13"}},
		{"q=panificio&per_page=2&page=7", "/casi?page=6&per_page=2&q=panificio", "/casi?page=8&per_page=2&q=panificio",
			[]string{"1", "…", "5", "6", "7", "8", "9", "…", "13"}},
		{"q=panificio&per_page=2&page=13", "/casi?page=12&per_page=2&q=panificio", "", []string{"1", "…", "11", "12", "13"}},
		{"q=panificio&page=2", "/casi?q=panificio", "", []string{"1", "2"}},
		{"q=bottega", "", "", nil},
	}
	for _, tt := range tests {
		page := parsePage(t, get(t, site, "/casi?"+tt.query))
		rel := func(tag, which string) string {
			if found := page.with(tag, "rel", which); len(found) == 1 {
				return found[0].attr("href")
			}
			return ""
		}
		for _, tag := range []string{"a", "link"} {
			if got := rel(tag, "prev"); got != tt.prev {
				t.Errorf("%s: <%s> prev %q, want %q", tt.query, tag, got, tt.prev)
			}
			if got := rel(tag, "next"); got != tt.next {
				t.Errorf("%s: <%s> next %q, want %q", tt.query, tag, got, tt.next)
			}
		}
		var pages []string
		for _, n := range page.all("nav.pager") {
			for _, li := range texts(n.all("li")) {
				if li != "Precedente" && li != "Successiva" {
					pages = append(pages, strings.TrimPrefix(li, "Pagina "))
				}
			}
		}
		if diff := cmp.Diff(tt.pages, pages); diff != "" {
			t.Errorf("%s: pages (-want +got):\n%s", tt.query, diff)
		}
	}
	past := parsePage(t, get(t, site, "/casi?q=panificio&page=9")).one(t, "div.empty")
	if got := past.all("a")[0].attr("href"); got != "/casi?q=panificio" {
		t.Errorf("past the end: %q", got)
	}
}

func TestResultsEmpty(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi?q=xyzzy&region=lombardia"))
	if got := page.one(t, "section.list").all("h2")[0].text(); got != "Nessun caso trovato" {
		t.Errorf("heading %q", got)
	}
	var links []string
	for _, a := range page.one(t, "div.empty").all("a") {
		links = append(links, a.attr("href"))
	}
	if diff := cmp.Diff([]string{"/casi?region=lombardia", "/casi"}, links); diff != "" {
		t.Errorf("ways out (-want +got):\n%s", diff)
	}
	// The filters stay there to be lifted.
	if got := page.with("input", "value", "lombardia"); len(got) != 1 || !got[0].has("checked") {
		t.Error("the chosen region is gone")
	}
	// Where there is nothing to choose there are no filters.
	page = parsePage(t, get(t, testSite(t), "/casi?q=xyzzy"))
	if n := len(page.all("details.filters")) + len(page.all("div.alone")) - 1; n != 0 {
		t.Error("filters with nothing to choose")
	}
}

func TestResultsTiers(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	page := parsePage(t, get(t, site, "/casi?q=emporio+bottega&match=some"))
	if got := page.one(t, "section.list").all("h2")[0].text(); got != "1 caso con tutte le parole" {
		t.Errorf("heading %q", got)
	}
	if n := len(page.all("h2.tier")); n == 0 {
		t.Error("no line before the cases with fewer words")
	}
	for target, want := range map[string]string{
		"/casi?q=bottega+xyzzy":       "Nessun caso ha tutte e due le parole: 1 ne ha una",
		"/casi?q=la+bottega+di+xyzzy": "Nessun caso ha tutte e due le parole: 1 ne ha una",
		"/casi?q=bottega+xyzzy+plugh": "Nessun caso ha tutte le parole: 1 ne ha alcune",
		"/casi?q=la+bottega":          "1 caso",
	} {
		if got := parsePage(t, get(t, site, target)).one(t, "section.list").all("h2")[0].text(); got != want {
			t.Errorf("%s: heading %q, want %q", target, got, want)
		}
	}
}

// A search that is too long stays in the box, to be shortened.
func TestRefusedSearchIsKept(t *testing.T) {
	t.Parallel()
	long := strings.TrimSpace(strings.Repeat("emporio ", 65))
	page := parsePage(t, get(t, testSite(t), "/casi?q="+url.QueryEscape(long)))
	if got := page.one(t, "form.find").one(t, "input").attr("value"); got != long {
		t.Errorf("the box has %q", got)
	}
}

func TestErrorPages(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for target, want := range map[string][2]string{
		"/niente":            {"it", "Pagina non trovata"},
		"/casi/niente":       {"it", "Pagina non trovata"},
		"/en/niente":         {"en", "Page not found"},
		"/en/casi/niente":    {"en", "Page not found"},
		"/casi?page=0":       {"it", "Richiesta non valida"},
		"/en/casi?page=zero": {"en", "Bad request"},
	} {
		page := parsePage(t, get(t, site, target, "Accept-Language", "en"))
		if got := [2]string{page.one(t, "html").attr("lang"), page.one(t, "h1").text()}; got != want {
			t.Errorf("%s: %v, want %v", target, got, want)
		}
	}
}

// While a new generation of the index is filled, pages say so and still search.
func TestRebuilding(t *testing.T) {
	t.Parallel()
	h := ownHouse(t)
	site, err := New(h.config())
	if err != nil {
		t.Fatal(err)
	}
	discard := errors.New("discard")
	started, release, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- h.index.Rebuild(context.Background(), func(context.Context, indexer.Writer) error {
			close(started)
			<-release
			return discard
		})
	}()
	<-started
	for target, want := range map[string]string{
		"/":              "L'indice si sta ricostruendo",
		"/casi?q=botte*": "L'indice si sta ricostruendo",
		"/en/casi":       "The index is being rebuilt",
	} {
		page := parsePage(t, get(t, site, target))
		if got := texts(page.with("p", "role", "status")); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s: says %v", target, got)
		}
	}
	if a := decode[answerJSON](t, get(t, site, "/api/v1/cases?q=bottega")); a.Total != 1 {
		t.Errorf("%d hits while rebuilding, want 1", a.Total)
	}
	close(release)
	if err := <-done; !errors.Is(err, discard) {
		t.Errorf("rebuild: %v", err)
	}
	if n := len(parsePage(t, get(t, site, "/")).with("p", "role", "status")); n != 0 {
		t.Error("the page still says that the index is being rebuilt")
	}
}

// Cases with only some of the words are not counted: paging goes on while pages are full.
func TestResultsPagingOfUncountedTier(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for query, next := range map[string]string{
		"q=emporio+bottega+panificio&match=some&per_page=2": "/casi?match=some&page=2&per_page=2&q=emporio+bottega+panificio",
		"q=panificio&per_page=25":                           "",
		"q=panificio&per_page=5&page=5":                     "",
	} {
		got := ""
		for _, a := range parsePage(t, get(t, site, "/casi?"+query)).with("a", "rel", "next") {
			got = a.attr("href")
		}
		if got != next {
			t.Errorf("%s: next %q, want %q", query, got, next)
		}
	}
}
