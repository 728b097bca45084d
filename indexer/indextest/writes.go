package indextest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/indexer"
)

// testWrites follows documents through changes, restarts and repetitions.
func testWrites(t *testing.T, open Open) {
	t.Run("an empty index", func(t *testing.T) {
		d := newSubject(t, open)
		want := indexer.Status{}
		if diff := cmp.Diff(want, d.index.Status()); diff != "" {
			t.Errorf("status (-want +got)\n%s", diff)
		}
		for _, e := range []indexer.Expr{nil, words("emporio"), phrase("a b"), prefix("emp")} {
			if r := d.search(indexer.Query{Expr: e, Count: indexer.Facets()}); r.Total != 0 || r.Coverage != indexer.CoverAll || r.Relaxed {
				t.Errorf("%v found %+v in nothing", e, r)
			}
		}
	})
	t.Run("what a hit carries", func(t *testing.T) { testHit(t, open) })
	t.Run("a new revision replaces the old", func(t *testing.T) {
		d := newSubject(t, open, doc("a", "Emporio", "vecchio"))
		d.put(doc("a", "Bottega", "nuovo"))
		d.wantAll(words("vecchio"))
		d.wantAll(words("emporio"))
		d.wantAll(words("nuovo"), "a")
		d.wantDocuments(1)
	})
	t.Run("deletions", func(t *testing.T) {
		d := newSubject(t, open, doc("a", "A", "emporio"), doc("b", "B", "emporio"), onDesk(doc("c", "C", "emporio")))
		d.remove("a", "c", "never-there")
		d.wantAll(words("emporio"), "b")
		d.wantDocuments(1)
		d.remove("b")
		d.wantAll(nil)
		d.wantDocuments(0)
	})
	t.Run("from the desk to the readers and back", func(t *testing.T) { testMove(t, open) })
	t.Run("the same batch twice", func(t *testing.T) {
		docs := append(publicDocs(), onDesk(doc("bozza", "Bozza", "emporio")))
		d := newSubject(t, open, docs...)
		q := indexer.Query{Expr: words("emporio lavoro"), Sight: content.SightStaff, Count: indexer.Facets()}
		before := d.search(q)
		for range 2 {
			d.mark-- // the very same batch
			d.put(docs...)
		}
		if diff := cmp.Diff(before, d.search(q)); diff != "" {
			t.Errorf("after the same batch again (-before +after)\n%s", diff)
		}
		d.wantDocuments(len(docs))
	})
	t.Run("once in a batch", func(t *testing.T) {
		d := newSubject(t, open, doc("a", "A", "primo"), onDesk(doc("a", "A", "secondo")), doc("a", "A", "terzo"))
		d.wantAll(words("primo"))
		d.wantAll(words("terzo"), "a")
		d.wantDocuments(1)
		d.put(doc("a", "A", "quarto"), onDesk(doc("a", "A", "quinto")))
		d.wantAll(words("quarto"))
		if r := d.search(indexer.Query{Expr: words("quinto"), Sight: content.SightStaff}); r.Total != 1 {
			t.Errorf("the last of a batch, on the desk, found %d times", r.Total)
		}
		d.wantDocuments(1)
	})
	t.Run("a mark alone", func(t *testing.T) {
		d := newSubject(t, open)
		d.put()
		d.reopen()
		if got := d.index.Status().Mark; got != d.mark {
			t.Errorf("mark after reopening = %d, want %d", got, d.mark)
		}
	})
	t.Run("a large batch", func(t *testing.T) {
		var docs []indexer.Document
		for i := range 1203 {
			docs = append(docs, doc(fmt.Sprintf("d%04d", i), "T", "emporio"))
		}
		d := newSubject(t, open, docs...)
		d.wantDocuments(len(docs))
		if r := d.search(indexer.Query{Expr: words("emporio")}); r.Total != len(docs) {
			t.Errorf("total %d, want %d", r.Total, len(docs))
		}
	})
	t.Run("closed and opened again", func(t *testing.T) { testReopen(t, open) })
	t.Run("a cancelled batch is not applied", func(t *testing.T) {
		d := newSubject(t, open, doc("a", "A", "emporio"))
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		err := d.index.Apply(gone, indexer.Batch{Documents: []indexer.Document{doc("b", "B", "emporio")}, Mark: 9})
		if !errors.Is(err, context.Canceled) || d.index.Status().Mark != d.mark {
			t.Errorf("apply = %v at mark %d, want cancelled at %d", err, d.index.Status().Mark, d.mark)
		}
		d.wantAll(words("emporio"), "a")
	})
}

