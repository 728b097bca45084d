package indexer

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

func parseURL(t *testing.T, query string) url.Values {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestParseQuery(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	plain := Query{Sort: SortRelevance, Page: 1, PerPage: 20, Lang: "it"}
	for _, c := range []struct {
		name, query string
		sight       content.Sight
		want        func(q *Query)
		notices     []Notice
		canonical   string
	}{
		{name: "nothing", want: func(*Query) {}},
		{name: "empty and unknown parameters", query: "q=&region=&page=&utm_source=x", want: func(*Query) {}},
		{name: "text", query: "q=+casa+", canonical: "q=casa", want: func(q *Query) { q.Text, q.Expr = "casa", Expr{aWord("casa")} }},
		{
			name: "facets", query: "region=puglia&region=lazio&region=puglia&sector=unknown&year=2021&province=MN&has=acts",
			canonical: "has=acts&province=MN&region=lazio&region=puglia&sector=unknown&year=2021",
			want: func(q *Query) {
				q.Filters = map[Facet][]string{
					FacetRegion: {"lazio", "puglia"}, FacetSector: {"unknown"}, FacetYear: {"2021"}, FacetProvince: {"MN"}, FacetHas: {"acts"},
				}
			},
		},
		{
			name: "the rest", query: "from=2019&to=2021&sort=oldest&match=some&page=3&per_page=50&lang=en",
			canonical: "from=2019&lang=en&match=some&page=3&per_page=50&sort=oldest&to=2021",
			want: func(q *Query) {
				q.From, q.To, q.Sort, q.Some, q.Page, q.PerPage, q.Lang = 2019, 2021, SortOldest, true, 3, 50, "en"
			},
		},
		{name: "without synonyms", query: "synonyms=off", canonical: "synonyms=off", want: func(q *Query) { q.NoSynonyms = true }},
		{name: "with synonyms, as usual", query: "synonyms=on", want: func(*Query) {}},
		{name: "explained to nobody else", query: "explain=1", want: func(*Query) {}},
		{
			name: "explained to staff", query: "explain=1", sight: content.SightStaff, canonical: "explain=1",
			want: func(q *Query) { q.Explain, q.Sight = true, content.SightStaff },
		},
		{name: "what is so anyway", query: "sort=relevance&page=1&per_page=20&lang=it", want: func(*Query) {}},
		{name: "status of a visitor", query: "status=draft&status=nonsense", want: func(*Query) {}},
		{
			name: "status of staff", query: "status=draft", sight: content.SightStaff, canonical: "status=draft",
			want: func(q *Query) { q.Filters, q.Sight = map[Facet][]string{FacetStatus: {"draft"}}, content.SightStaff },
		},
		{
			name: "unknown values", query: "region=pulia&region=lazio&has=act&sort=newer&match=most&lang=fr&year=20x1&sector=qqq",
			canonical: "region=lazio",
			want:      func(q *Query) { q.Filters = map[Facet][]string{FacetRegion: {"lazio"}} },
			notices: []Notice{
				{"region", "pulia", "puglia"}, {"sector", "qqq", ""}, {"year", "20x1", ""}, {"has", "act", "acts"},
				{"sort", "newer", ""}, {"match", "most", ""}, {"lang", "fr", ""},
			},
		},
		{name: "the deepest page", query: "page=100&per_page=100", canonical: "page=100&per_page=100", want: func(q *Query) { q.Page, q.PerPage = 100, 100 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := plain
			c.want(&want)
			got, notices, err := ParseQuery(parseURL(t, c.query), c.sight, tax)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.notices, notices); diff != "" {
				t.Errorf("notices (-want +got):\n%s", diff)
			}
			if printed := got.Values().Encode(); printed != c.canonical {
				t.Errorf("prints as %q, want %q", printed, c.canonical)
			}
			again, _, err := ParseQuery(got.Values(), c.sight, tax)
			if diff := cmp.Diff(got, again); err != nil || diff != "" {
				t.Errorf("parsed again: %v\n%s", err, diff)
			}
		})
	}
}

