package indextest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"copratica/indexer"
)

// fiveWords is a query of five words that weigh the same: each stands in as
// many documents of fiveDocs as the others.
const fiveWords = "acero betulla cedro dattero edera"

func fiveDocs() []indexer.Document {
	return []indexer.Document{
		doc("cinque", "A", "acero betulla cedro dattero edera"),
		doc("prime", "B", "acero betulla cedro dattero"),
		doc("ultime", "B", "betulla cedro dattero edera"),
		doc("due", "C", "acero betulla"),
		doc("a1", "D", "acero"), doc("c1", "D", "cedro"), doc("d1", "E", "dattero"), doc("e1", "F", "edera"), doc("e2", "G", "edera"),
		doc("nessuna", "H", "faggio"),
	}
}

// testTiers looks at what is counted, what follows, and what is left out.
// Documents are kept out by a filter, so that the words stay as rare as they are.
func testTiers(t *testing.T, open Open) {
	most := []string{"prime", "ultime"}
	some := []string{"due", "a1", "c1", "d1", "e1", "e2"}
	five := []string{"cinque"}
	fill := []string{"due"} // the others have one word of five
	union := func(lists ...[]string) []string { return slices.Concat(lists...) }
	for _, c := range []struct {
		name     string
		without  []string
		query    indexer.Query
		hits     []string
		total    int
		also     int
		fill     int
		coverage indexer.Coverage
	}{
		{"all, most, some that fill", nil, indexer.Query{}, union(five, most, fill), 1, 2, 1, indexer.CoverAll},
		{"some on request", nil, indexer.Query{Some: true}, union(five, most, some), 1, 2, 0, indexer.CoverAll},
		{"most when nothing has all, some that fill", five, indexer.Query{}, union(most, fill), 2, 0, 1, indexer.CoverMost},
		{"most, and some on request", five, indexer.Query{Some: true}, union(most, some), 2, 0, 0, indexer.CoverMost},
		{"all, and some on request", most, indexer.Query{Some: true}, union(five, some), 1, 0, 0, indexer.CoverAll},
		{"some when nothing has most", union(five, most), indexer.Query{}, some, 6, 0, 0, indexer.CoverSome},
		{"nothing", union(five, most, some), indexer.Query{}, nil, 0, 0, 0, indexer.CoverAll},
		{"nothing, some wanted", union(five, most, some), indexer.Query{Some: true}, nil, 0, 0, 0, indexer.CoverAll},
		{"other orders stay in the counted tier", nil, indexer.Query{Sort: indexer.SortTitle, Some: true}, five, 1, 0, 0, indexer.CoverAll},
		{"other orders, most", five, indexer.Query{Sort: indexer.SortNewest}, most, 2, 0, 0, indexer.CoverMost},
		{"other orders, some", union(five, most), indexer.Query{Sort: indexer.SortTitle}, some, 6, 0, 0, indexer.CoverSome},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs := fiveDocs()
			for i, d := range docs {
				if slices.Contains(c.without, d.ID) {
					docs[i] = having(d, indexer.FacetSector, "altro")
				}
			}
			d := newSubject(t, open, docs...)
			q := c.query
			q.Expr = words(fiveWords)
			q.Filters = map[indexer.Facet][]string{indexer.FacetSector: {indexer.Unknown}}
			q.Count = []indexer.Facet{indexer.FacetRegion}
			r := d.search(q)
			if r.Total != c.total || r.Also != c.also || r.Fill != c.fill || r.Coverage != c.coverage || r.Relaxed != (c.coverage != indexer.CoverAll) {
				t.Errorf("total %d also %d fill %d coverage %s relaxed %v, want %d %d %d %s",
					r.Total, r.Also, r.Fill, r.Coverage, r.Relaxed, c.total, c.also, c.fill, c.coverage)
			}
			if got := idsOf(r); !slices.Equal(sorted(got), sorted(c.hits)) {
				t.Errorf("hits %v, want %v", got, c.hits)
			}
			if n := facetSum(r); n != c.total { // everybody is of one region, unknown
				t.Errorf("counted %d of %d", n, c.total)
			}
			wantTierOrder(t, r)
		})
	}
	t.Run("a word more never enlarges all", func(t *testing.T) { testNarrowing(t, open) })
	t.Run("rare words weigh more", func(t *testing.T) { testRareWords(t, open) })
}

