package bleveindex

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer"
)

// TestDistinct keeps the last of each id and no deletion of what is put back.
func TestDistinct(t *testing.T) {
	t.Parallel()
	docs, deletions := distinct(indexer.Batch{
		Documents: []indexer.Document{{ID: "a", Revision: 1}, {ID: "b", Revision: 2}, {ID: ""}, {ID: "a", Revision: 3}},
		Deletions: []string{"c", "a", ""},
	})
	var got []int
	for _, d := range docs {
		got = append(got, d.Revision)
	}
	if diff := cmp.Diff([]int{2, 3}, got); diff != "" {
		t.Errorf("documents (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"c"}, deletions); diff != "" {
		t.Errorf("deletions (-want +got)\n%s", diff)
	}
}

// TestCut bounds a piece by number and by size, and never cuts to nothing.
func TestCut(t *testing.T) {
	t.Parallel()
	sized := func(sizes ...int) (docs []indexer.Document) {
		for _, n := range sizes {
			docs = append(docs, indexer.Document{Parts: []indexer.Part{{Text: strings.Repeat("x", n)}}})
		}
		return docs
	}
	for _, c := range []struct {
		name string
		docs []indexer.Document
		want int
	}{
		{"none", nil, 0},
		{"few", sized(1, 2, 3), 3},
		{"as many as go", make([]indexer.Document, cutDocuments), cutDocuments},
		{"one more", make([]indexer.Document, cutDocuments+1), cutDocuments},
		{"large ones", sized(cutBytes/2, cutBytes/2, 1), 2},
		{"one too large", sized(2*cutBytes, 1), 1},
		{"one too large at the end", sized(1, 2*cutBytes), 1},
	} {
		if got := cut(c.docs); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
