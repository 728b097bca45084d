package indextest

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// testFilters chooses documents by value and by year.
func testFilters(t *testing.T, open Open) {
	d := newSubject(t, open,
		inYears(having(having(doc("a", "A", "emporio"), indexer.FacetRegion, "lombardia", "veneto"), indexer.FacetSector, "casa"), 2019, 2021),
		inYears(having(having(doc("b", "B", "emporio"), indexer.FacetRegion, "veneto"), indexer.FacetSector, "lavoro"), 2020),
		inYears(having(doc("c", "C", "emporio"), indexer.FacetRegion, "puglia"), 2023, 2024),
		having(doc("d", "D", "bottega"), indexer.FacetMunicipality, "L’Aquila"),
	)
	type filters = map[indexer.Facet][]string
	for _, c := range []struct {
		name     string
		filters  filters
		from, to int
		expr     indexer.Expr
		want     []string
	}{
		{"one value", filters{indexer.FacetRegion: {"veneto"}}, 0, 0, nil, []string{"a", "b"}},
		{"or within a facet", filters{indexer.FacetRegion: {"lombardia", "puglia"}}, 0, 0, nil, []string{"a", "c"}},
		{"and between facets", filters{indexer.FacetRegion: {"veneto"}, indexer.FacetSector: {"casa"}}, 0, 0, nil, []string{"a"}},
		{"not known", filters{indexer.FacetRegion: {indexer.Unknown}}, 0, 0, nil, []string{"d"}},
		{"not known or a value", filters{indexer.FacetSector: {indexer.Unknown, "casa"}}, 0, 0, nil, []string{"a", "c", "d"}},
		{"a value nobody has", filters{indexer.FacetRegion: {"molise"}}, 0, 0, nil, nil},
		{"no value is no filter", filters{indexer.FacetRegion: {}}, 0, 0, nil, []string{"a", "b", "c", "d"}},
		{"a name", filters{indexer.FacetMunicipality: {"L’Aquila"}}, 0, 0, nil, []string{"d"}},
		{"with a word", filters{indexer.FacetRegion: {"puglia", indexer.Unknown}}, 0, 0, words("bottega"), []string{"d"}},
		{"a year", filters{indexer.FacetYear: {"2021"}}, 0, 0, nil, []string{"a"}},
		{"any year in range", nil, 2020, 2021, nil, []string{"a", "b"}},
		{"between its years", nil, 2020, 2020, nil, []string{"b"}},
		{"from", nil, 2021, 0, nil, []string{"a", "c"}},
		{"to", nil, 0, 2019, nil, []string{"a"}},
		{"backwards", nil, 2024, 2019, nil, nil},
		{"typed", nil, 0, 0, filter(indexer.FacetRegion, "veneto"), []string{"a", "b"}},
		{"typed, with a word", nil, 0, 0, both(words("emporio"), filter(indexer.FacetRegion, "veneto", "puglia")), []string{"a", "b", "c"}},
		{"typed twice", nil, 0, 0, both(filter(indexer.FacetRegion, "veneto"), filter(indexer.FacetRegion, "lombardia")), []string{"a"}},
		{"typed and excluded", nil, 0, 0, not(filter(indexer.FacetRegion, "veneto")), []string{"c", "d"}},
		{"typed and chosen", filters{indexer.FacetRegion: {"puglia", "lombardia"}}, 0, 0, filter(indexer.FacetRegion, "veneto"), []string{"a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := d.in(t).search(indexer.Query{Expr: c.expr, Filters: c.filters, From: c.from, To: c.to, Sort: indexer.SortTitle})
			if got := idsOf(r); !slices.Equal(sorted(got), sorted(c.want)) || r.Total != len(c.want) {
				t.Errorf("found %d %v, want %v", r.Total, got, c.want)
			}
		})
	}
	d.refuse(t.Context(), indexer.Query{Filters: filters{"colour": {"red"}}})
}

// testFacets compares counts with the totals of the queries they promise.
func testFacets(t *testing.T, open Open) {
	const documents, queries = 250, 40
	random := rand.New(rand.NewPCG(3, 4))
	var docs []indexer.Document
	for i := range documents {
		docs = append(docs, randomDoc(random, fmt.Sprintf("d%03d", i)))
	}
	d := newSubject(t, open, docs[:100]...)
	d.put(docs[100:]...)
	var gone []string
	for i := 0; i < documents; i += 10 { // holes, and documents that moved
		gone = append(gone, docs[i].ID)
	}
	d.remove(gone...)
	d.put(docs[10], docs[20])

	texts := []indexer.Expr{nil, words("acero"), words("betulla"), phrase("acero betulla"), not(words("cedro")), prefix("der"),
		both(words("acero"), not(words("betulla"))), filter(indexer.FacetSector, "casa", "lavoro"), both(words("acero"), filter(indexer.FacetRegion, "veneto"))}
	for i := range queries {
		q := indexer.Query{
			Expr: texts[random.IntN(len(texts))], Filters: randomFilters(random), Sight: content.Sight(random.IntN(3)),
			Sort: indexer.SortRelevance, Count: indexer.Facets(),
		}
		if random.IntN(3) == 0 {
			q.From, q.To = 2017+random.IntN(5), 2019+random.IntN(5)
		}
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			d.in(t).wantCounts(q)
		})
	}
	t.Run("not asked for", func(t *testing.T) {
		r := d.search(indexer.Query{Count: []indexer.Facet{indexer.FacetRegion}})
		if got := slices.Collect(maps.Keys(r.Facets)); !slices.Equal(got, []indexer.Facet{indexer.FacetRegion}) {
			t.Errorf("counted %v, want region alone", got)
		}
		if r := d.search(indexer.Query{}); len(r.Facets) != 0 {
			t.Errorf("counted %v, want nothing", r.Facets)
		}
	})
}