// testHit wants back what was put in.
func testHit(t *testing.T, open Open) {
	in := with(with(doc("a", "Emporio", "testo"), indexer.FieldSummary, "riassunto"), indexer.FieldLabels, "Lombardia")
	in = withAt(in, content.SightMember, indexer.FieldBody, "per i membri")
	in = withAt(in, content.SightStaff, indexer.FieldBody, "per la redazione")
	in.Revision = 7
	in.Card = indexer.Card{
		Title: "Emporio", Summary: "riassunto", Region: []string{"lombardia"}, Province: "MN", Municipality: "Mantova",
		Sectors: []string{"casa", "lavoro"}, Instrument: "coprogettazione", Years: []int{2023, 2024}, PublicBody: "Comune di Mantova",
		Evidence: "avviso", Status: "published", Updated: "2026-11-22", Attachments: [3]int{1, 2, 3},
	}
	d := newSubject(t, open, in)
	for s := content.SightVisitor; s <= content.SightStaff; s++ {
		want := indexer.Hit{ID: "a", Revision: 7, Coverage: indexer.CoverAll, Card: in.Card}
		for _, p := range in.Parts {
			if p.Sight <= s {
				want.Parts = append(want.Parts, p)
			}
		}
		r := d.search(indexer.Query{Expr: words("emporio"), Sort: indexer.SortTitle, Sight: s})
		if diff := cmp.Diff([]indexer.Hit{want}, r.Hits); diff != "" {
			t.Errorf("sight %d: hit (-want +got)\n%s", s, diff)
		}
	}
}

// testMove publishes a draft, withdraws it, and wants it in one place only.
func testMove(t *testing.T, open Open) {
	draft, published := onDesk(doc("a", "A", "emporio")), doc("a", "A", "emporio")
	d := newSubject(t, open, doc("b", "B", "bottega"))
	seen := func(s content.Sight) int {
		t.Helper()
		r := d.search(indexer.Query{Expr: words("emporio"), Sight: s})
		if all := d.search(indexer.Query{Sight: s}); all.Total != r.Total+1 {
			t.Errorf("sight %d: %d documents in all, %d with the word", s, all.Total, r.Total)
		}
		return r.Total
	}
	for round := range 3 {
		d.put(draft)
		if v, m, s := seen(content.SightVisitor), seen(content.SightMember), seen(content.SightStaff); v != 0 || m != 0 || s != 1 {
			t.Errorf("round %d: draft seen %d %d %d times, want 0 0 1", round, v, m, s)
		}
		d.wantDocuments(2)
		d.put(published)
		if v, m, s := seen(content.SightVisitor), seen(content.SightMember), seen(content.SightStaff); v != 1 || m != 1 || s != 1 {
			t.Errorf("round %d: published seen %d %d %d times, want 1 1 1", round, v, m, s)
		}
		d.wantDocuments(2)
	}
}

// testReopen wants everything back after a restart.
func testReopen(t *testing.T, open Open) {
	docs, _ := hiding()
	d := newSubject(t, open, append(docs, publicDocs()...)...)
	d.remove("pubblico-03")
	var before []indexer.Result
	ask := func() (list []indexer.Result) {
		for s := content.SightVisitor; s <= content.SightStaff; s++ {
			for _, e := range []indexer.Expr{nil, words("emporio lavoro"), phrase("di lavoro"), prefix("seg")} {
				list = append(list, d.search(indexer.Query{Expr: e, Sight: s, Count: indexer.Facets()}))
			}
		}
		return list
	}
	before = ask()
	status := d.index.Status()
	for range 3 {
		d.reopen()
		if diff := cmp.Diff(status, d.index.Status()); diff != "" {
			t.Errorf("status after reopening (-before +after)\n%s", diff)
		}
		if diff := cmp.Diff(before, ask()); diff != "" {
			t.Errorf("answers after reopening (-before +after)\n%s", diff)
		}
	}
	if err := d.index.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.index.Search(context.Background(), indexer.Query{}); err == nil {
		t.Error("a closed index answered")
	}
	if err := d.index.Apply(context.Background(), indexer.Batch{}); err == nil {
		t.Error("a closed index took a batch")
	}
	if err := d.index.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}
