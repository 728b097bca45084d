package bench

import (
	"maps"
	"slices"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer"
)

// check asserts what must be right before anything is worth measuring.
func (b *bench) check() {
	vs := variants(b.corpus)
	for _, v := range vs {
		r := v.of(request{})
		r.Count = visitorFacets()
		b.agrees(r, true)
		for _, rare := range b.classes[rareClass].Requests {
			b.agrees(v.of(rare), false)
		}
	}
	for _, class := range []int{commonClass, pairedClass, phraseClass} {
		b.recounts(vs[multiVariant].everyFacet().of(b.classes[class].Requests[0]))
	}
}

// agrees holds our answers, and those of the peers to a query with words,
// against the oracle's.
func (b *bench) agrees(r request, filtersOnly bool) {
	b.t.Helper()
	want := recount(b.samples, r)
	engines := map[string]search{nameIndex: b.house.searchIndex, nameFinder: b.house.searchFinder}
	if !filtersOnly {
		engines[nameBleveTrue] = b.bleve.searchTrue
		engines[nameFTS5] = b.fts5.search
		engines[namePostgres] = b.postgres.search
	}
	r = b.ready(r)
	for name, run := range engines {
		got, err := run(b.ctx, r)
		b.must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			b.t.Errorf("%s answers %q with %v wrongly (-want +got):\n%s", name, r.text(), r.Chosen, diff)
		}
	}
	// The API counts more facets than were asked for here.
	got, err := b.house.readHTTP(b.ctx, r)
	b.must(err)
	maps.DeleteFunc(got.Counts, func(f indexer.Facet, _ map[string]int) bool { return !slices.Contains(r.Count, f) })
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("%s answers %s wrongly (-want +got):\n%s", nameHTTP, r.Address, diff)
	}
}

// recounts chooses each counted value, alone in its facet, and expects as many
// hits as were promised.
func (b *bench) recounts(r request) {
	b.t.Helper()
	promised, err := b.house.searchIndex(b.ctx, b.ready(r))
	b.must(err)
	if len(promised.Counts) == 0 {
		b.t.Errorf("%q counts nothing at all", r.text())
	}
	for f, counts := range promised.Counts {
		for value, n := range counts {
			one := r
			one.Count = nil
			one.Chosen = maps.Clone(r.Chosen)
			one.Chosen[f] = []string{value}
			got, err := b.house.searchIndex(b.ctx, b.ready(one))
			b.must(err)
			if got.Total != n {
				b.t.Errorf("%q: %s=%s was counted %d and finds %d", r.text(), f, value, n, got.Total)
			}
		}
	}
}

// ready makes a request ready for our own program.
func (b *bench) ready(r request) request {
	b.t.Helper()
	r, err := b.house.prepare(r)
	b.must(err)
	return r
}
