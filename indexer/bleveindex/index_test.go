package bleveindex_test

import (
	"log/slog"
	"testing"

	"copratica/indexer"
	"copratica/indexer/bleveindex"
	"copratica/indexer/indextest"
)

func TestIndex(t *testing.T) {
	t.Parallel()
	indextest.Index(t, open)
}

// open opens an index for a test.
func open(t *testing.T, dir string) indexer.Index {
	t.Helper()
	x, err := bleveindex.Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return x
}