// wantTierOrder wants hits in order of tier, the counted one first, and of
// score within each.
func wantTierOrder(t *testing.T, r indexer.Result) {
	t.Helper()
	rank := map[indexer.Coverage]int{indexer.CoverAll: 0, indexer.CoverMost: 1, indexer.CoverSome: 2}
	for i, h := range r.Hits {
		switch {
		case i == 0:
			if h.Coverage != r.Coverage {
				t.Errorf("first hit is %s, counted tier is %s", h.Coverage, r.Coverage)
			}
		case rank[h.Coverage] < rank[r.Hits[i-1].Coverage]:
			t.Errorf("hit %d is %s after %s", i, h.Coverage, r.Hits[i-1].Coverage)
		case h.Coverage == r.Hits[i-1].Coverage && h.Score > r.Hits[i-1].Score:
			t.Errorf("hit %d scores %v after %v", i, h.Score, r.Hits[i-1].Score)
		}
	}
}

// testNarrowing adds word after word and wants documents with all words to
// become fewer, never others.
func testNarrowing(t *testing.T, open Open) {
	vocabulary := strings.Fields("acero betulla cedro dattero edera faggio ginepro larice mirto noce")
	random := rand.New(rand.NewPCG(1, 2))
	var docs []indexer.Document
	for i := range 120 {
		var text []string
		for _, w := range vocabulary {
			if random.IntN(3) == 0 {
				text = append(text, w)
			}
		}
		docs = append(docs, doc(fmt.Sprintf("d%03d", i), "Titolo", strings.Join(text, " ")))
	}
	d := newSubject(t, open, docs...)
	all := func(list []string) []string {
		r := d.search(indexer.Query{Expr: words(strings.Join(list, " ")), Sort: indexer.SortTitle})
		if r.Coverage != indexer.CoverAll {
			return nil
		}
		return idsOf(r)
	}
	for range 20 {
		random.Shuffle(len(vocabulary), func(i, j int) { vocabulary[i], vocabulary[j] = vocabulary[j], vocabulary[i] })
		before := all(vocabulary[:1])
		for n := 2; n <= 6; n++ {
			now := all(vocabulary[:n])
			for _, id := range now {
				if !slices.Contains(before, id) {
					t.Fatalf("%v finds %s, which %v does not", vocabulary[:n], id, vocabulary[:n-1])
				}
			}
			before = now
		}
	}
}

// testRareWords wants a document with the rare word of two in tier most, and
// one with the common word not.
func testRareWords(t *testing.T, open Open) {
	docs := []indexer.Document{doc("raro", "R", "sambuco"), doc("altro", "R", "nulla")}
	for i := range 30 {
		docs = append(docs, doc(fmt.Sprintf("c%02d", i), "C", "tavolo"))
	}
	d := newSubject(t, open, docs...)
	r := d.search(indexer.Query{Expr: words("sambuco tavolo")})
	if r.Coverage != indexer.CoverMost || r.Total != 1 || r.Fill != 0 || !slices.Equal(idsOf(r), []string{"raro"}) {
		t.Errorf("sambuco tavolo: %s %d %v, want most 1 [raro]", r.Coverage, r.Total, idsOf(r))
	}
	r = d.search(indexer.Query{Expr: words("zzyzx tavolo")})
	if r.Coverage != indexer.CoverSome || r.Total != 30 {
		t.Errorf("zzyzx tavolo: %s %d, want some 30: a word nobody has weighs like the rarest", r.Coverage, r.Total)
	}
}

// testCitationsWeigh wants who names an article to find that before a word as rare.
func testCitationsWeigh(t *testing.T, open Open) {
	d := newSubject(t, open, doc("articolo", "T", "Si applica l'art. 56 qui"), doc("parola", "T", "Si applica la betulla qui"), doc("altro", "T", "Si applica altro qui"))
	q := asking("betulla art. 56")
	q.Some = true
	d.wantOrder(q, "articolo", "parola")
}
