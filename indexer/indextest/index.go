// Package indextest holds what every indexer.Index must pass, whatever engine
// is behind it: Index runs the whole suite against documents made by hand,
// small enough that the right answer can be seen by reading them.
//
// Counts are checked against an oracle: what a facet says of a value must be
// the total of the query that chooses it. Sight is checked by comparison: an
// index with hidden documents and parts answers somebody who may not see them
// exactly as one that never held them.
package indextest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// Open opens the index of a directory for a test, as a program does that has
// just started. The suite closes it.
type Open func(t *testing.T, dir string) indexer.Index

// Index runs the suite.
func Index(t *testing.T, open Open) {
	for _, group := range []struct {
		name string
		test func(*testing.T, Open)
	}{
		{"words", testWords},
		{"analysis", testAnalysis},
		{"tiers", testTiers},
		{"citations weigh", testCitationsWeigh},
		{"phrases", testPhrases},
		{"ranking", testRanking},
		{"synonyms", testSynonyms},
		{"synonyms ranked", testSynonymRanking},
		{"spelling", testSpelling},
		{"spelling in sight", testSpellingSight},
		{"near amounts", testNearAmounts},
		{"scores", testScoreParts},
		{"odd", testOdd},
		{"limits", testLimits},
		{"filters", testFilters},
		{"facets", testFacets},
		{"order", testOrder},
		{"sight", testSight},
		{"cards", testCards},
		{"writes", testWrites},
		{"rebuild", testRebuild},
		{"acts", testActs},
		{"acts written", testActWrites},
		{"acts alike", testAlike},
		{"acts with contents", testContents},
		{"acts counted", testActFacets},
		{"acts in sight", testActSight},
		{"concurrency", testConcurrency},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			group.test(t, open)
		})
	}
}

// A subject is an index under test with the calls that tests make of it.
type subject struct {
	t     *testing.T
	dir   string
	open  Open
	index indexer.Index
	mark  content.Seq
}

// newSubject opens an empty index that is closed with the test, and fills it.
func newSubject(t *testing.T, open Open, docs ...indexer.Document) *subject {
	t.Helper()
	d := &subject{t: t, dir: t.TempDir(), open: open}
	d.index = open(t, d.dir)
	t.Cleanup(func() {
		if err := d.index.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if len(docs) > 0 {
		d.put(docs...)
	}
	return d
}

// in returns the subject for a subtest.
func (d *subject) in(t *testing.T) *subject {
	copied := *d
	copied.t = t
	return &copied
}

// reopen closes the index and opens it again.
func (d *subject) reopen() {
	d.t.Helper()
	if err := d.index.Close(); err != nil {
		d.t.Fatalf("close: %v", err)
	}
	d.index = d.open(d.t, d.dir)
}

// put applies documents at the next mark.
func (d *subject) put(docs ...indexer.Document) {
	d.t.Helper()
	d.apply(indexer.Batch{Documents: docs})
}

// remove applies deletions at the next mark.
func (d *subject) remove(ids ...string) {
	d.t.Helper()
	d.apply(indexer.Batch{Deletions: ids})
}

func (d *subject) apply(b indexer.Batch) {
	d.t.Helper()
	d.mark++
	b.Mark = d.mark
	if err := d.index.Apply(context.Background(), b); err != nil {
		d.t.Fatalf("apply: %v", err)
	}
	if got := d.index.Status().Mark; got != d.mark {
		d.t.Fatalf("mark after apply = %d, want %d", got, d.mark)
	}
}

// search answers a query, with the defaults of a page where it says nothing.
func (d *subject) search(q indexer.Query) indexer.Result {
	d.t.Helper()
	r, err := d.index.Search(context.Background(), withDefaults(q))
	if err != nil {
		d.t.Fatalf("search %+v: %v", q, err)
	}
	return r
}

// spelled is a query with what its words were surely meant to be, and what the
// engine makes of them.
func (d *subject) spelled(q indexer.Query) (indexer.Query, []indexer.Correction) {
	d.t.Helper()
	meant, err := d.index.Spell(context.Background(), q)
	if err != nil {
		d.t.Fatalf("spell %+v: %v", q, err)
	}
	for _, c := range meant {
		if c.Sure {
			q.Corrected = append(q.Corrected, c)
		}
		if c.Sure && !c.Beside {
			q.Expr = slices.Clone(q.Expr)
			q.Expr[c.From].Text = c.Used[0]
		}
	}
	return q, meant
}

// refuse wants a query to be answered with an ErrInvalid that can be shown.
func (d *subject) refuse(ctx context.Context, q indexer.Query) {
	d.t.Helper()
	_, err := d.index.Search(ctx, withDefaults(q))
	var invalid *content.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Problems) == 0 || invalid.Problems[0].Detail == "" {
		d.t.Errorf("search %.200v = %v, want an InvalidError with a sentence", q, err)
	}
}

func withDefaults(q indexer.Query) indexer.Query {
	if q.Page == 0 {
		q.Page = 1
	}
	if q.PerPage == 0 {
		q.PerPage = 100
	}
	if q.Sort == "" {
		q.Sort = indexer.SortRelevance
	}
	return q
}

// wantAll wants exactly these documents to have all of what a text asks for.
func (d *subject) wantAll(expr indexer.Expr, want ...string) {
	d.t.Helper()
	r := d.search(indexer.Query{Expr: expr, Sort: indexer.SortTitle})
	got := idsOf(r)
	if r.Coverage != indexer.CoverAll {
		got = nil
	}
	if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
		d.t.Errorf("%v: documents with all of it (-want +got)\n%s", expr, diff)
	}
}

// wantOrder wants these documents in this order.
func (d *subject) wantOrder(q indexer.Query, want ...string) {
	d.t.Helper()
	if diff := cmp.Diff(want, idsOf(d.search(q))); diff != "" {
		d.t.Errorf("%+v: order (-want +got)\n%s", q, diff)
	}
}

// wantDocuments wants the index to hold so many documents, desk included.
func (d *subject) wantDocuments(want int) {
	d.t.Helper()
	if got := d.index.Status().Documents; got != want {
		d.t.Errorf("documents = %d, want %d", got, want)
	}
}
