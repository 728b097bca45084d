package bench

import "fmt"

// A column is an engine in the tables.
type column struct {
	Name string
	run  search
}

// search times every class in every variant, alone and in a crowd, and prints
// the tables.
func (b *bench) search() {
	vs := variants(b.corpus)
	main := b.measure("Search, p50/p95 in ms and p50 against bare Bleve. Ten hits; with fragments: Finder, HTTP and the SQL peers. "+
		"HTTP counts all facets in every row.",
		[]column{
			{nameBleve, b.bleve.search},
			{nameBleveTrue, b.bleve.searchTrue},
			{nameIndex, b.house.searchIndex},
			{nameFinder, b.house.searchFinder},
			{nameHTTP, b.house.searchHTTP},
			{nameFTS5, b.fts5.search},
			{namePostgres, b.postgres.search},
		}, vs)
	all := b.measure("The same with all facets on all sides",
		[]column{
			{nameBleve, b.bleve.search},
			{nameIndex, b.house.searchIndex},
			{nameFinder, b.house.searchFinder},
			{nameHTTP, b.house.searchHTTP},
		}, []variant{vs[facetsVariant].everyFacet(), vs[multiVariant].everyFacet()})
	if b.budget > 0 {
		printAims(b.out, main, all, vs)
	}
	fmt.Fprintf(b.out, "\nat the end: live heap %s; %s\n", mega(heap()), memory())
}

// A measured table, to print and to judge.
type measured struct {
	Columns []column
	Rows    []row
}

func (b *bench) measure(title string, columns []column, vs []variant) measured {
	m := measured{Columns: columns}
	for _, class := range b.classes {
		for _, v := range vs {
			requests, total := b.requests(class, v)
			engines := make([]search, len(columns))
			for i, c := range columns {
				// Only several choices make the two ways to ask Bleve differ.
				if c.Name != nameBleveTrue || len(v.Chosen) > 0 && len(v.Count) > 0 {
					engines[i] = c.run
				}
			}
			for _, clients := range []int{1, b.crowd} {
				cells, err := measure(b.ctx, engines, requests, clients, b.budget)
				b.must(err)
				m.Rows = append(m.Rows, row{class.Name, v.Name, clients, total, cells})
			}
		}
	}
	printRows(b.out, title, m)
	return m
}

// requests are those of a class in a variant, with their mean number of hits;
// a single one for a smoke test.
func (b *bench) requests(c class, v variant) ([]request, int) {
	var out []request
	total := 0
	asked := c.Requests
	if b.budget == 0 {
		asked = asked[:1]
	}
	for _, r := range asked {
		r = b.ready(v.of(r))
		got, err := b.house.searchIndex(b.ctx, r)
		b.must(err)
		total += got.Total
		out = append(out, r)
	}
	return out, total / len(out)
}