func TestParseQueryRefuses(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	years := make(url.Values)
	for i := range 1000 {
		years.Add("year", strconv.Itoa(1900+i%300))
	}
	for _, c := range []struct {
		name   string
		values url.Values
		fields []string
	}{
		{"page zero", parseURL(t, "page=0"), []string{"page"}},
		{"two letters before the sign", parseURL(t, "q=casa+ab*"), []string{"q"}},
		{"page no number", parseURL(t, "page=due"), []string{"page"}},
		{"page of ten digits", parseURL(t, "page=1000000000"), []string{"page"}},
		{"page beyond all numbers", parseURL(t, "page=1000000000000000000000000000000"), []string{"page"}},
		{"too deep", parseURL(t, "page=501"), []string{"page"}},
		{"too many a page", parseURL(t, "per_page=101"), []string{"per_page"}},
		{"negative", parseURL(t, "per_page=-1"), []string{"per_page"}},
		{"years out of range", parseURL(t, "from=19&to=99999"), []string{"from", "to"}},
		{"years the wrong way round", parseURL(t, "from=2022&to=2021"), []string{"from"}},
		{"a thousand values", years, []string{"year"}},
		{"a text of 10 kB", url.Values{"q": {strings.Repeat("casa ", 2000)}}, []string{"q"}},
		{"65 words", url.Values{"q": {strings.Repeat("a,b ", 33)}}, []string{"q"}},
		{"several at once", parseURL(t, "page=x&from=x"), []string{"from", "page"}},
	} {
		_, _, err := ParseQuery(c.values, content.SightVisitor, tax)
		var invalid *content.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		var fields []string
		for _, p := range invalid.Problems {
			fields = append(fields, p.Field)
		}
		if diff := cmp.Diff(c.fields, fields); diff != "" {
			t.Errorf("%s: fields (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestParseQueryTakes64Words(t *testing.T) {
	t.Parallel()
	values := url.Values{"q": {strings.Repeat("casa ", 64)}}
	if _, _, err := ParseQuery(values, content.SightVisitor, taxonomy(t)); err != nil {
		t.Error(err)
	}
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	if err := Refuse(nil); err != nil {
		t.Errorf("no notices gave %v", err)
	}
	err := Refuse([]Notice{{Parameter: "region", Value: "pulia", Nearest: "puglia"}})
	if !errors.Is(err, content.ErrInvalid) || !strings.Contains(err.Error(), "puglia") {
		t.Errorf("got %v", err)
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for _, c := range []struct {
		facet         Facet
		value, it, en string
	}{
		{FacetRegion, "puglia", "Puglia", "Apulia"},
		{FacetProvince, "MN", "Mantova", "Mantova"},
		{FacetYear, "2021", "2021", "2021"},
		{FacetHas, HasDifficulties, "Difficoltà", "Difficulties"},
		{FacetStatus, "outdated", "Da aggiornare", "To be updated"},
		{FacetSector, Unknown, "Non indicato", "Not stated"},
		{FacetSector, "altro-mondo", "altro-mondo", "altro-mondo"},
	} {
		if it, en := Label(c.facet, c.value, "it", tax), Label(c.facet, c.value, "en", tax); it != c.it || en != c.en {
			t.Errorf("%s %s: %q, %q", c.facet, c.value, it, en)
		}
	}
}

// Every facet but the years lists terms, each of which is a value with labels.
func TestTermsOfEveryFacet(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for _, f := range Facets() {
		terms := Terms(f, tax)
		if (len(terms) == 0) != (f == FacetYear || slices.Contains(NameFacets(), f)) {
			t.Errorf("%s has %d terms", f, len(terms))
		}
		for _, term := range terms {
			if got, ok := termOf(f, term.Slug, tax); !ok || got.IT == "" || got.EN == "" {
				t.Errorf("%s: %q is no value with labels", f, term.Slug)
			}
		}
	}
}
