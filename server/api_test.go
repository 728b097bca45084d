package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

func decode[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v\n%s", err, w.Body)
	}
	return v
}

func ids(a answerJSON) []string {
	out := []string{}
	for _, h := range a.Hits {
		out = append(out, h.ID)
	}
	slices.Sort(out)
	return out
}

func TestSearch(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	tests := []struct {
		query string
		total int
		ids   []string // nil is not looked at
	}{
		{"", small + 4, nil},
		{"q=bottega", 1, []string{"emporio-rossi"}},
		{"q=emporio", 3, []string{"da-aggiornare", "emporio-rossi", "marcature"}},
		{"q=emporio&region=lombardia", 1, []string{"emporio-rossi"}},
		{"q=emporio&region=lombardia&region=veneto", 2, []string{"da-aggiornare", "emporio-rossi"}},
		{"region=umbria", 1, []string{"scheda-magra"}},
		{"year=2021", 2, []string{"da-aggiornare", "panificio-21"}},
		{"year=unknown", 1, []string{"scheda-magra"}},
		{"from=2023&to=2024", 3, []string{"emporio-rossi", "panificio-23", "panificio-24"}},
		{"province=MN", 1, []string{"emporio-rossi"}},
		{"has=outcomes", 1, []string{"emporio-rossi"}},
		{"sector=abitare&year=2024", 0, []string{}},
		{"q=panificio&per_page=2&page=13", small, nil},
		{"page=500", small + 4, []string{}}, // past the end
		{"ignoto=1&q=bottega", 1, []string{"emporio-rossi"}},
	}
	for _, tt := range tests {
		w := get(t, site, "/api/v1/cases?"+tt.query)
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d\n%s", tt.query, w.Code, w.Body)
			continue
		}
		a := decode[answerJSON](t, w)
		if a.Total != tt.total {
			t.Errorf("%s: total %d, want %d", tt.query, a.Total, tt.total)
		}
		if diff := cmp.Diff(tt.ids, ids(a)); tt.ids != nil && diff != "" {
			t.Errorf("%s: ids (-want +got):\n%s", tt.query, diff)
		}
	}
}

