package bleveindex

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer"
)

// TestKeptPostings asks the same again, when the postings are kept, and after
// documents have gone.
func TestKeptPostings(t *testing.T) {
	t.Parallel()
	x := openHere(t)
	b := indexer.Batch{Mark: 1}
	for i := range 2 * keptLeast {
		text := [...]string{"emporio solidale", "bottega solidale", "emporio e bottega"}[i%3]
		b.Documents = append(b.Documents, indexer.Document{
			ID: fmt.Sprint(i), Parts: []indexer.Part{{Field: indexer.FieldBody, Text: text}},
			Acts: []indexer.Act{{File: "avviso.pdf", Passages: []indexer.Passage{{Text: text, From: 1}}}},
		})
	}
	apply := func(b indexer.Batch) {
		t.Helper()
		if err := x.Apply(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
	apply(b)
	q := indexer.Query{
		Expr: indexer.Expr{{Text: "emporio"}, {Text: "solidale"}}, Meanings: []indexer.Meaning{{From: 0, To: 1, Name: "bottega"}}, PerPage: 100,
	}
	type answer struct {
		cases indexer.Result
		acts  indexer.ActResult
	}
	ask := func() (a answer) {
		t.Helper()
		var err error
		if a.cases, err = x.Search(context.Background(), q); err != nil {
			t.Fatal(err)
		}
		if a.acts, err = x.Passages(context.Background(), q); err != nil {
			t.Fatal(err)
		}
		return a
	}
	same := cmp.AllowUnexported(answer{})
	before := ask()
	if len(x.view.kept.lists) == 0 {
		t.Error("nothing is kept")
	}
	if diff := cmp.Diff(before, ask(), same); diff != "" {
		t.Errorf("asked again (-first +again):\n%s", diff)
	}
	apply(indexer.Batch{Deletions: []string{"0"}, Mark: 2})
	after := ask()
	if after.cases.Total != before.cases.Total-1 || after.acts.Total != before.acts.Total-1 {
		t.Errorf("without one: %d cases and %d acts, before %d and %d", after.cases.Total, after.acts.Total, before.cases.Total, before.acts.Total)
	}
}

// TestKeptPostingsAreBounded keeps more than there is room for.
func TestKeptPostingsAreBounded(t *testing.T) {
	t.Parallel()
	var kept keptPostings
	list := make([]posting, keptMost/postingSize/3)
	for seg := range 10 {
		for range 2 {
			kept.put(keptKey{seg: seg}, list)
		}
		if n := min(seg+1, 3); len(kept.lists) != n || kept.bytes != n*len(list)*postingSize || kept.get(keptKey{seg: seg}) == nil {
			t.Fatalf("after %d lists %d are kept, %d bytes", seg+1, len(kept.lists), kept.bytes)
		}
	}
	if kept.put(keptKey{seg: -1}, make([]posting, keptMost/postingSize+1)); kept.get(keptKey{seg: -1}) != nil {
		t.Error("a list is kept that there is no room for")
	}
}