// wantCounts wants every facet of an answer to say what its values would find.
func (d *subject) wantCounts(q indexer.Query) {
	d.t.Helper()
	r := d.search(q)
	for _, f := range indexer.Facets() {
		got, counted := r.Facets[f]
		if f == indexer.FacetStatus && q.Sight < content.SightStaff {
			if counted {
				d.t.Errorf("%s counted for sight %d", f, q.Sight)
			}
			continue
		}
		if diff := gocmp.Diff(d.oracle(q, f), got); diff != "" {
			d.t.Errorf("%+v\n%s (-want +got)\n%s", q, f, diff)
		}
	}
}

// oracle counts a facet by asking one query for each value there may be.
func (d *subject) oracle(q indexer.Query, f indexer.Facet) []indexer.FacetCount {
	d.t.Helper()
	list := []indexer.FacetCount{}
	for _, v := range append(slices.Clone(values[f]), indexer.Unknown) {
		side := q
		side.Count, side.PerPage = nil, 1
		side.Filters = maps.Clone(q.Filters)
		if side.Filters == nil {
			side.Filters = map[indexer.Facet][]string{}
		}
		side.Filters[f] = []string{v}
		n := d.search(side).Total
		if chosen := slices.Contains(q.Filters[f], v); n > 0 || chosen {
			list = append(list, indexer.FacetCount{Value: v, Count: n, Selected: chosen})
		}
	}
	slices.SortFunc(list, func(a, b indexer.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list
}

// values are what random documents have; the others of each facet are unknown.
var values = map[indexer.Facet][]string{
	indexer.FacetRegion:     {"lombardia", "veneto", "puglia", "liguria"},
	indexer.FacetSector:     {"casa", "lavoro", "anziani", "minori", "salute"},
	indexer.FacetInstrument: {"coprogettazione", "coprogrammazione"},
	indexer.FacetYear:       {"2018", "2019", "2020", "2021", "2022", "2023"},
	indexer.FacetDifficulty: {"tempi", "costi"},
	indexer.FacetDocType:    {"avviso", "convenzione"},
	indexer.FacetStatus:     {"draft", "published"},

	indexer.FacetMunicipality: {"Reggio nell'Emilia", "L’Aquila", "Muggiò"},
	indexer.FacetAmbito:       {"Ambito di Desio", "ATS n. 3 (Nardò)"},
}

// randomDoc has some values of some facets; difficulties and acts differ by
// sight, and some documents are for members, some on the desk.
func randomDoc(random *rand.Rand, id string) indexer.Document {
	text := ""
	for _, w := range []string{"acero ", "betulla ", "cedro ", "dertona "} {
		if random.IntN(2) == 0 {
			text += w
		}
	}
	d := doc(id, "Titolo "+id, text)
	some := func(f indexer.Facet, most int) []string {
		list := slices.Clone(values[f])
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if n := random.IntN(most + 1); n > 0 {
			return list[:n]
		}
		return []string{indexer.Unknown}
	}
	d = having(d, indexer.FacetRegion, some(indexer.FacetRegion, 2)...)
	d = having(d, indexer.FacetSector, some(indexer.FacetSector, 3)...)
	d = having(d, indexer.FacetInstrument, some(indexer.FacetInstrument, 1)...)
	d = having(d, indexer.FacetMunicipality, some(indexer.FacetMunicipality, 1)...)
	d = having(d, indexer.FacetAmbito, some(indexer.FacetAmbito, 1)...)
	var years []int
	for y := 2018; y <= 2023; y++ {
		if random.IntN(4) == 0 {
			years = append(years, y)
		}
	}
	d = inYears(d, years...)
	for s := content.SightVisitor; s <= content.SightStaff; s++ {
		if random.IntN(2) == 0 {
			d = havingAt(d, s, indexer.FacetDifficulty, some(indexer.FacetDifficulty, 2)...)
			d = havingAt(d, s, indexer.FacetDocType, some(indexer.FacetDocType, 2)...)
		}
	}
	switch random.IntN(5) {
	case 0:
		d = forSight(d, content.SightMember)
	case 1:
		d = onDesk(d)
	}
	return d
}

func randomFilters(random *rand.Rand) map[indexer.Facet][]string {
	filters := map[indexer.Facet][]string{}
	for _, f := range indexer.Facets() {
		if len(values[f]) == 0 || random.IntN(4) != 0 {
			continue
		}
		for _, v := range append(slices.Clone(values[f]), indexer.Unknown) {
			if random.IntN(3) == 0 {
				filters[f] = append(filters[f], v)
			}
		}
	}
	return filters
}