func TestSearchHit(t *testing.T) {
	t.Parallel()
	w := get(t, testSite(t), "/api/v1/cases?q=bottega")
	for _, want := range []string{`"suggestion":null`, `"filters":[]`, `"title":"Emporio & Bottega: la rete <solidale> dei Rossi"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in\n%s", want, w.Body)
		}
	}
	a := decode[answerJSON](t, w)
	if len(a.Hits) != 1 {
		t.Fatalf("%d hits", len(a.Hits))
	}
	got := a.Hits[0]
	if got.Score <= 0 {
		t.Errorf("score %v sorted by relevance", got.Score)
	}
	if !slices.ContainsFunc(got.Fragments, func(f indexer.Fragment) bool {
		return slices.ContainsFunc(f.Spans, func(s indexer.Span) bool { return s.Match && strings.EqualFold(s.Text, "bottega") })
	}) {
		t.Errorf("no fragment marks the word: %v", got.Fragments)
	}
	got.Score, got.Fragments = 0, nil
	want := hitJSON{
		ID: "emporio-rossi", URL: "/casi/emporio-rossi", Title: "Emporio & Bottega: la rete <solidale> dei Rossi",
		Summary: "Un emporio solidale nato da un tavolo di nove incontri.", Region: []string{"lombardia"}, Province: "MN",
		Municipality: "Mantova", Sectors: []string{"poverta-e-inclusione", "volontariato-e-reti-del-terzo-settore"},
		Instrument: "coprogettazione", Years: []int{2023, 2024}, PublicBody: "Comune di Mantova", Evidence: "risultati",
		Status: "published", Updated: "2026-11-22", Attachments: 4, Coverage: indexer.CoverAll,
		Met:     []metJSON{{Word: "bottega", Form: indexer.FormExact, Found: "Bottega", Field: indexer.FieldTitle}},
		Missing: []string{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The parts of a score are for staff: who may not have them is not refused.
func TestExplainIsForStaff(t *testing.T) {
	t.Parallel()
	s, site := newTestSite(t)
	if body := get(t, site, "/api/v1/cases?q=bottega&explain=1").Body.String(); strings.Contains(body, "score_parts") {
		t.Errorf("a visitor has the parts of scores:\n%s", body)
	}
	staff := content.Principal{Role: content.RoleEditor}
	q, _, err := indexer.ParseQuery(url.Values{"q": {"bottega"}, "explain": {"1"}}, staff.Sight(), s.Library.Taxonomy())
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Finder.Search(t.Context(), staff, q)
	if err != nil {
		t.Fatal(err)
	}
	hit := s.answer(a, nil).Hits[0]
	sum := 0.0
	for _, part := range hit.ScoreParts {
		sum += part.Value
	}
	if len(hit.ScoreParts) == 0 || math.Abs(sum-hit.Score) > 1e-3*hit.Score {
		t.Errorf("parts %v of score %v", hit.ScoreParts, hit.Score)
	}
}

func TestFacets(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	a := decode[answerJSON](t, get(t, site, "/api/v1/cases?region=lombardia"))
	var groups []indexer.Facet
	for f := range a.Facets {
		groups = append(groups, f)
	}
	slices.Sort(groups)
	want := slices.DeleteFunc(indexer.Facets(), func(f indexer.Facet) bool {
		return f == indexer.FacetStatus || slices.Contains(indexer.NameFacets(), f)
	})
	slices.Sort(want)
	if diff := cmp.Diff(want, groups); diff != "" {
		t.Errorf("groups for a visitor (-want +got):\n%s", diff)
	}
	find := func(values []facetValueJSON, value string) facetValueJSON {
		i := slices.IndexFunc(values, func(v facetValueJSON) bool { return v.Value == value })
		if i < 0 {
			t.Fatalf("no %s in %v", value, values)
		}
		return values[i]
	}
	regions := a.Facets[indexer.FacetRegion]
	if got, want := find(regions, "lombardia"), (facetValueJSON{"lombardia", "Lombardia", 1, true}); got != want {
		t.Errorf("chosen region %v, want %v", got, want)
	}
	if got, want := find(regions, "sicilia"), (facetValueJSON{"sicilia", "Sicilia", small, false}); got != want {
		t.Errorf("other region %v, want %v", got, want)
	}
	// Choosing a value gives what its count says.
	for f, values := range a.Facets {
		for _, v := range values {
			if f == indexer.FacetRegion || v.Selected {
				continue
			}
			b := decode[answerJSON](t, get(t, site, "/api/v1/cases?per_page=1&region=lombardia&"+string(f)+"="+v.Value))
			if b.Total != v.Count {
				t.Errorf("%s=%s: total %d, count %d", f, v.Value, b.Total, v.Count)
			}
		}
	}
	en := decode[answerJSON](t, get(t, site, "/api/v1/cases?lang=en"))
	if got := find(en.Facets[indexer.FacetRegion], "toscana").Label; got != "Tuscany" {
		t.Errorf("English label %q", got)
	}
	if got := find(en.Facets[indexer.FacetYear], "unknown").Label; got == "" || got == "unknown" || got == "Non indicato" {
		t.Errorf("English label of unknown %q", got)
	}
}

// Words that a visitor may not read find nothing, and change nothing.
func TestHiddenWordsDoNotExist(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	nothing := get(t, site, "/api/v1/cases?q=xyzzy").Body.String()
	for _, word := range []string{"zibaldone", "quintessenza", "crisalide", "riservatissimo", "segretissimo"} {
		got := get(t, site, "/api/v1/cases?q="+word).Body.String()
		if strings.ReplaceAll(got, word, "xyzzy") != nothing {
			t.Errorf("%s answers otherwise than a word nobody wrote:\n%s\n%s", word, got, nothing)
		}
		for _, target := range []string{"/casi/emporio-rossi", "/api/v1/cases/emporio-rossi", "/casi", "/api/v1/cases?per_page=100", "/"} {
			if strings.Contains(get(t, site, target).Body.String(), word) {
				t.Errorf("%s tells %s", target, word)
			}
		}
	}
	all := get(t, site, "/api/v1/cases").Body.String()
	for _, slug := range []string{"molise", "protezione-civile", "dipendenze", "patto-di-sussidiarieta"} {
		if strings.Contains(all, slug) {
			t.Errorf("facets tell %s, which only hidden cases have", slug)
		}
	}
	for _, id := range []string{"solo-membri", "bozza", "non-esiste"} {
		for _, target := range []string{"/api/v1/cases/" + id, "/casi/" + id, "/en/casi/" + id, "/casi/" + id + "/allegati/avviso.pdf"} {
			if w := get(t, site, target); w.Code != http.StatusNotFound {
				t.Errorf("%s: status %d, want 404", target, w.Code)
			}
		}
	}
}

func TestReadCase(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	w := get(t, site, "/api/v1/cases/emporio-rossi")
	if w.Code != http.StatusOK || w.Header().Get("ETag") != `"1"` {
		t.Fatalf("status %d, ETag %s", w.Code, w.Header().Get("ETag"))
	}
	c := decode[caseJSON](t, w)
	if c.URL != "/casi/emporio-rossi" || c.Revision != 1 || c.Published != "2026-10-01" || c.Updated != "2026-11-22" {
		t.Errorf("url %q, revision %d, dates %s, %s", c.URL, c.Revision, c.Published, c.Updated)
	}
	if !strings.Contains(c.Markdown, "## Esiti") || strings.Contains(c.Markdown, "Difficoltà") {
		t.Errorf("Markdown:\n%s", c.Markdown)
	}
	if !strings.Contains(c.HTML, "<em>duecento</em>") || strings.Contains(c.HTML, "Difficoltà") {
		t.Errorf("HTML:\n%s", c.HTML)
	}
	var files []string
	for _, a := range c.Attachments {
		files = append(files, a.File)
		sum := sha256.Sum256([]byte(actBytes["emporio-rossi"][a.File]))
		if want := content.Digest(hex.EncodeToString(sum[:])); a.Digest != want || a.State != "pending" {
			t.Errorf("%s: digest %s, state %s", a.File, a.Digest, a.State)
		}
		if got := get(t, site, a.URL).Body.String(); got != actBytes["emporio-rossi"][a.File] {
			t.Errorf("%s gives %q", a.URL, got)
		}
	}
	if diff := cmp.Diff([]string{"avviso.pdf", "pagina.html", "foto.png", hardName}, files); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}
	raw := decode[map[string]any](t, w)
	for _, key := range []string{"contact", "sections_access"} {
		if _, ok := raw[key]; ok {
			t.Errorf("visitor is told %s: %v", key, raw[key])
		}
	}
}

// Not known is an absent key, none is an empty list.
func TestReadCaseUnknownAndNone(t *testing.T) {
	t.Parallel()
	w := get(t, testSite(t), "/api/v1/cases/scheda-magra")
	raw := decode[map[string]any](t, w)
	for _, key := range []string{"years", "target_groups", "phases", "evidence_level", "cofunding"} {
		if v, ok := raw[key]; ok {
			t.Errorf("%s is not known, but there: %v", key, v)
		}
	}
	if v, ok := raw["ets_partners"].([]any); !ok || len(v) > 0 {
		t.Errorf("partners are none, got %v", raw["ets_partners"])
	}
	if raw["meetings"] != 0.0 {
		t.Errorf("meetings %v, want 0", raw["meetings"])
	}
	if v, ok := raw["attachments"].([]any); !ok || len(v) > 0 {
		t.Errorf("attachments %v, want []", raw["attachments"])
	}
}

// A revision stays the same when one of its acts is purged: nobody may go on
// showing what they have.
func TestReadCaseIsAlwaysRead(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, tag := range []string{`"1"`, `W/"1"`, `*`} {
		w := get(t, site, "/api/v1/cases/scheda-magra", "If-None-Match", tag)
		if w.Code != http.StatusOK || w.Header().Get("ETag") != `"1"` || w.Body.Len() == 0 {
			t.Errorf("%s: status %d, ETag %s", tag, w.Code, w.Header().Get("ETag"))
		}
	}
}

func TestTaxonomy(t *testing.T) {
	t.Parallel()
	terms := decode[map[content.Vocabulary][]content.Term](t, get(t, testSite(t), "/api/v1/taxonomy"))
	for _, v := range content.Vocabularies() {
		if len(terms[v]) == 0 {
			t.Errorf("no terms of %s", v)
		}
	}
	if got := terms[content.VocabRegions][0]; got.Slug != "piemonte" || got.IT != "Piemonte" || got.EN != "Piedmont" {
		t.Errorf("first region %v", got)
	}
}

func TestDescriptionIsServed(t *testing.T) {
	t.Parallel()
	w := get(t, testSite(t), "/api/v1/openapi.yaml")
	if w.Code != http.StatusOK || w.Body.String() != spec {
		t.Errorf("status %d, %d bytes of %d", w.Code, w.Body.Len(), len(spec))
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	tests := []struct {
		target, accept string
		status         int
		detail         string
		field          string
	}{
		{"/api/v1/cases/non-esiste", "", 404, "A questo indirizzo", ""},
		{"/api/v1/cases/non-esiste?lang=en", "", 404, "There is nothing", ""},
		{"/api/v1/cases/non-esiste", "en-GB,en;q=0.8", 404, "There is nothing", ""},
		{"/api/v1/cases/non-esiste", "de,fr", 404, "A questo indirizzo", ""},
		{"/api/v1/cases/non-esiste", "fr, it;q=0.5, en;q=0.4", 404, "A questo indirizzo", ""},
		{"/api/v1/cases/non-esiste?lang=it", "en", 404, "A questo indirizzo", ""},
		{"/api/v1/altro", "", 404, "A questo indirizzo", ""},
		{"/api/", "", 404, "A questo indirizzo", ""},
		{"/api/v1/cases?region=lombarda", "", 400, "«lombarda»", "region"},
		{"/api/v1/cases?region=lombarda&lang=en", "", 400, "“lombarda”", "region"},
		{"/api/v1/cases?page=0", "", 400, "", "page"},
		{"/api/v1/cases?per_page=101", "", 400, "", "per_page"},
		{"/api/v1/cases?page=1000000000", "", 400, "", "page"},
		{"/api/v1/cases?page=501&per_page=20", "", 400, "", "page"},
	}
	for _, tt := range tests {
		w := get(t, site, tt.target, "Accept-Language", tt.accept)
		if w.Code != tt.status || w.Header().Get("Content-Type") != "application/problem+json; charset=utf-8" {
			t.Errorf("%s: status %d, %s", tt.target, w.Code, w.Header().Get("Content-Type"))
			continue
		}
		p := decode[problem](t, w)
		if !strings.Contains(p.Detail, tt.detail) || p.Detail == "" || p.Title == "" || p.Status != tt.status {
			t.Errorf("%s: %+v", tt.target, p)
		}
		if strings.Contains(p.Detail, "{{") || strings.HasPrefix(p.Detail, "problem.") {
			t.Errorf("%s: no sentence: %q", tt.target, p.Detail)
		}
		if tt.field != "" && (len(p.Errors) == 0 || p.Errors[0].Field != tt.field) {
			t.Errorf("%s: errors %v, want one of %s", tt.target, p.Errors, tt.field)
		}
	}
	p := decode[problem](t, get(t, site, "/api/v1/cases?region=lombarda&sector=abitarre"))
	if len(p.Errors) != 2 {
		t.Fatalf("errors %v, want two", p.Errors)
	}
	for _, e := range p.Errors {
		if e.Code != content.CodeUnknownSlug || e.Nearest != map[string]string{"region": "lombardia", "sector": "abitare"}[e.Field] {
			t.Errorf("%+v", e)
		}
	}
}

func TestMethodNotAllowed(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for target, json := range map[string]bool{"/api/v1/taxonomy": true, "/casi": false, "/": false, "/healthz": false} {
		for _, method := range []string{http.MethodPost, http.MethodDelete} {
			r := request(target)
			r.Method = method
			w := do(t, site, r)
			if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: status %d, Allow %q", method, target, w.Code, w.Header().Get("Allow"))
			}
			if got := strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json"); got != json {
				t.Errorf("%s %s: content type %s", method, target, w.Header().Get("Content-Type"))
			}
		}
	}
}

// A search with several words draws the tiers.
func TestTiers(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	a := decode[answerJSON](t, get(t, site, "/api/v1/cases?q=emporio+bottega"))
	if a.Total != 1 || a.Coverage != indexer.CoverAll || a.Relaxed || a.Hits[0].ID != "emporio-rossi" {
		t.Errorf("%+v", a)
	}
	for _, h := range a.Hits[1:] {
		if h.Coverage == indexer.CoverAll {
			t.Errorf("%s is beyond the counted hits, but has all the words", h.ID)
		}
	}
	a = decode[answerJSON](t, get(t, site, "/api/v1/cases?q=bottega+xyzzy"))
	if !a.Relaxed || a.Coverage == indexer.CoverAll || a.Total == 0 {
		t.Errorf("no case has all the words, yet %+v", a)
	}
}
