package indextest

import (
	"fmt"
	"slices"
	"testing"

	"copratica/indexer"
)

// testOrder looks at the orders and at pages.
func testOrder(t *testing.T, open Open) {
	dated := func(id, title, published, updated string, years ...int) indexer.Document {
		d := inYears(doc(id, title, "emporio"), years...)
		d.Published, d.Updated = published, updated
		return d
	}
	d := newSubject(t, open,
		dated("a", "Zebra", "2026-03-01", "2026-03-05", 2020, 2022),
		dated("b", "Àncora", "2026-01-01", "2026-04-01", 2022),
		dated("c", "abaco", "2026-01-01", "2026-02-01", 2018, 2022),
		dated("d", "Città", "2026-05-01", "2026-05-01"),
		dated("e", "citta", "", "", 2019),
		dated("f", "Città", "2026-06-01", "2026-05-01"),
		dated("g", "Èra", "2026-01-01", "2026-02-01", 2021),
	)
	newest := []string{"a", "c", "b", "g", "e", "f", "d"}
	for _, expr := range []indexer.Expr{nil, words("emporio")} {
		q := func(s indexer.Sort) indexer.Query { return indexer.Query{Expr: expr, Sort: s} }
		d.wantOrder(q(indexer.SortNewest), newest...)
		d.wantOrder(q(indexer.SortOldest), "c", "e", "a", "g", "b", "d", "f")
		d.wantOrder(q(indexer.SortUpdated), "d", "f", "b", "a", "c", "g", "e")
		d.wantOrder(q(indexer.SortTitle), "c", "b", "e", "d", "f", "g", "a")
	}
	d.wantOrder(indexer.Query{Sort: indexer.SortRelevance}, newest...)
	testPages(t, open)
}

// testPages wants pages to show every hit once, in the order of one long page,
// through the tiers.
func testPages(t *testing.T, open Open) {
	var docs []indexer.Document
	for i := range 9 {
		docs = append(docs, doc(fmt.Sprintf("tutte%d", i), "T", "acero betulla cedro dattero"+fmt.Sprint(" ", i)))
		docs = append(docs, doc(fmt.Sprintf("quasi%d", i), "T", "acero betulla cedro"))
		docs = append(docs, doc(fmt.Sprintf("poche%d", i), "T", "dattero"))
	}
	wantPages(t, newSubject(t, open, docs...), []indexer.Query{
		{}, {Expr: words("acero")}, {Expr: words("acero betulla cedro dattero")},
		{Expr: words("acero betulla cedro dattero"), Some: true}, {Expr: words("acero dattero"), Sort: indexer.SortTitle},
	})
	wantPages(t, newSubject(t, open, fiveDocs()...), []indexer.Query{{Expr: words(fiveWords)}}) // filled up
}

func wantPages(t *testing.T, d *subject, queries []indexer.Query) {
	t.Helper()
	for _, q := range queries {
		whole := d.search(q)
		for _, size := range []int{1, 4, 9, 10, 100} {
			var got []string
			for page := 1; ; page++ {
				q.Page, q.PerPage = page, size
				r := d.search(q)
				if r.Total != whole.Total || r.Also != whole.Also || r.Coverage != whole.Coverage {
					t.Errorf("page %d of %d: total %d also %d, want %d %d", page, size, r.Total, r.Also, whole.Total, whole.Also)
				}
				if len(r.Hits) == 0 {
					if r.Hits == nil {
						t.Error("hits past the end are nil, want none")
					}
					break
				}
				if len(r.Hits) > size {
					t.Fatalf("page %d has %d hits, want at most %d", page, len(r.Hits), size)
				}
				got = append(got, idsOf(r)...)
			}
			if !slices.Equal(got, idsOf(whole)) {
				t.Errorf("%v by %d: %v, want %v", q.Expr, size, got, idsOf(whole))
			}
		}
	}
}
